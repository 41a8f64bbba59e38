"""manage.py begin_clinic: what a new clinic finds in its admin."""

from io import StringIO

import pytest
from django.core.management import call_command

from bookings.models import ConsentText, Step
from education.models import Article
from screening.models import Version

pytestmark = pytest.mark.django_db


def begin() -> str:
    out = StringIO()
    call_command("begin_clinic", stdout=out)
    return out.getvalue()


def test_a_new_clinic_finds_texts_and_none_of_them_is_signed_or_public() -> None:
    begin()
    assert Step.objects.filter(active=True).exists()
    assert ConsentText.objects.current() is not None
    assert Version.objects.published() is not None
    assert not Article.objects.published().exists()


def test_beginning_again_changes_nothing() -> None:
    begin()
    Step.objects.update(active=False)
    assert begin().startswith("0 groups, 0 emails and 0 articles")
    assert not Step.objects.filter(active=True).exists()
