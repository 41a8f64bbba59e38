"""Every record that can take a visit its place asks before it does."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from bookings.models import Appointment, Closure, Location, Opening, Room, WorkingHours
from bookings.tests.desk import answer, save_record
from conftest import Cast, melbourne

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]
ASKED = "1 visit would lose its place"


# Inlines that the form does not touch.
NO_LINES = {
    f"{lines}-{count}_FORMS": "0"
    for lines in ("rooms", "offers", "hours")
    for count in ("TOTAL", "INITIAL")
}


@pytest.fixture
def visit(cast: Cast, book: Callable[..., Appointment]) -> Appointment:
    """Pat's massage with Alex on Tuesday at two."""
    return book(melbourne(2, 14))


@pytest.fixture
def tuesdays(cast: Cast) -> WorkingHours:
    return cast.alex.hours.get(weekday=2)


def edit(row: Model) -> str:
    return reverse(f"admin:bookings_{row._meta.model_name}_change", args=[row.pk])


def confirmed(client: Client, address: str, page: Any, row: Model) -> None:
    """It asks, leaves the row as it was, and saves once that is answered."""
    before = type(row)._default_manager.filter(pk=row.pk).values()[0]
    assert ASKED in page.content.decode()
    assert type(row)._default_manager.filter(pk=row.pk).values()[0] == before
    assert client.post(address, answer(page)).status_code == 302
    assert list(type(row)._default_manager.filter(pk=row.pk).values()) != [before]


@pytest.mark.parametrize("what", ["practitioner", "service", "room", "location"])
def test_switching_off(manager: Client, visit: Appointment, what: str) -> None:
    row = getattr(visit, what)
    page = save_record(manager, row, active="", **NO_LINES)
    assert ASKED in page
    row.refresh_from_db()
    assert row.active


def inline(row: Model, prefix: str, lines: list[Model], fields: list[str]) -> dict[str, Any]:
    """The rows of an inline as the form sends them."""
    sent: dict[str, Any] = {f"{prefix}-TOTAL_FORMS": len(lines)}
    sent[f"{prefix}-INITIAL_FORMS"] = len(lines)
    for number, line in enumerate(lines):
        for field in ["id", *fields]:
            sent[f"{prefix}-{number}-{field}"] = line.serializable_value(field)
    return sent


def test_a_room_switched_off_beneath_its_location(
    manager: Client, cast: Cast, visit: Appointment
) -> None:
    place = cast.melbourne
    names = ["name", "slug", "zone", "address", "phone", "country", "emergency_number"]
    names += ["emergency_relay", "urgent_name", "urgent_number"]
    sent = {name: getattr(place, name) for name in names} | {"active": "on", "_save": "1"}
    sent |= inline(place, "rooms", list(place.rooms.all()), ["name"])
    sent |= {"rooms-0-features": "couch", "rooms-0-location": place.pk}
    page = manager.post(edit(place), sent)
    confirmed(manager, edit(place), page, Room.objects.get(pk=cast.couch.pk))
    assert Location.objects.get(pk=place.pk).active


HOURS = ["weekday", "starts", "ends", "valid_from", "every_weeks", "location"]


@pytest.mark.parametrize(
    "changes", [{"hours-1-ends": "13:00"}, {"hours-1-DELETE": "on"}, {"hours-1-weekday": "6"}]
)
def test_hours_beneath_their_practitioner(
    manager: Client, cast: Cast, visit: Appointment, tuesdays: WorkingHours, changes: Any
) -> None:
    alex = cast.alex
    sent = {"name": alex.name, "slug": alex.slug, "profession": alex.profession, "active": "on"}
    sent |= inline(alex, "offers", list(alex.offers.order_by("pk")), ["service"])
    sent |= inline(alex, "hours", list(alex.hours.order_by("weekday")), HOURS)
    page = manager.post(edit(alex), {**sent, **changes})
    confirmed(manager, edit(alex), page, tuesdays)


def test_hours_that_end_earlier(
    manager: Client, visit: Appointment, tuesdays: WorkingHours
) -> None:
    sent = {"practitioner": tuesdays.practitioner_id} | {
        field: tuesdays.serializable_value(field) for field in HOURS
    }
    page = manager.post(edit(tuesdays), {**sent, "ends": "13:00"})
    confirmed(manager, edit(tuesdays), page, tuesdays)


def test_deleted_hours(manager: Client, visit: Appointment, tuesdays: WorkingHours) -> None:
    address = reverse("admin:bookings_workinghours_delete", args=[tuesdays.pk])
    confirmed(manager, address, manager.post(address, {"post": "yes"}), tuesdays)


def test_hours_deleted_in_the_list(
    manager: Client, visit: Appointment, tuesdays: WorkingHours
) -> None:
    address = reverse("admin:bookings_workinghours_changelist")
    sent = {"action": "delete_selected", "_selected_action": [tuesdays.pk], "post": "yes"}
    page = manager.post(address, sent)
    assert manager.post(address, answer(page, "back")).status_code == 302
    confirmed(manager, address, page, tuesdays)


@pytest.fixture
def opening(cast: Cast, book: Callable[..., Appointment]) -> Opening:
    """Alex works on Saturday morning, and sees Pat at ten."""
    during = (melbourne(6, 9), melbourne(6, 12))
    opened = Opening.objects.create(practitioner=cast.alex, location=cast.melbourne, during=during)
    book(melbourne(6, 10))
    return opened


def test_a_deleted_opening(reception: Client, opening: Opening) -> None:
    address = reverse("admin:bookings_opening_delete", args=[opening.pk])
    page = reception.post(address, {"post": "yes"})
    back = reception.post(address, answer(page, "back"), follow=True)
    assert "Are you sure" in back.content.decode()
    confirmed(reception, address, page, opening)


def test_an_opening_that_begins_later(reception: Client, cast: Cast, opening: Opening) -> None:
    sent = {"practitioner": cast.alex.pk, "location": cast.melbourne.pk}
    times = {"starts": "2027-03-06T11:00", "ends": "2027-03-06T12:00"}
    page = reception.post(edit(opening), {**sent, **times})
    confirmed(reception, edit(opening), page, opening)


def test_another_time_zone(manager: Client, cast: Cast, visit: Appointment) -> None:
    assert ASKED in save_record(manager, cast.melbourne, zone="Asia/Kolkata", **NO_LINES)


def test_public_holidays(reception: Client, cast: Cast, book: Callable[..., Appointment]) -> None:
    book(melbourne(8, 14))
    cast.melbourne.region = "VIC"
    cast.melbourne.save()
    address = reverse("admin:location_holidays", args=["melbourne"])
    page = reception.post(address, {"days": ["2027-03-08", "2027-03-26"]})
    assert ASKED in page.content.decode()
    back = reception.post(address, answer(page, "back")).content.decode()
    assert back.count(" checked") == 2
    assert not Closure.objects.exists()
    assert reception.post(address, answer(page)).status_code == 302
    assert Closure.objects.count() == 2


def test_a_closure_moved_to_another_day(reception: Client, cast: Cast, visit: Appointment) -> None:
    during = (melbourne(4, 9), melbourne(5, 9))
    row = Closure.objects.create(practitioner=cast.alex, during=during, reason="A course")
    sent = {"practitioner": cast.alex.pk, "reason": "A course"}
    times = {"starts": "2027-03-02T09:00", "ends": "2027-03-03T09:00"}
    confirmed(reception, edit(row), reception.post(edit(row), {**sent, **times}), row)


def test_hours_given_back_ask_nothing(
    manager: Client, cast: Cast, tuesdays: WorkingHours, now: dt.datetime
) -> None:
    sent = {"practitioner": cast.alex.pk} | {
        field: tuesdays.serializable_value(field) for field in HOURS
    }
    assert manager.post(edit(tuesdays), {**sent, "ends": "13:00"}).status_code == 302
