"""What stands on the road before needling, and what of it is kept with the visit."""

import datetime as dt
from typing import Any

import pytest

from bookings import consent_text
from bookings.models import Appointment, Consent, ConsentText, Message, Patient
from bookings.tests.desk import person
from bookings.tests.walking import Walker
from conftest import Cast, melbourne

pytestmark = pytest.mark.django_db
START = melbourne(3, 10)
NECK = {"areas": ["neck"], "travel": "no", "medicines": ["aspirin"], "fainting": "once"}


@pytest.fixture
def ready(walker: Walker) -> Walker:
    """At the page of the details, for needling in the neck, with aspirin and a faint."""
    walker.begin()
    walker.choose("dry-needling")
    walker.answer(**NECK)
    walker.take(START)
    return walker


def details(walker: Walker) -> str:
    return walker.get("/book/details/").content.decode()


def newer_text(now: dt.datetime) -> ConsentText:
    draft = consent_text.begin(now=now)
    lead = person("clinical lead")
    return consent_text.publish(text=draft, now=now, by=lead, seen=draft.last_change)


def test_the_statement_has_its_parts_and_the_readers_own_risks(ready: Walker) -> None:
    page = details(ready)
    assert "1. What is dry needling?" in page
    assert "18. What happens with my data?" in page
    own = page.split("For you")[1].split("</div>")[0]
    assert "Call 000 if they come." in own
    assert "With medicine that thins the blood" in own
    assert "You may feel faint more easily." in own
    assert "pregnancy" not in own
    assert "{emergency_number}" not in page


def test_who_has_no_extra_risk_is_told_so(walker: Walker) -> None:
    walker.begin()
    walker.choose("dry-needling")
    walker.answer(had_before="here")
    walker.take(START)
    assert "Your answers show no extra risk." in details(walker)


def test_what_was_read_and_ticked_is_kept_with_the_visit(ready: Walker) -> None:
    ready.fill_in(electrical="on", messages="on")
    ready.book()
    kept = Consent.objects.get(appointment=ready.visit)
    assert (kept.text.version, kept.given_by, kept.given_name) == (1, "patient", "Robin Walker")
    assert (kept.electrical, kept.messages, kept.areas) == (True, True, ["neck"])
    assert any("thins the blood" in point for point in kept.points)
    assert ready.visit.patient is not None
    assert ready.visit.patient.unsubscribed_at is None


def test_nothing_ticked_is_a_no_and_no_optional_message_is_sent(
    ready: Walker, now: dt.datetime
) -> None:
    ready.fill_in()
    ready.book()
    kept = Consent.objects.get(appointment=ready.visit)
    assert (kept.electrical, kept.messages) == (False, False)
    assert Patient.objects.get(first_name="Robin").unsubscribed_at is not None


@pytest.mark.parametrize(("ticked", "kept"), [("on", True), ("", False)])
def test_without_needles_only_the_messages_are_asked_about(
    walker: Walker, ticked: str, *, kept: bool
) -> None:
    walker.to_check("massage", START)
    page = details(walker)
    assert 'name="electrical"' not in page
    assert 'name="read_it"' not in page
    walker.fill_in(messages=ticked)
    walker.book()
    assert (Patient.objects.get(first_name="Robin").unsubscribed_at is None) == kept


def test_no_current_is_asked_about_where_the_answers_rule_it_out(walker: Walker) -> None:
    walker.begin()
    walker.choose("dry-needling")
    walker.answer(conditions=["heart"], heart=["pacemaker"])
    draft = walker.draft
    assert draft.assessment is not None
    assert "block_estim" in draft.assessment.flags
    page = _details_of(walker)
    assert 'name="electrical"' not in page
    assert "We do not use electrical stimulation with your needles." in page


def _details_of(walker: Walker) -> str:
    """A review is offered later times."""
    walker.take(melbourne(9, 10))
    return details(walker)


def test_a_text_that_changed_after_it_was_read_is_read_again(
    ready: Walker, now: dt.datetime
) -> None:
    ready.fill_in()
    newer = newer_text(now)
    assert ready.book()["Location"] == "/book/details/"
    assert not Appointment.objects.filter(patient__isnull=False).exists()
    assert "has changed since you read it" in details(ready)
    ready.fill_in()
    ready.book()
    assert Consent.objects.get().text == newer


def test_an_unread_statement_is_asked_for_beside_its_box(ready: Walker) -> None:
    page = ready.fill_in(read_it="").content.decode()
    assert page.count("Tick the box to say that you have read the information.") == 2
    assert 'value="Robin"' in page


def test_own_risks_lie_encrypted(ready: Walker, django_assert_num_queries: Any) -> None:
    ready.fill_in()
    ready.book()
    assert not Message.objects.filter(step__optional=True).exists()
    raw = Consent.objects.extra(select={"raw": "points"}).values_list("raw", flat=True).get()
    assert b"blood" not in bytes(raw)


@pytest.mark.usefixtures("steady_clock")
def test_the_details_take_the_same_queries_with_many_texts(
    ready: Walker, now: dt.datetime, cast: Cast, django_assert_num_queries: Any
) -> None:
    details(ready)
    with django_assert_num_queries(_QUERIES):
        details(ready)
    newer_text(now)
    with django_assert_num_queries(_QUERIES):
        details(ready)


_QUERIES = 10
