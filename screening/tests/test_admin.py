"""Questionnaires in the admin."""

import datetime as dt

import pytest
from django.contrib.admin import site
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries

from portal.models import User
from screening.admin import QuestionInline, RuleInline, VersionAdmin
from screening.content import content_of
from screening.models import Version


@pytest.fixture
def page() -> VersionAdmin:
    registered = site._registry[Version]
    assert isinstance(registered, VersionAdmin)
    return registered


def test_rules_and_questions_read_as_sentences(published: Version) -> None:
    rules, questions = RuleInline(Version, site), QuestionInline(Version, site)
    rule = published.rules.get(code="M2b")
    assert rules.says(rule) == (
        "If medicines include “Aspirin” and"
        " medicines include “Clopidogrel, ticagrelor or prasugrel”: review"
    )
    follow_up = published.questions.get(key="injury")
    assert questions.asked_when(follow_up) == "how long it has hurt is “Under 6 weeks”"
    assert questions.answers(follow_up) == "No; Yes, in the last 3 days; Yes, before that"
    assert questions.asked_when(published.questions.get(key="skin")) == "always"


def test_only_the_signature_can_be_written_and_only_until_it_stands(
    published: Version, page: VersionAdmin, rf: RequestFactory
) -> None:
    request = rf.get("/")
    assert page.fields is not None
    assert set(page.fields) - set(page.get_readonly_fields(request, published)) == {
        "signed_by",
        "signed_registration",
        "signed_on",
    }
    Version.objects.update(
        signed_by="A. Clinician", signed_registration="PHY0000", signed_on=dt.date(2027, 3, 2)
    )
    published.refresh_from_db()
    assert page.get_readonly_fields(request, published) == list(page.fields)


def test_nothing_is_added_changed_or_thrown_away_there(
    published: Version, page: VersionAdmin, rf: RequestFactory
) -> None:
    request = rf.get("/")
    request.user = User(email="lead@clinic.example", is_staff=True, is_superuser=True)
    assert not page.has_add_permission(request)
    assert not page.has_delete_permission(request, published)
    for inline in page.get_inline_instances(request, published):
        assert not inline.has_change_permission(request, published)
        assert not inline.has_add_permission(request, published)
        assert not inline.has_delete_permission(request, published)


def test_the_page_of_a_version_takes_few_queries(
    published: Version,
    page: VersionAdmin,
    rf: RequestFactory,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    request = rf.get("/")
    request.user = User(email="lead@clinic.example", is_staff=True, is_superuser=True)
    content_of(published)
    with django_assert_max_num_queries(8):
        response = page.changeform_view(request, str(published.pk))
        response.render()  # type: ignore[attr-defined]
    assert "If emergency signs include" in response.content.decode()
