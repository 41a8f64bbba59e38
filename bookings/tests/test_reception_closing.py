"""The closing form, the record that it leaves, and the wait before the visit."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from bookings import scheduling
from bookings.models import AdverseEvent, Appointment, Procedure, Status
from bookings.scheduling import Changed, NotPossible
from bookings.tests.desk import at_desk, stand_at
from conftest import Cast, melbourne
from portal.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]
TEN = melbourne(2, 10)


@pytest.fixture
def begun(
    cast: Cast,
    book: Callable[..., Appointment],
    screened: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> Appointment:
    """Pat's needling today at ten with clear answers; it is twenty past."""
    visit = book(TEN, service=cast.needling, assessment=screened("clear"))
    stand_at(TEN + dt.timedelta(minutes=20), monkeypatch)
    return visit


def close(client: Client, visit: Appointment, **typed: Any):
    """Press Close with what a person changes; the rest goes as the page shows it."""
    address = reverse("admin:visit_complete", args=[visit.reference])
    page = client.get(address).content.decode()
    shown = {
        found[1]: found[2]
        for tag in re.findall(r"<input [^>]* checked[^>]*>", page)
        if (found := re.search(r'name="(\w+)"[^>]*?value="(\w+)"', tag))
    }
    said = {"version": visit.version, "advice_given": "on", "spoken_consent": "not_asked"}
    return client.post(address, {**said, **shown, **typed})


def now_is(visit: Appointment) -> Appointment:
    return Appointment.objects.get(pk=visit.pk)


def test_three_presses_between_opening_and_saving_close_a_visit_as_usual(
    reception: Client, begun: Appointment
) -> None:
    close(reception, begun, needles_used="yes", spoken_consent="yes", areas=["calf"])
    kept = Procedure.objects.get()
    assert now_is(begun).status == Status.FULFILLED
    assert [area["key"] for area in kept.areas] == ["calf"]
    assert (kept.electrical_stimulation, kept.advice_given) == (False, True)
    assert kept.recorded_by == User.objects.get(email="reception@staff.example")
    assert not AdverseEvent.objects.exists()


def test_h07_neither_consent_nor_needles_are_chosen_beforehand(
    reception: Client, begun: Appointment
) -> None:
    page = reception.get(reverse("admin:visit_complete", args=[begun.reference])).content.decode()
    for name in ("needles_used", "spoken_consent", "screening_checked", "areas"):
        assert not re.search(rf'<input [^>]*name="{name}"[^>]* checked', page)
    assert (
        "Needles need the patient’s yes"
        in close(reception, begun, needles_used="yes").content.decode()
    )
    assert not Procedure.objects.exists()


def test_areas_are_those_of_the_questionnaire_and_lie_encrypted(
    reception: Client, begun: Appointment
) -> None:
    close(
        reception,
        begun,
        needles_used="yes",
        spoken_consent="yes",
        areas=["neck", "calf"],
        signed_paper="on",
        electrical_stimulation="on",
        electrical_consent="on",
    )
    kept = Procedure.objects.get()
    assert kept.areas == [
        {"key": "neck", "words": "Neck"},
        {"key": "calf", "words": "Calf, shin, ankle or foot"},
    ]
    assert kept.electrical_stimulation
    with connection.cursor() as cursor:
        cursor.execute("SELECT areas FROM bookings_procedure")
        assert b"neck" not in bytes(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"needles_used": "no", "areas": ["neck"]}, "Only for needles"),
        ({"needles_used": "no", "electrical_stimulation": "on"}, "This needs needles"),
        ({"needles_used": "no", "areas": ["tail"]}, "Choose from the list."),
        ({"needles_used": "no", "happened": "other"}, "Say in a sentence what happened."),
        ({"needles_used": "no", "happened": "flew"}, "Select a valid choice"),
        ({"needles_used": "no", "spoken_consent": ""}, "Say what the patient said to needles."),
        ({"needles_used": "yes", "spoken_consent": "no"}, "Needles need the patient’s yes"),
        ({"needles_used": "yes", "spoken_consent": "yes"}, "Tick where the needles were."),
        ({"needles_used": "yes", "areas": ["chest"]}, "the patient signs on paper"),
        ({"needles_used": "no", "withdrawn_at": "09:59"}, "Only if the yes was taken back"),
        ({"needles_used": "no", "withdrawn_at": "25:00"}, "Write a time such as 14:30."),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_field_and_in_the_summary(
    reception: Client, begun: Appointment, typed: dict[str, Any], sentence: str
) -> None:
    page = close(reception, begun, **typed).content.decode()
    assert page.count(sentence) == 2
    assert now_is(begun).status == Status.BOOKED


def test_h14_what_happened_is_kept_with_the_closing(reception: Client, begun: Appointment) -> None:
    close(reception, begun, needles_used="no", happened="other", happened_words="Fell asleep.")
    event = AdverseEvent.objects.get()
    assert (event.kind, event.words, event.appointment) == ("other", "Fell asleep.", begun)


def test_a_correction_withdraws_the_record_and_keeps_it(
    reception: Client, begun: Appointment
) -> None:
    close(reception, begun, needles_used="no")
    done = now_is(begun)
    again = scheduling.correct(
        now=melbourne(2, 11), appointment=done, version=done.version, reason="Needles were used"
    )
    close(reception, again, needles_used="yes", spoken_consent="yes", areas=["calf"])
    assert Procedure.objects.count() == 2
    assert Procedure.objects.standing().count() == 1


def test_h12_what_was_done_is_read_by_practitioners_and_not_at_reception(
    reception: Client, lead: User, begun: Appointment
) -> None:
    said: dict[str, Any] = {"needles_used": "yes", "spoken_consent": "yes", "areas": ["neck"]}
    said["signed_paper"] = "on"
    close(reception, begun, **said, happened="bleeding", happened_words="A bruise.")
    address = reverse("admin:visit_how_it_went", args=[begun.reference])
    page = at_desk(lead).get(address).content.decode()
    assert "Neck" in page
    assert "A bruise." in page
    assert reception.get(address).status_code == 403
    today = reception.get(reverse("admin:index"), {"day": "2027-03-02"}).content.decode()
    assert "Neck" not in today
    assert "A bruise." not in today


def test_who_waits_is_shown_with_the_minutes_until_they_are_in_the_room(
    reception: Client, begun: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def today() -> str:
        return reception.get(reverse("admin:index"), {"day": "2027-03-02"}).content.decode()

    address = reverse("admin:visit_to_room", args=[begun.reference])
    assert address not in today()
    at = scheduling.check_in(now=TEN, appointment=begun, version=begun.version)
    assert "waits 20 min" in today()
    reception.post(address, {"version": at.version})
    assert now_is(begun).in_room_at is not None
    page = today()
    assert "waits" not in page
    assert "in the room" in page
    assert address not in page


def test_in_the_room_is_for_who_is_here_once_and_by_version(begun: Appointment) -> None:
    said: dict[str, Any] = {"now": TEN, "appointment": begun}
    with pytest.raises(NotPossible, match="booked"):
        scheduling.to_room(**said, version=begun.version)
    here = scheduling.check_in(**said, version=begun.version)
    with pytest.raises(Changed):
        scheduling.to_room(**said, version=begun.version)
    inside = scheduling.to_room(**said, version=here.version)
    assert (inside.status, inside.in_room_at) == (Status.ARRIVED, TEN)
    with pytest.raises(NotPossible, match="already"):
        scheduling.to_room(**said, version=inside.version)
    out = scheduling.correct(**said, version=inside.version, reason="Another patient")
    assert (out.status, out.in_room_at) == (Status.BOOKED, None)
