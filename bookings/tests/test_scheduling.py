"""The verbs: what they write, and what they refuse."""

import datetime as dt

import pytest
from django.db import IntegrityError
from psycopg.types.range import Range

from bookings import scheduling
from bookings.models import Appointment, Opening, Room, Status
from conftest import NOW, Cast, melbourne

EVENING = melbourne(3, 18)


def test_a_taken_time_is_refused_with_the_nearest_ones(cast: Cast, book) -> None:
    book(melbourne(3, 10))
    with pytest.raises(scheduling.TimeTaken) as refused:
        book(melbourne(3, 10), patient=cast.quinn)
    assert refused.value.nearest
    assert all(one.start != melbourne(3, 10) for one in refused.value.nearest)
    assert Appointment.objects.count() == 1


def test_the_database_refuses_a_second_row_whatever_wrote_it(cast: Cast, book) -> None:
    first = book(melbourne(3, 10))
    twin = Appointment.objects.get(pk=first.pk)
    twin.pk, twin.reference, twin.idempotency_key = None, "TWIN2345", None
    twin.patient, twin.room = cast.quinn, None
    with pytest.raises(IntegrityError, match="practitioner_not_twice"):
        twin.save()


def test_the_same_key_books_once(cast: Cast, book) -> None:
    first = book(melbourne(3, 10), key="once")
    again = book(melbourne(3, 10), key="once")
    assert (again.pk, Appointment.objects.count()) == (first.pk, 1)


def test_a_time_off_the_grid_or_in_the_past_is_refused(cast: Cast, book) -> None:
    for start in (melbourne(3, 10, 7), melbourne(1, 10)):
        with pytest.raises(scheduling.TimeTaken):
            book(start)


def test_an_online_booking_needs_a_screening_and_an_open_service(cast: Cast, book) -> None:
    with pytest.raises(scheduling.NotPossible, match="health questions"):
        book(melbourne(3, 10), source="online")
    cast.massage.paused = True
    cast.massage.save()
    with pytest.raises(scheduling.NotPossible, match="cannot be booked online"):
        book(melbourne(3, 10), source="online")


def test_anyone_means_the_one_seen_last_else_the_least_booked(cast: Cast, book) -> None:
    Room.objects.create(location=cast.melbourne, name="Room 2", features=["couch"])
    Opening.objects.create(
        practitioner=cast.blake,
        location=cast.melbourne,
        during=Range(melbourne(3, 9), melbourne(3, 17), "[)"),
    )
    first = book(melbourne(3, 9), practitioner=cast.blake)
    least = book(melbourne(3, 11), patient=cast.quinn)
    assert least.practitioner == cast.alex
    scheduling.complete(now=EVENING, appointment=first, version=first.version, needles_used=False)
    assert book(melbourne(3, 12)).practitioner == cast.blake


def test_k_free_practitioners_take_exactly_k_bookings(cast: Cast, book) -> None:
    Room.objects.create(location=cast.melbourne, name="Room 2", features=["couch"])
    Opening.objects.create(
        practitioner=cast.blake,
        location=cast.melbourne,
        during=Range(melbourne(3, 9), melbourne(3, 17), "[)"),
    )
    visits = [book(melbourne(3, 10), patient=one) for one in (cast.pat, cast.quinn)]
    assert {one.practitioner for one in visits} == {cast.alex, cast.blake}
    assert len({one.room for one in visits}) == 2


def test_a_move_takes_the_new_time_and_frees_the_old_one(cast: Cast, book) -> None:
    visit = book(melbourne(3, 10))
    moved = scheduling.move(
        now=NOW, appointment=visit, start=melbourne(3, 10, 15), version=visit.version
    )
    assert (moved.starts, moved.version) == (melbourne(3, 10, 15), visit.version + 1)
    assert book(melbourne(3, 9, 15), patient=cast.quinn).starts == melbourne(3, 9, 15)


def test_a_refused_move_keeps_the_visit_where_it_is(cast: Cast, book) -> None:
    visit, other = book(melbourne(3, 10)), book(melbourne(3, 12), patient=cast.quinn)
    with pytest.raises(scheduling.TimeTaken):
        scheduling.move(now=NOW, appointment=visit, start=other.starts, version=visit.version)
    visit.refresh_from_db()
    assert (visit.starts, visit.version) == (melbourne(3, 10), 1)


def test_a_stale_change_is_refused_and_says_what_changed(cast: Cast, book) -> None:
    visit = book(melbourne(3, 10))
    scheduling.move(now=NOW, appointment=visit, start=melbourne(3, 14), version=1)
    with pytest.raises(scheduling.Changed, match="Wed 03 Mar, 14:00"):
        scheduling.move(now=NOW, appointment=visit, start=melbourne(3, 15), version=1)
    with pytest.raises(scheduling.Changed):
        scheduling.check_in(now=NOW, appointment=visit, version=1)


def test_cancelling_frees_the_time_and_marks_it_late_inside_the_window(cast: Cast, book) -> None:
    early, late = book(melbourne(4, 10)), book(melbourne(2, 12), patient=cast.quinn)
    for visit, is_late in ((early, False), (late, True)):
        done = scheduling.cancel(now=NOW, appointment=visit, who="patient")
        assert (done.status, done.cancelled_late) == (Status.CANCELLED, is_late)
    assert book(melbourne(4, 10)).pk != early.pk
    with pytest.raises(scheduling.NotPossible):
        scheduling.cancel(now=NOW, appointment=early, who="patient")


def test_a_late_cancellation_by_the_clinic_is_never_the_patients_fault(cast: Cast, book) -> None:
    visit = scheduling.cancel(now=NOW, appointment=book(melbourne(2, 12)), who="clinic")
    assert visit.cancelled_late is False


def test_the_day_goes_from_arrived_to_done(cast: Cast, book) -> None:
    visit = book(melbourne(3, 10))
    visit = scheduling.check_in(now=melbourne(3, 9, 55), appointment=visit, version=visit.version)
    assert (visit.status, visit.arrived_at) == (Status.ARRIVED, melbourne(3, 9, 55))
    visit = scheduling.complete(
        now=EVENING, appointment=visit, version=visit.version, needles_used=False
    )
    assert (visit.status, visit.closed_at) == (Status.FULFILLED, EVENING)


def test_nobody_arrives_for_a_visit_of_another_day(cast: Cast, book) -> None:
    visit = book(melbourne(3, 10))
    with pytest.raises(scheduling.NotPossible, match="the visit is on Wednesday"):
        scheduling.check_in(now=NOW, appointment=visit, version=visit.version)


def test_nothing_is_a_no_show_before_it_starts(cast: Cast, book) -> None:
    visit = book(melbourne(3, 10))
    with pytest.raises(scheduling.NotPossible):
        scheduling.no_show(now=NOW, appointment=visit, version=visit.version)
    done = scheduling.no_show(now=EVENING, appointment=visit, version=visit.version)
    assert (done.status, done.takes_time) == (Status.NOSHOW, True)


def test_h07_needles_need_a_spoken_consent_and_a_screening(cast: Cast, book) -> None:
    visit = book(melbourne(3, 10), service=cast.needling)
    said = {"now": EVENING, "appointment": visit, "version": 1, "needles_used": True}
    with pytest.raises(scheduling.NotPossible, match="spoken consent"):
        scheduling.complete(**said)
    with pytest.raises(scheduling.NotPossible, match="health questions"):
        scheduling.complete(**said, spoken_consent=True)
    done = scheduling.complete(**said, spoken_consent=True, screening_checked=True)
    assert done.needles_used is True


def test_h07_the_database_keeps_needles_and_consent_together(cast: Cast, book) -> None:
    visit = book(melbourne(3, 10))
    with pytest.raises(IntegrityError, match="spoken consent"):
        Appointment.objects.filter(pk=visit.pk).update(needles_used=True)


def test_h05_a_review_is_due_after_hours_that_the_clinic_is_open(cast: Cast) -> None:
    cast.clinic.review_hours = 8
    cast.clinic.save()
    friday = melbourne(5, 15)
    due = scheduling.review_due(since=friday, location=cast.melbourne)
    assert due == melbourne(8, 15)
    earliest = scheduling.review_earliest(since=friday, location=cast.melbourne)
    assert earliest - due == dt.timedelta(hours=2)


def test_the_cancellation_window_is_counted_in_elapsed_hours(cast: Cast, book) -> None:
    # Melbourne's clocks go back on Sunday, 4 April 2027: that day has 25 hours.
    cast.massage.cancel_hours = 36
    cast.massage.save()
    visit = book(melbourne(5, 9, month=4))
    edge = visit.starts - dt.timedelta(hours=36)
    assert edge.astimezone(cast.melbourne.tz).hour == 22
    assert not visit.is_late_to_cancel(edge)
    assert visit.is_late_to_cancel(edge + dt.timedelta(seconds=1))


def test_a_visit_over_a_clock_change_keeps_its_length(cast: Cast, book) -> None:
    # The local start is given in a zone whose clock goes back an hour during the visit.
    cast.massage.minutes = 60
    cast.massage.save()
    Opening.objects.create(
        practitioner=cast.alex,
        location=cast.melbourne,
        during=Range(melbourne(4, 1, month=4), melbourne(4, 6, month=4), "[)"),
    )
    visit = book(melbourne(4, 2, 15, month=4))
    assert (visit.minutes, visit.starts.utcoffset()) == (60, dt.timedelta(0))
