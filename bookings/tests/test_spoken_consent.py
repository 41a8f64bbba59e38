"""What is said to needles at a visit or before it, through the verbs (hazards H07, H14)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from bookings import scheduling
from bookings.models import (
    Appointment,
    ConsentText,
    Patient,
    Procedure,
    SpokenConsent,
    Status,
    Task,
)
from bookings.scheduling import Area, Done, NotPossible, Talk
from bookings.tests.desk import person
from conftest import Cast, melbourne
from portal.models import User

pytestmark = pytest.mark.django_db
Book = Callable[..., Appointment]
START, END = melbourne(3, 10), melbourne(3, 10, 30)
NECK, CALF = Area("neck", "Neck"), Area("calf", "Calf, shin, ankle or foot")


@pytest.fixture
def visit(cast: Cast, book: Book, screened: Any) -> Appointment:
    """Pat's needling on Wednesday at ten, with clear answers."""
    return book(START, service=cast.needling, assessment=screened("clear"))


@pytest.fixture
def staff(db: None) -> User:
    return person("practitioner")


def close(visit: Appointment, at: dt.datetime = END, **said: Any) -> Appointment:
    """Close the visit as the form does; needles and a yes unless `said` is otherwise."""
    usual: dict[str, Any] = {"needles_used": True, "spoken_consent": True}
    now_is = Appointment.objects.get(pk=visit.pk)
    usual |= {"done": Done(areas=[CALF]), "version": now_is.version}
    return scheduling.complete(now=at, appointment=now_is, **{**usual, **said})


def kept(visit: Appointment) -> SpokenConsent:
    return SpokenConsent.objects.standing().get(appointment=visit)


def since() -> dt.datetime | None:
    """Since when Pat wants no needles."""
    return Patient.objects.get(first_name="Pat").no_needles_since


def test_a_yes_is_kept_with_the_text_in_force_who_noted_it_and_when(
    visit: Appointment, staff: User, now: dt.datetime
) -> None:
    text = ConsentText.objects.create(version=1, body="b", published_at=now)
    close(visit, by=staff, talk=Talk(words="Does it hurt? A little."))
    one = kept(visit)
    assert (one.said, one.where, one.text, one.at) == ("yes", "visit", text, END)
    assert (one.recorded_by, one.words) == (staff, "Does it hurt? A little.")


def test_h07_over_the_lungs_a_yes_is_on_paper(visit: Appointment) -> None:
    done = Done(areas=[CALF, NECK])
    with pytest.raises(NotPossible, match="on paper"):
        close(visit, done=done)
    assert not SpokenConsent.objects.exists()
    close(visit, done=done, talk=Talk(signed_paper=True))
    assert (kept(visit).near_lungs, kept(visit).signed_paper) == (True, True)


def test_electrical_stimulation_needs_a_yes_of_its_own(visit: Appointment) -> None:
    done = Done(areas=[CALF], electrical_stimulation=True)
    with pytest.raises(NotPossible, match="a yes of its own"):
        close(visit, done=done)
    close(visit, done=done, talk=Talk(electrical=True))
    assert kept(visit).electrical


@pytest.mark.parametrize("said", ["no", "not_today", "not_asked"])
def test_a_visit_without_a_yes_closes_without_needles(visit: Appointment, said: str) -> None:
    closed: dict[str, Any] = {"spoken_consent": False, "done": Done(), "talk": Talk(said=said)}
    with pytest.raises(NotPossible, match="spoken consent"):
        close(visit, **closed)
    close(visit, needles_used=False, **closed)
    assert kept(visit).said == said
    assert since() is None


def test_a_yes_taken_back_before_the_first_needle_stands_with_later_visits(
    visit: Appointment,
) -> None:
    moment = START + dt.timedelta(minutes=7)
    talk = Talk(said="withdrawn", withdrawn_at=moment)
    close(visit, needles_used=False, spoken_consent=False, done=Done(), talk=talk)
    assert (kept(visit).said, kept(visit).withdrawn_at, since()) == ("withdrawn", moment, moment)


def test_a_yes_taken_back_half_way_keeps_both_and_the_aftercare(visit: Appointment) -> None:
    done = close(visit, talk=Talk(said="withdrawn"))
    assert done.needles_used
    assert (kept(visit).said, kept(visit).withdrawn_at, since()) == ("yes", END, END)
    assert kept(visit).in_words == "yes, taken back later"


def test_a_moment_that_is_to_come_is_refused(visit: Appointment) -> None:
    later = Talk(said="withdrawn", withdrawn_at=END + dt.timedelta(minutes=1))
    with pytest.raises(NotPossible, match="still to come"):
        close(visit, talk=later)


def test_a_correction_undoes_what_was_said_and_keeps_it(visit: Appointment) -> None:
    done = close(visit, talk=Talk(said="withdrawn"))
    scheduling.correct(now=END, appointment=done, version=done.version, reason="Wrong line")
    assert since() is None
    close(visit)
    assert [one.undone_at for one in SpokenConsent.objects.order_by("pk")] == [END, None]
    assert Procedure.objects.standing().count() == 1


@pytest.mark.parametrize("by_staff", [True, False])
def test_taking_back_before_the_visit_is_kept_once_and_the_visit_stays(
    visit: Appointment, staff: User, now: dt.datetime, *, by_staff: bool
) -> None:
    for _ in range(2):
        scheduling.withdraw_consent(now=now, appointment=visit, by=staff if by_staff else None)
    one = kept(visit)
    assert (one.said, one.where) == ("withdrawn", "desk" if by_staff else "online")
    assert (since(), Appointment.objects.get(pk=visit.pk).status) == (now, Status.BOOKED)
    # Whoever told the desk has been heard; whoever did it online is rung.
    assert Task.objects.filter(kind=Task.Kind.CALL_BACK).count() == (0 if by_staff else 1)


def test_a_new_yes_at_the_visit_ends_it_and_a_no_does_not(
    cast: Cast, visit: Appointment, book: Book, screened: Any, now: dt.datetime
) -> None:
    scheduling.withdraw_consent(now=now, appointment=visit)
    close(visit, needles_used=False, spoken_consent=False, done=Done(), talk=Talk(said="no"))
    assert since() == now
    again = book(melbourne(4, 10), service=cast.needling, assessment=visit.assessment)
    close(again, at=melbourne(4, 11))
    assert since() is None


def test_nothing_is_taken_back_of_a_visit_that_is_over(visit: Appointment) -> None:
    done = close(visit)
    with pytest.raises(NotPossible, match="done"):
        scheduling.withdraw_consent(now=END, appointment=done)


def test_a_merge_carries_it_along(
    cast: Cast, book: Book, staff: User, visit: Appointment, now: dt.datetime
) -> None:
    hers = book(melbourne(5, 10), service=cast.needling, patient=cast.quinn)
    scheduling.withdraw_consent(now=now, appointment=hers)
    scheduling.merge(now=now, kept=cast.pat, gone=cast.quinn, by=staff)
    assert since() == now


def test_h14_an_event_at_the_visit_does_not_close_the_gate_behind_it(visit: Appointment) -> None:
    done = close(visit, done=Done(areas=[CALF], happened="fainted"))
    assert done.needles_used
    assert Patient.objects.get(first_name="Pat").ask_again_since == END


def test_h07_answers_for_another_service_are_no_screening_for_needles(
    cast: Cast, visit: Appointment
) -> None:
    given = visit.assessment
    assert given is not None
    given.pk, given.kind = None, "hands_on"
    given.save(force_insert=True)
    Appointment.objects.filter(pk=visit.pk).update(assessment=given)
    with pytest.raises(NotPossible, match="health questions"):
        close(visit)
    close(visit, screening_checked=True)
