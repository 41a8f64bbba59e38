"""Consent texts: drafted, published, and frozen by the database from then on (hazard H15)."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from bookings import consent_text
from bookings.consent_text import NotPublishable, load_consent_text
from bookings.models import ConsentText
from portal.models import User
from screening.load import load

pytestmark = pytest.mark.django_db
SIGNED = {"signed_by": "A. Demo", "signed_registration": "D 1", "signed_on": dt.date(2027, 3, 1)}


@pytest.fixture
def first(now: dt.datetime) -> ConsentText:
    """The text of the file, in force, beside the questionnaire of the file."""
    load(now=now)
    return load_consent_text(now=now)


@pytest.fixture
def draft(first: ConsentText, now: dt.datetime) -> ConsentText:
    """A copy of it with one word changed."""
    made = consent_text.begin(now=now)
    made.body = made.body.replace("It is not a cure.", "It is no cure.")
    made.save()
    return made


def publish(text: ConsentText, now: dt.datetime, by: User) -> ConsentText:
    return consent_text.publish(text=text, now=now, by=by, seen=text.last_change)


def test_a_draft_has_the_words_in_force_and_changes_nothing_for_patients(
    first: ConsentText, now: dt.datetime
) -> None:
    made = consent_text.begin(now=now)
    assert (made.version, made.body, made.is_draft) == (2, first.body, True)
    assert ConsentText.objects.current() == first


def test_h15_publishing_puts_it_into_force_unsigned_with_who_and_when(
    first: ConsentText, draft: ConsentText, now: dt.datetime, lead: User
) -> None:
    ConsentText.objects.filter(pk=first.pk).update(**SIGNED)
    done = publish(draft, now, lead)
    assert ConsentText.objects.current() == done
    assert (done.published_at, done.published_by_id, done.is_signed) == (now, lead.pk, False)


def test_what_does_not_hold_together_is_not_published(
    draft: ConsentText, now: dt.datetime, lead: User
) -> None:
    draft.body = "# 1. What\nNothing much."
    draft.save()
    with pytest.raises(NotPublishable, match="Part 2 is missing"):
        publish(draft, now, lead)
    assert ConsentText.objects.get(pk=draft.pk).is_draft


def test_a_draft_that_changed_since_it_was_shown_is_not_published(
    draft: ConsentText, now: dt.datetime, lead: User
) -> None:
    with pytest.raises(NotPublishable, match="has changed"):
        consent_text.publish(text=draft, now=now, by=lead, seen="yesterday")


def test_of_two_drafts_the_one_published_last_is_in_force(
    draft: ConsentText, now: dt.datetime, lead: User
) -> None:
    second = consent_text.begin(now=now)
    publish(second, now, lead)
    last = publish(draft, now, lead)
    assert ConsentText.objects.current() == last
    assert last.version > second.version


@pytest.mark.parametrize(
    "change",
    [{"body": "other"}, {"version": 9}, {"published_at": None}, {"published_by": 1}],
    ids=str,
)
def test_the_database_keeps_a_published_text_as_it_is(
    first: ConsentText, lead: User, change: dict
) -> None:
    if "published_by" in change:
        change = {"published_by": lead.pk}
    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        ConsentText.objects.filter(pk=first.pk).update(**change)
    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        ConsentText.objects.filter(pk=first.pk).delete()


def test_h15_a_consent_text_is_signed_once_and_only_when_it_is_in_force(
    first: ConsentText, draft: ConsentText
) -> None:
    rows = ConsentText.objects.filter(pk=first.pk)
    rows.update(**SIGNED)
    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        rows.update(signed_by="Somebody else")
    with pytest.raises(IntegrityError, match="draft_is_unsigned"), transaction.atomic():
        ConsentText.objects.filter(pk=draft.pk).update(**SIGNED)


def test_a_draft_is_thrown_away_and_a_published_text_is_not(
    first: ConsentText, draft: ConsentText
) -> None:
    assert consent_text.discard(draft)
    assert not consent_text.discard(first)
    assert not consent_text.discard(draft)


def test_two_texts_are_compared_line_by_line(first: ConsentText, draft: ConsentText) -> None:
    found = consent_text.compare(first, draft)
    assert [line.kind for line in found] == ["same", "gone", "new"]
    assert found[0].words == "# 3. Will it help?"
    assert consent_text.compare(first, first) == []


def test_loading_twice_keeps_the_text_in_force(draft: ConsentText, now: dt.datetime) -> None:
    ConsentText.objects.filter(pk=draft.pk).update(version=F("version") + 5)
    assert load_consent_text(now=now).version == 1
