"""Reception gives and takes what somebody may for a patient, on the patient's page."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from bookings.models import Patient, RelatedPerson
from bookings.tests.desk import at_desk, person, save_record
from bookings.tests.relatives import carer, parent, young
from conftest import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]
SAM = {
    "name": "Sam Walker",
    "relation": "parent",
    "email": "sam@family.example",
    "phone": "0491 570 158",
    "may_see": "on",
    "gets_messages": "on",
}


def line(number: int, **typed: str) -> dict[str, str]:
    """What is typed in one line beneath the record."""
    return {f"related_persons-{number}-{name}": value for name, value in typed.items()}


def add(client: Client, patient: Patient, **typed: str) -> str:
    total = {"related_persons-TOTAL_FORMS": str(patient.related_persons.count() + 1)}
    number = patient.related_persons.count()
    return save_record(client, patient, **total, **line(number, **typed))


def page_of(client: Client, patient: Patient) -> str:
    address = reverse("admin:bookings_patient_change", args=[patient.pk])
    return client.get(address).content.decode()


def test_a_childs_guardian_ends_on_the_birthday(
    reception: Client, cast: Cast, now: dt.datetime
) -> None:
    child = young(12)
    add(reception, child, **SAM)
    sam = RelatedPerson.objects.get()
    assert (sam.may_see, sam.may_book, sam.gets_messages) == (True, False, True)
    assert sam.ends_on == child.birthday(16)
    assert abs(sam.created_at - now) < dt.timedelta(minutes=1)
    assert f"{sam.ends_on:%d %b %Y}" in page_of(reception, child)


@pytest.mark.parametrize(
    ("age", "typed", "sentence"),
    [
        (12, {**SAM, "email": ""}, "Enter the address that the messages go to."),
        (12, {"name": "Sam", "relation": "parent", "may_book": "on"}, "Tick this too"),
        (17, SAM, "From 16 on the young person has to agree"),
        (0, {**SAM, "agrees": "on"}, "choose carer"),
    ],
)
def test_what_cannot_be_given_is_said(
    reception: Client, cast: Cast, age: int, typed: dict[str, str], sentence: str
) -> None:
    assert sentence in add(reception, young(age) if age else cast.pat, **typed)
    assert not RelatedPerson.objects.exists()


def test_a_young_person_who_agrees_is_kept_with_the_moment_until_18(
    reception: Client, cast: Cast
) -> None:
    patient = young(17)
    add(reception, patient, **SAM, agrees="on")
    sam = RelatedPerson.objects.get()
    assert sam.agreed_at is not None
    assert sam.ends_on == patient.birthday(18)


def test_h20_taking_back_ends_every_line_of_that_address_and_deletes_none(
    reception: Client, cast: Cast
) -> None:
    sam = carer(cast.pat)
    twin = carer(cast.pat, email="SAM@family.example", name="Z Walker")
    save_record(reception, cast.pat, **line(0, take_back="on"))
    for one in (sam, twin):
        one.refresh_from_db()
        assert one.ended_at is not None
    assert "taken back on" in page_of(reception, cast.pat)


def test_h20_whose_say_has_ended_gets_nothing_back_and_may_lose_the_address(
    reception: Client, cast: Cast, now: dt.datetime
) -> None:
    sam = carer(cast.pat, ended_at=now)
    save_record(reception, cast.pat, **line(0, name="Else", may_book="on", email=""))
    sam.refresh_from_db()
    assert (sam.name, sam.ended_at, sam.email) == ("Sam Walker", now, "")


def test_a_new_address_is_not_confirmed(reception: Client, cast: Cast) -> None:
    sam = carer(cast.pat)
    save_record(reception, cast.pat, **line(0, email="new@family.example"))
    sam.refresh_from_db()
    assert (sam.email, sam.email_confirmed_at) == ("new@family.example", None)


def test_h20_a_date_of_birth_put_right_moves_the_birthday(reception: Client, cast: Cast) -> None:
    child = young(15)
    sam = parent(child)
    save_record(reception, child, date_of_birth="18/05/2010")
    sam.refresh_from_db()
    assert sam.ends_on == dt.date(2026, 5, 18)


def test_who_does_not_run_the_desk_looks_and_changes_nothing(cast: Cast) -> None:
    carer(cast.pat)
    page = page_of(at_desk(person("practitioner")), cast.pat)
    assert "Sam Walker" in page
    assert 'name="related_persons-0-name"' not in page
