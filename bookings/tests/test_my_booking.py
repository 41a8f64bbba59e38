"""Which record an online booking joins: known patient, shared address, changed name (H10)."""

import datetime as dt

import pytest

from bookings.models import Patient, Task
from bookings.tests.mine import code_to, give_code, say_born
from bookings.tests.walking import HELPER, Walker
from conftest import Cast, melbourne

PAT = {"first_name": "Pat", "last_name": "Example", "phone": "+61 491 570 156"}
OFFER = b"Have you been here before?"


def come_in(walker: Walker, patient: Patient) -> None:
    """In the middle of a booking: code, date of birth, and back."""
    walker.post("/accounts/login/code/", email=patient.email)
    give_code(walker.client, code_to(patient.email))
    assert say_born(walker.client, patient.date_of_birth)["Location"] == "/book/details/"


def to_details(walker: Walker, **who: str) -> None:
    walker.begin(**who)
    walker.choose("massage")
    walker.answer()
    walker.take(melbourne(4, 10))


def booked(walker: Walker, **typed: str) -> Patient:
    """Whose record the booking went to."""
    walker.fill_in(**{**PAT, **typed})
    assert walker.book()["Location"] == "/book/done/"
    patient = walker.visit.patient
    assert patient is not None
    return patient


def test_h10_a_signed_in_patients_booking_joins_their_record(walker: Walker, cast: Cast) -> None:
    to_details(walker)
    come_in(walker, cast.pat)
    assert booked(walker) == cast.pat
    assert not Patient.objects.provisional().exists()
    assert not Task.objects.exists()


def test_what_is_on_record_stands_in_the_form_and_the_address_stays(
    walker: Walker, cast: Cast
) -> None:
    to_details(walker)
    come_in(walker, cast.pat)
    page = walker.get("/book/details/").content.decode()
    assert 'value="Pat"' in page
    assert 'value="pat@patient.example"' in page
    assert booked(walker, email="somebody@else.example").email == "pat@patient.example"


def test_h10_the_offer_is_the_same_for_a_patient_and_a_stranger(walker: Walker, cast: Cast) -> None:
    to_details(walker)
    known = walker.get("/book/details/").content
    Patient.objects.update(date_of_birth=dt.date(1950, 1, 1))
    assert OFFER in known
    assert walker.get("/book/details/").content.count(OFFER) == 1


def test_h10_without_a_code_the_same_address_and_birthday_stay_provisional(
    walker: Walker, cast: Cast
) -> None:
    to_details(walker)
    patient = booked(walker, email=cast.pat.email)
    assert patient != cast.pat
    assert patient.provisional
    # Nobody has shown that the address is theirs: mails stay bare (hazard H09).
    assert patient.email_confirmed_at is None


def test_h10_a_code_without_the_date_of_birth_joins_nothing(walker: Walker, cast: Cast) -> None:
    to_details(walker)
    walker.post("/accounts/login/code/", email=cast.pat.email)
    give_code(walker.client, code_to(cast.pat.email))
    assert booked(walker, email=cast.pat.email).provisional


@pytest.mark.parametrize(
    "typed", [{"last_name": "Married"}, {"first_name": "Patricia"}, {"phone": "0491 570 110"}]
)
def test_h10_a_changed_name_or_phone_keeps_the_record_and_is_a_task(
    walker: Walker, cast: Cast, typed: dict[str, str]
) -> None:
    to_details(walker)
    come_in(walker, cast.pat)
    assert booked(walker, **typed) == cast.pat
    task = Task.objects.get()
    assert (task.kind, task.patient) == (Task.Kind.RECORD, cast.pat)
    assert set(typed.values()) <= set(" ".join(map(str, task.what.values())).split()) | {
        task.what.get("phone")
    }
    cast.pat.refresh_from_db()
    assert (cast.pat.last_name, cast.pat.phone) == ("Example", "0491 570 156")


@pytest.mark.parametrize("who", ["me", "cared"])
def test_h10_a_twin_does_not_get_into_the_record_of_the_other(
    walker: Walker, cast: Cast, who: str
) -> None:
    to_details(walker, who=who)
    come_in(walker, cast.pat)
    twin = (
        booked(walker, **HELPER, first_name="Robin")
        if who == "cared"
        else booked(walker, first_name="Robin")
    )
    assert twin.provisional
    assert twin.first_name == "Robin"


def test_h10_of_two_people_with_one_birthday_the_name_decides(walker: Walker, cast: Cast) -> None:
    Patient.objects.filter(pk=cast.quinn.pk).update(email=cast.pat.email)
    to_details(walker)
    come_in(walker, cast.pat)
    assert 'value="Pat"' not in walker.get("/book/details/").content.decode()
    assert booked(walker, first_name="Quinn") == cast.quinn


def test_a_booking_that_finds_the_time_taken_leaves_no_task(
    walker: Walker, cast: Cast, book
) -> None:
    to_details(walker)
    come_in(walker, cast.pat)
    walker.fill_in(**{**PAT, "last_name": "Married"})
    walker.dawdle()
    book(melbourne(4, 10), patient=cast.quinn)
    assert walker.book().status_code == 409
    assert not Task.objects.exists()
