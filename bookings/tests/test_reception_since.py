"""“Since we closed”: one list of what came in, and the day on paper."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bookings import scheduling
from bookings.models import Appointment, CheckIn, Patient, Status, Task
from bookings.reception.since import last_closing, news
from bookings.tests.answers import CANARY, assessment
from bookings.tests.desk import at_desk, desk_page, person, task
from conftest import Cast, melbourne

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]
Book = Callable[..., Appointment]
MONDAY_EVENING = melbourne(1, 21)


def came_in(user: Any, since: dt.datetime) -> list[tuple[str, str]]:
    return [(one.what, one.who) for one in news(user, since)]


@pytest.fixture(autouse=True)
def by_the_house_clock() -> Iterator[None]:
    """As every page of the admin is."""
    with timezone.override("Australia/Melbourne"):
        yield


def test_the_clinic_closed_when_the_last_one_went_home_last_time(cast: Cast) -> None:
    """Perth closes at 17:00, which is 20:00 in Melbourne in summer."""
    assert last_closing(melbourne(2, 8)) == melbourne(1, 20)
    # At noon today, and while Melbourne has closed and Perth has not, it is still Monday's.
    assert last_closing(melbourne(2, 12)) == melbourne(1, 20)
    assert last_closing(melbourne(2, 18)) == melbourne(1, 20)
    assert last_closing(melbourne(2, 20)) == melbourne(2, 20)
    assert last_closing(melbourne(7, 12)) == melbourne(5, 20)


def test_a_clinic_without_hours_looks_back_a_day(now: dt.datetime, db: None) -> None:
    assert last_closing(now) == now - dt.timedelta(days=1)


def test_online_bookings_cancellations_tasks_and_answers_come_in_one_list(
    reception: Client, cast: Cast, book: Book, now: dt.datetime, lead: Any
) -> None:
    booked = book(melbourne(5, 10), now=MONDAY_EVENING)
    Appointment.objects.filter(pk=booked.pk).update(source=Appointment.Source.ONLINE)
    by_phone = book(melbourne(5, 11), patient=cast.quinn)
    scheduling.cancel(now=now, appointment=by_phone, who=Appointment.CancelledBy.PATIENT)
    task(now - dt.timedelta(hours=1), Task.Kind.CONTACT)
    said = {"feeling": "worse", "signs": [], "pain": 7}
    CheckIn.objects.create(appointment=booked, answered_at=now, level="worse", said=said)
    assert sorted(came_in(lead, melbourne(1, 20))) == [
        ("booked online", "Pat Example"),
        ("cancelled by the patient", "Quinn Example"),
        ("message from the contact page", "Robin"),
        ("said how they are", "Pat Example"),
    ]
    assert came_in(lead, now + dt.timedelta(minutes=1)) == []
    page = desk_page(reception, "since")
    assert "Pat Example" in page
    assert "worse" not in page
    assert "worse" in desk_page(at_desk(lead), "since")


def test_a_request_that_waits_has_come_in_too(
    cast: Cast, book: Book, screened: Any, lead: Any
) -> None:
    asked = book(
        melbourne(12, 10),
        now=MONDAY_EVENING,
        service=cast.needling,
        assessment=screened("review"),
        source=Appointment.Source.ONLINE,
    )
    assert asked.status == Status.PENDING
    assert came_in(lead, melbourne(1, 20)) == [("booked online", "Pat Example")]


def test_another_moment_is_chosen_in_the_address(
    reception: Client, cast: Cast, book: Book, now: dt.datetime
) -> None:
    booked = book(melbourne(5, 10), now=MONDAY_EVENING)
    Appointment.objects.filter(pk=booked.pk).update(source=Appointment.Source.ONLINE)
    address = reverse("admin:since")
    later = reception.get(address, {"day": "2027-03-01", "at": "22:00"}).content.decode()
    assert "Nothing has come in since then." in later
    earlier = reception.get(address, {"day": "2027-03-01", "at": "20:30"}).content.decode()
    assert "booked online" in earlier
    wrong = reception.get(address, {"day": "soon", "at": "20:30"}).content.decode()
    assert 'value="soon"' in wrong
    assert "There is a problem" in wrong


def test_the_list_takes_the_same_queries_with_one_and_with_many(
    cast: Cast, book: Book, now: dt.datetime, lead: Any, django_assert_num_queries: Any
) -> None:
    lead.has_perm("bookings.read_answers")
    for hours in (range(9, 10), range(10, 14)):
        for hour in hours:
            visit = book(melbourne(5, hour))
            scheduling.cancel(now=now, appointment=visit, who=Appointment.CancelledBy.PATIENT)
            task(now)
        with django_assert_num_queries(4):
            news(lead, melbourne(1, 20))


def sheet(client: Client, **asked: str) -> str:
    return client.get(reverse("admin:day_sheet"), {"day": "2027-03-12", **asked}).content.decode()


def test_the_day_sheet_holds_what_the_desk_hands_over_and_no_health(
    cast: Cast, book: Book, now: dt.datetime
) -> None:
    Patient.objects.filter(pk=cast.pat.pk).update(access_needs="Step-free", email="")
    asked = {"service": cast.needling, "assessment": assessment(now)}
    book(melbourne(12, 10), patient=cast.quinn, **asked)
    book(melbourne(12, 11), service=cast.needling)
    for group in ("reception", "practitioner", "clinical lead", "manager"):
        page = sheet(at_desk(person(group)))
        for shown in ("11:00–11:30", "Pat Example", "Dry needling", "Room 1", "Step-free"):
            assert shown in page
        assert "Hand over aftercare" in page
        assert "not confirmed yet" in page
        assert CANARY not in page.lower()
        assert "A physiotherapist decides." not in page


def test_what_to_heed_is_printed_for_those_alone_who_read_answers(
    reception: Client, cast: Cast, book: Book, now: dt.datetime, lead: Any
) -> None:
    book(melbourne(12, 10), service=cast.needling, assessment=assessment(now))
    assert "To heed" not in sheet(reception, **{"with": "screening"})
    asked = sheet(at_desk(lead), **{"with": "screening"})
    assert "To heed" in asked
    assert CANARY in asked.lower()
