"""Something happened at a visit: who sees it, and what does not go on as before (hazard H14)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bookings import scheduling
from bookings.models import (
    AdverseEvent,
    Appointment,
    CheckIn,
    Message,
    Patient,
    Reading,
    Status,
    Task,
)
from bookings.reception.lights import light
from bookings.scheduling import NotPossible
from bookings.tests.answers import CANARY
from bookings.tests.desk import at_desk, desk_page, stand_at
from conftest import Cast, melbourne

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]
Book = Callable[..., Appointment]
TEN = melbourne(2, 10)
LATER = melbourne(2, 10, 20)


@pytest.fixture
def begun(cast: Cast, book: Book, monkeypatch: pytest.MonkeyPatch) -> Appointment:
    """Pat's visit today at ten; it is twenty past."""
    visit = book(TEN)
    stand_at(LATER, monkeypatch)
    return visit


@pytest.fixture
def ahead(cast: Cast, book: Book, screened: Any) -> Appointment:
    """Pat's needling on Friday week, with clear answers."""
    return book(melbourne(12, 10), service=cast.needling, assessment=screened("clear"))


def happens(visit: Appointment, kind: str = "fainted", **said: Any) -> AdverseEvent:
    return scheduling.record_event(now=LATER, appointment=visit, kind=kind, **said)


def now_is(visit: Appointment) -> Appointment:
    return Appointment.objects.with_names().select_related("review").get(pk=visit.pk)


def test_h14_two_presses_keep_it_and_show_it_to_the_lead(
    reception: Client, lead: Any, begun: Appointment
) -> None:
    address = reverse("admin:visit_happened", args=[begun.reference])
    assert address in reception.get(reverse("admin:index"), {"day": "2027-03-02"}).content.decode()
    assert 'value="fainted"' in reception.get(address).content.decode()
    reception.post(address, {"kind": "fainted", "words": CANARY})
    page = desk_page(at_desk(lead), "events")
    for said in ("fainted", CANARY, "Pat Example", "reception@staff.example"):
        assert said in page
    assert reception.get(reverse("admin:events")).status_code == 403


def test_h12_opening_the_list_is_a_reading_of_each_visit_on_it(
    lead: Any, begun: Appointment, ahead: Appointment
) -> None:
    client = at_desk(lead)
    desk_page(client, "events")
    assert not Reading.objects.exists()
    for kind in ("fainted", "bleeding"):
        happens(begun, kind)
    assert "That you have opened this list is kept." in desk_page(client, "events")
    kept = Reading.objects.get()
    assert (kept.user, kept.appointment, kept.page) == (lead, begun, Reading.Page.EVENTS)


def test_h14_one_press_marks_it_as_seen_with_a_note(lead: Any, begun: Appointment) -> None:
    event, client = happens(begun), at_desk(lead)
    client.post(reverse("admin:event_seen", args=[event.pk]), {"note": "rang, is well"})
    event.refresh_from_db()
    assert (event.seen_by, event.seen_note) == (lead, "rang, is well")
    assert "Nothing waits to be looked at." in desk_page(client, "events")
    client.post(reverse("admin:event_seen", args=[event.pk]), {"note": "again"})
    event.refresh_from_db()
    assert event.seen_note == "rang, is well"
    unknown = reverse("admin:event_seen", args=[event.pk + 1])
    assert client.post(unknown, {"note": ""}).status_code == 404


def test_h14_earlier_answers_count_no_more(
    cast: Cast, begun: Appointment, book: Book, screened: Any, now: dt.datetime
) -> None:
    other = book(melbourne(9, 10), assessment=screened("clear"))
    needled = book(melbourne(2, 11), service=cast.needling, assessment=screened("clear"))
    assert light(now_is(other), 180).word == "clear"
    happens(begun)
    assert light(now_is(other), 180).word == "ask again"
    needled = now_is(needled)
    said: dict[str, Any] = {
        "now": melbourne(2, 12),
        "appointment": needled,
        "version": needled.version,
    }
    with pytest.raises(NotPossible, match="health questions"):
        scheduling.complete(**said, needles_used=True, spoken_consent=True)


def test_h14_answers_given_afterwards_count_and_old_ones_judged_again_do_not(
    cast: Cast, begun: Appointment, screened: Any
) -> None:
    happens(begun)
    visit = now_is(begun)
    visit.assessment = screened("clear")
    visit.assessment.created_at = LATER + dt.timedelta(minutes=1)
    visit.assessment.on = dt.date(2027, 3, 2)
    assert visit.has_valid_answers(180)
    visit.assessment.answered_on = dt.date(2027, 3, 1)
    assert not visit.has_valid_answers(180)


def test_h14_the_next_visit_with_needles_waits_for_review(
    cast: Cast, begun: Appointment, ahead: Appointment, book: Book, lead: Any
) -> None:
    massage = book(melbourne(11, 10))
    happens(begun, words=CANARY)
    assert now_is(ahead).status == Status.PENDING
    assert now_is(ahead).review.decided_at is None
    assert now_is(massage).status == Status.BOOKED
    page = at_desk(lead).get(reverse("admin:review_decide", args=[ahead.reference]))
    assert CANARY in page.content.decode()


def test_h14_needles_that_start_too_soon_stay_with_a_call_back(
    cast: Cast, begun: Appointment, book: Book, screened: Any
) -> None:
    soon = book(melbourne(2, 12), service=cast.needling, assessment=screened("clear"))
    happens(begun)
    assert now_is(soon).status == Status.BOOKED
    assert Task.objects.get(appointment=soon).kind == Task.Kind.CLINICAL


def test_h14_needles_booked_afterwards_wait_until_a_practitioner_said_yes_once(
    cast: Cast, begun: Appointment, book: Book, screened: Any, lead: Any
) -> None:
    happens(begun)
    asked: dict[str, Any] = {"service": cast.needling, "now": LATER}
    first = book(melbourne(15, 10), assessment=screened("clear"), **asked)
    assert first.status == Status.PENDING
    assert book(melbourne(16, 10)).status == Status.BOOKED
    scheduling.decide(
        now=melbourne(3, 10), appointment=first, decision="clear", reason="Talked.", by=lead
    )
    again = book(melbourne(17, 10), assessment=first.assessment, **asked)
    assert again.status == Status.BOOKED


def test_h14_answers_that_come_later_for_a_visit_by_phone_wait_too(
    cast: Cast, begun: Appointment, book: Book, screened: Any
) -> None:
    unasked = book(melbourne(15, 10), service=cast.needling)
    happens(begun)
    assert now_is(unasked).status == Status.BOOKED
    scheduling.screen(now=LATER, appointment=unasked, assessment=screened("clear"))
    assert now_is(unasked).status == Status.PENDING


@pytest.mark.parametrize("well", [True, False])
def test_h14_texts_that_invite_to_book_again_stop(
    begun: Appointment, tick: Any, well: bool
) -> None:
    if not well:
        happens(begun)
    assert invited(begun, tick) is well


def invited(visit: Appointment, tick: Any) -> bool:
    """Whether any optional message is found in the month after this visit."""
    scheduling.complete(
        now=melbourne(2, 11),
        appointment=visit,
        version=visit.version,
        needles_used=True,
        spoken_consent=True,
        screening_checked=True,
    )
    for days in range(30):
        tick(melbourne(2, 12) + dt.timedelta(days=days))
    return Message.objects.filter(step__optional=True).exists()


def test_h14_a_warning_sign_does_the_same(
    cast: Cast, begun: Appointment, ahead: Appointment
) -> None:
    Appointment.objects.filter(pk=begun.pk).update(status=Status.FULFILLED)
    scheduling.report(
        now=melbourne(3, 10), appointment=now_is(begun), feeling="worse", signs=["chest_pain"]
    )
    assert CheckIn.objects.get().level == CheckIn.Level.WARNING
    assert Patient.objects.get(pk=cast.pat.pk).ask_again_since == melbourne(3, 10)
    assert now_is(ahead).status == Status.PENDING


def test_something_else_needs_a_sentence_and_a_second_press_is_one_event(
    reception: Client, begun: Appointment
) -> None:
    address = reverse("admin:visit_happened", args=[begun.reference])
    answer = reception.post(address, {"kind": "other", "words": " "}).content.decode()
    assert answer.count("Say in a sentence what happened.") == 2
    with pytest.raises(NotPossible, match="sentence"):
        happens(begun, "other")
    for _ in range(2):
        reception.post(address, {"kind": "bleeding"})
    assert AdverseEvent.objects.count() == 1


def test_nothing_happens_before_the_patient_is_here(cast: Cast, ahead: Appointment) -> None:
    with pytest.raises(NotPossible, match="once the patient is here"):
        happens(ahead)
