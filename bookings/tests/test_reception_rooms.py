"""Another room for a visit: dropped on its column, or chosen on the page of the move."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bookings.models import Appointment, Closure, Room
from bookings.tests.desk import at_desk, person, stand_at
from bookings.tests.test_reception_drag import TEN, drop
from bookings.tests.test_reception_move import now_is, place, press
from conftest import Cast, melbourne

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(cast: Cast, now: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> Client:
    stand_at(now, monkeypatch)
    return at_desk(person("reception"))


@pytest.fixture
def visit(client: Client, book: Any) -> Appointment:
    """Pat's massage at ten with Alex, in Room 1."""
    return book(TEN)


@pytest.fixture
def second(cast: Cast) -> Room:
    return Room.objects.create(location=cast.melbourne, name="Room 2", features=["couch"])


def test_a_card_dropped_on_another_room_moves_there_and_undo_takes_it_back(
    client: Client, visit: Appointment, second: Room, cast: Cast
) -> None:
    answer = drop(client, visit, at="10:00", room=second.pk)
    assert answer.json()["said"] == (
        "Pat Example is now at 10:00–10:30 on Tuesday, with Alex Demo, in Room 2."
    )
    assert (now_is(visit).room, now_is(visit).practitioner) == (second, cast.alex)
    press(client, "visit_undo", now_is(visit))
    assert now_is(visit).room == cast.couch


def test_a_room_that_is_taken_says_so_and_offers_its_own_free_times(
    client: Client, visit: Appointment, second: Room, cast: Cast
) -> None:
    Closure.objects.create(room=second, during=(TEN, melbourne(2, 11)), reason="Painting")
    answer = drop(client, visit, at="10:00", room=second.pk)
    assert answer.status_code == 409
    told = answer.json()
    assert told["against"] == ["This room is taken or closed at that time."]
    assert now_is(visit).room == cast.couch
    near = told["nearest"][0]
    fits = {name: near[name] for name in ("day", "at", "practitioner", "location")}
    assert drop(client, visit, **fits, room=second.pk).status_code == 200
    assert now_is(visit).room == second


def test_a_room_without_what_the_service_needs_says_what_is_missing(
    client: Client, visit: Appointment, second: Room
) -> None:
    Room.objects.filter(pk=second.pk).update(features=["device"])
    answer = drop(client, visit, at="10:00", room=second.pk)
    assert answer.status_code == 409
    assert answer.json()["against"] == [
        "The service needs a room with couch, and this room is not one."
    ]


@pytest.mark.parametrize("room", ["0", "off", "nonsense"])
def test_what_is_no_room_in_use_takes_no_card(
    client: Client, visit: Appointment, second: Room, room: str
) -> None:
    Room.objects.filter(pk=second.pk).update(active=False)
    answer = drop(client, visit, room=second.pk if room == "off" else room)
    assert answer.status_code == 400
    assert "Drop the visit on a room that is in use." in answer.json()["said"]


def test_a_service_without_rooms_is_given_none(
    client: Client, visit: Appointment, second: Room, cast: Cast
) -> None:
    cast.massage.needs_room = False
    cast.massage.save()
    answer = drop(client, visit, room=second.pk)
    assert (answer.status_code, answer.json()["said"]) == (409, "Massage has no room.")
    page = client.get(reverse("admin:visit_move", args=[visit.reference])).content.decode()
    assert "Any that fits" not in page


def test_by_room_cards_are_dragged_and_a_week_names_its_room(
    client: Client, visit: Appointment, second: Room, cast: Cast
) -> None:
    address = reverse("admin:calendar_events")
    asked: dict[str, Any] = {"day": "2027-03-02", "location": "melbourne", "by": "room"}
    told = client.get(address, asked).json()
    (card,) = [one for one in told["events"] if one.get("id") == visit.reference]
    assert card["editable"]
    assert (told["rooms"], told["room"]) == (True, None)
    week = client.get(address, {**asked, "view": "week", "who": second.pk}).json()
    assert week["room"] == second.pk
    people = client.get(address, {**asked, "by": ""}).json()
    assert (people["rooms"], people["room"]) == (False, None)


def test_the_room_is_chosen_on_the_page_of_the_move_too(
    client: Client, visit: Appointment, second: Room, cast: Cast
) -> None:
    address = reverse("admin:visit_move", args=[visit.reference])
    value = place(cast, TEN)
    assert value not in client.get(address).content.decode()
    page = client.get(address, {"room": second.pk}).content.decode()
    assert value in page
    to = reverse("admin:visit_move_to", args=[visit.reference])
    assert f"{to}?room={second.pk}" in page
    sent = {"version": visit.version, "tell": "no", "place": value}
    client.post(f"{to}?room={second.pk}", sent)
    assert now_is(visit).room == second


def test_a_typed_time_says_what_stands_against_the_chosen_room(
    client: Client, visit: Appointment, second: Room
) -> None:
    Closure.objects.create(room=second, during=(TEN, melbourne(2, 11)), reason="Painting")
    asked: dict[str, Any] = {"day": "2027-03-02", "at": "10:00", "room": second.pk}
    page = client.get(reverse("admin:visit_move", args=[visit.reference]), asked).content.decode()
    assert "This room is taken or closed at that time." in page
    assert f"room={second.pk}" in page.split('formaction="')[1].split('"')[0]
