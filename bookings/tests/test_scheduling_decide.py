"""What a reviewer can decide on a pending visit, and that the visit follows."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection

from bookings import scheduling
from bookings.models import Appointment, Offer, Review, Service, Status
from conftest import NOW, Cast, melbourne
from portal.models import User

HOUR = dt.timedelta(hours=1)


def the_review() -> Review:
    return Review.objects.get()


def test_conditions_go_with_a_yes_and_are_sealed(pending: Appointment, lead: User) -> None:
    visit = scheduling.decide(
        now=NOW,
        appointment=pending,
        decision="conditions",
        conditions="Not the left arm.",
        reason="Talked on the phone.",
        by=lead,
    )
    assert visit.status == Status.BOOKED
    assert (the_review().decision, the_review().conditions) == ("conditions", "Not the left arm.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason, conditions FROM bookings_review")
        assert not any(
            b"left arm" in bytes(one) or b"phone" in bytes(one) for one in cursor.fetchone()
        )


def test_conditions_need_words(pending: Appointment, lead: User) -> None:
    with pytest.raises(scheduling.NotPossible, match="keep to"):
        scheduling.decide(
            now=NOW, appointment=pending, decision="conditions", reason="So.", by=lead
        )
    assert the_review().decision == ""


def test_h05_a_letter_keeps_the_visit_pending_until_it_would_lapse(
    pending: Appointment, lead: User
) -> None:
    visit = scheduling.ask_for_letter(now=NOW, appointment=pending, reason="Cardiologist.", by=lead)
    assert visit.status == Status.PENDING
    assert the_review().letter_asked_at == NOW
    assert the_review().due_at == melbourne(8, 8)
    assert scheduling.lapse_undecided(now=melbourne(8, 8)) == 1


def test_after_the_letter_somebody_decides(pending: Appointment, lead: User) -> None:
    asked = scheduling.ask_for_letter(now=NOW, appointment=pending, reason="First.", by=lead)
    visit = scheduling.decide(
        now=NOW + HOUR,
        appointment=asked,
        decision="clear",
        reason="Letter read.",
        by=lead,
        version=asked.version,
    )
    assert (visit.status, the_review().reason) == (Status.BOOKED, "Letter read.")


def test_another_service_takes_its_own_length_at_the_same_start(
    cast: Cast, pending: Appointment, lead: User
) -> None:
    Service.objects.filter(pk=cast.massage.pk).update(minutes=45)
    cast.massage.refresh_from_db()
    visit = scheduling.change_service(
        now=NOW, appointment=pending, service=cast.massage, reason="Safer.", by=lead, version=1
    )
    assert (visit.status, visit.service, visit.starts) == (
        Status.BOOKED,
        cast.massage,
        melbourne(8, 10),
    )
    assert (visit.minutes, visit.confirmed_at) == (45, NOW)
    assert the_review().decision == "service"


def test_another_service_that_does_not_fit_changes_nothing(
    cast: Cast, pending: Appointment, lead: User, book: Callable[..., Appointment]
) -> None:
    book(melbourne(8, 10, 45), patient=cast.quinn)
    Service.objects.filter(pk=cast.massage.pk).update(minutes=60)
    cast.massage.refresh_from_db()
    with pytest.raises(scheduling.TimeTaken, match="does not fit") as refusal:
        scheduling.change_service(
            now=NOW, appointment=pending, service=cast.massage, reason="Safer.", by=lead
        )
    assert refusal.value.nearest
    pending.refresh_from_db()
    assert (pending.status, pending.service, the_review().decision) == (
        Status.PENDING,
        cast.needling,
        "",
    )


def test_a_service_that_the_answers_stop_is_refused(
    cast: Cast, book: Callable[..., Appointment], screened, lead: User
) -> None:
    visit = book(melbourne(8, 10), service=cast.massage)
    visit = scheduling.screen(now=NOW, appointment=visit, assessment=screened("stop", "every"))
    assert visit.status == Status.PENDING
    with pytest.raises(scheduling.NotPossible, match="stop Dry needling"):
        scheduling.change_service(
            now=NOW, appointment=visit, service=cast.needling, reason="No.", by=lead
        )


def test_a_practitioner_who_does_not_offer_it_is_not_booked_with_it(
    cast: Cast, pending: Appointment, lead: User
) -> None:
    Offer.objects.filter(service=cast.massage, practitioner=cast.alex).delete()
    with pytest.raises(scheduling.TimeTaken):
        scheduling.change_service(
            now=NOW, appointment=pending, service=cast.massage, reason="Safer.", by=lead
        )


def test_a_decision_is_made_once_whatever_it_is(cast: Cast, pending, lead: User) -> None:
    scheduling.decide(now=NOW, appointment=pending, decision="clear", reason="Fine.", by=lead)
    given = {"now": NOW, "appointment": pending, "reason": "No.", "by": lead}
    for verb in (
        lambda: scheduling.ask_for_letter(**given),
        lambda: scheduling.decide(**given, decision="decline"),
        lambda: scheduling.change_service(**given, service=cast.massage),
    ):
        with pytest.raises(scheduling.NotPossible):
            verb()
    assert the_review().decision == "clear"
