"""Book by phone: one form, nothing typed is lost, one visit however often it is sent."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from bookings.models import Appointment, Patient
from bookings.tests.desk import at_desk, person, stand_at
from conftest import Cast, melbourne

pytestmark = pytest.mark.django_db

TEN = melbourne(2, 10)
NEW = {
    "first_name": "Robin",
    "last_name": "Sample",
    "date_of_birth": "3/4/1990",
    "phone": "0491 570 157",
    "email": "robin@patient.example",
}


@pytest.fixture
def client(cast: Cast, now: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> Client:
    stand_at(now, monkeypatch)
    return at_desk(person("reception"))


@pytest.fixture
def typed(cast: Cast) -> dict[str, object]:
    """Pat wants a massage in Melbourne."""
    return {
        "patient": cast.pat.reference,
        "service": cast.massage.pk,
        "location": cast.melbourne.pk,
        "practitioner": "",
        "day": "",
        "key": "a-key",
    }


def place(cast: Cast, start: dt.datetime = TEN) -> str:
    return f"{start.astimezone(dt.UTC).isoformat()}|{cast.alex.pk}|{cast.melbourne.pk}"


def look(client: Client, **typed: object) -> str:
    answer = client.post(reverse("admin:phone_look"), typed)
    assert answer.status_code == 200
    return answer.content.decode()


def send(client: Client, typed: dict[str, object], **more: object):
    return client.post(reverse("admin:phone_book"), {**typed, **more})


@pytest.mark.parametrize(
    "words",
    ["pa", "exa pat", "0491570156", "0491 570", "17/5/1980", "pat@patient", "17.5.1980 pat"],
)
def test_a_patient_is_found_by_what_is_said(client: Client, words: str) -> None:
    assert "Pat Example, born 17 May 1980" in look(client, q=words)


@pytest.mark.parametrize("words", ["p", "zz", "pat zz", "31/2/1980", "%%", "0491 999"])
def test_nobody_is_found_by_anything_else(client: Client, words: str) -> None:
    assert "Pat Example" not in look(client, q=words)


def test_free_times_light_up_once_service_and_place_are_chosen(
    client: Client, cast: Cast, typed
) -> None:
    assert f'value="{place(cast, melbourne(2, 9))}"' in look(client, **typed)
    assert "Free times" not in look(client, **{**typed, "location": ""})


def test_times_of_a_chosen_day(client: Client, cast: Cast, typed) -> None:
    page = look(client, **{**typed, "day": "2027-03-05"})
    assert f'value="{place(cast, melbourne(5, 16, 30))}"' in page
    assert f'value="{place(cast, melbourne(4, 9))}"' not in page


def test_looking_up_times_loses_nothing_typed(client: Client, typed) -> None:
    page = look(client, **{**typed, **NEW, "patient": "", "q": "robin"})
    for value in ("Robin", "Sample", "3/4/1990", "0491 570 157", "robin@patient.example"):
        assert f'value="{value}"' in page
    assert not Patient.objects.filter(first_name="Robin").exists()


def test_a_known_patient_is_booked_with_a_screening_not_asked(
    client: Client, cast: Cast, typed
) -> None:
    answer = send(client, typed, place=place(cast))
    visit = Appointment.objects.get()
    assert (visit.patient, visit.starts, visit.practitioner) == (cast.pat, TEN, cast.alex)
    assert (visit.source, visit.status, visit.assessment) == ("phone", "booked", None)
    assert visit.booked_by is not None
    assert answer["Location"] == f"/admin/?day=2027-03-02#visit-{visit.reference}"


def test_a_new_patient_is_recorded_and_booked(client: Client, cast: Cast, typed) -> None:
    send(client, {**typed, **NEW, "patient": ""}, place=place(cast))
    visit = Appointment.objects.get()
    robin = Patient.objects.get(first_name="Robin")
    assert visit.patient == robin
    assert robin.date_of_birth == dt.date(1990, 4, 3)
    assert not robin.provisional


def test_sending_twice_makes_one_visit(client: Client, cast: Cast, typed) -> None:
    send(client, typed, place=place(cast))
    send(client, typed, place=place(cast))
    assert Appointment.objects.count() == 1


def test_bad_input_is_named_and_kept(client: Client, cast: Cast, typed) -> None:
    half = {**typed, **NEW, "patient": "", "date_of_birth": "May", "phone": "", "service": ""}
    answer = send(client, half, place=place(cast))
    page = answer.content.decode()
    assert not Appointment.objects.exists()
    for sentence in (
        "Write the date of birth as day/month/year.",
        "Enter a phone number.",
        "Choose a service.",
    ):
        assert page.count(sentence) >= 2, "in the summary and by the field"
    assert 'value="May"' in page
    assert 'value="Robin"' in page
    assert "<title>Error: " in page


def test_a_time_taken_meanwhile_offers_others_and_keeps_the_new_patient(
    client: Client, cast: Cast, typed, book
) -> None:
    book(TEN, patient=cast.quinn)
    fresh = {**typed, **NEW, "patient": ""}
    answer = send(client, fresh, place=place(cast))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Nearest free times" in page
    robin = Patient.objects.get(first_name="Robin")
    assert f'name="patient" value="{robin.reference}" checked' in page
    send(client, {**fresh, "patient": robin.reference}, place=place(cast, melbourne(2, 11)))
    assert Patient.objects.filter(first_name="Robin").count() == 1
    assert Appointment.objects.filter(patient=robin).count() == 1


def test_a_second_record_of_the_same_person_is_asked_about(
    client: Client, cast: Cast, typed
) -> None:
    twin = {**NEW, "first_name": "pat", "last_name": "example", "date_of_birth": "17/5/1980"}
    again = {**typed, **twin, "patient": ""}
    assert (
        "There is a record with this name"
        in send(client, again, place=place(cast)).content.decode()
    )
    assert not Appointment.objects.exists()
    send(client, {**again, "somebody_else": "on"}, place=place(cast))
    assert Appointment.objects.get().patient != cast.pat


def test_the_page_opens_with_the_patient_of_the_address(client: Client, cast: Cast) -> None:
    page = client.get(reverse("admin:phone"), {"patient": cast.pat.reference}).content.decode()
    assert f'value="{cast.pat.reference}" checked' in page


def test_no_name_gets_into_an_address(client: Client, cast: Cast, typed) -> None:
    page = look(client, **{**typed, **NEW, "q": "robin"})
    assert 'method="get"' not in page
    assert send(client, typed, place=place(cast))["Location"].count("Pat") == 0
