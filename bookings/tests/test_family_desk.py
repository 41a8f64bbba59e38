"""At the desk: whom to expect, whom to ring, what to prepare; and whose yes is kept."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bookings.models import Appointment, Assent, Patient, Procedure, Status
from bookings.tests.answers import CANARY, assessment
from bookings.tests.desk import stand_at
from bookings.tests.relatives import carer, parent, young
from bookings.tests.test_reception_closing import close
from conftest import Cast, melbourne

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]
Book = Callable[..., Appointment]
TEN = melbourne(2, 10)


def today(client: Client) -> str:
    return client.get(reverse("admin:index")).content.decode()


def day_sheet(client: Client) -> str:
    return client.get(reverse("admin:day_sheet")).content.decode()


@pytest.fixture
def begun(
    cast: Cast, book: Book, screened: Any, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Appointment]:
    """A needling visit of this patient today at ten; it is twenty past."""

    def _begun(patient: Patient) -> Appointment:
        wanted = {"service": cast.needling, "assessment": screened("clear"), "patient": patient}
        visit = book(TEN, **wanted)
        stand_at(TEN + dt.timedelta(minutes=20), monkeypatch)
        return visit

    return _begun


def test_h20_a_childs_visit_shows_the_age_and_that_a_guardian_is_expected(
    reception: Client, cast: Cast, book: Book
) -> None:
    child = young(12)
    parent(child)
    visit = book(TEN, patient=child)
    own = reverse("admin:bookings_appointment_change", args=[visit.pk])
    for page in (today(reception), reception.get(own).content.decode()):
        for words in ("age 12", "guardian expected", "Sam Walker, parent or guardian", "tel:"):
            assert words in page
    sheet = day_sheet(reception)
    assert "Robin Walker, age 12" in sheet
    assert "Guardian expected" in sheet


def test_at_17_the_age_is_shown_and_nobody_else_is_expected(
    reception: Client, cast: Cast, book: Book
) -> None:
    patient = young(17, email="robin@patient.example")
    parent(patient)
    book(TEN, patient=patient)
    page = today(reception)
    assert "age 17" in page
    assert "guardian expected" not in page
    assert "Sam Walker" not in page


def test_a_grown_up_has_no_age_and_who_decides_for_them_is_expected(
    reception: Client, cast: Cast, book: Book
) -> None:
    carer(cast.pat, decides=True)
    book(TEN)
    page = today(reception)
    assert "age 46" not in page
    assert "Sam Walker decides: expected too" in page


def test_h12_interpreter_and_company_are_to_prepare_and_no_reason_is_told(
    reception: Client, cast: Cast, book: Book, now: dt.datetime
) -> None:
    Patient.objects.filter(pk=cast.pat.pk).update(
        interpreter="Auslan", support_person="Jo", access_needs="Ramp"
    )
    book(TEN, service=cast.needling, assessment=assessment(now, "note"))
    for page in (today(reception), day_sheet(reception)):
        for words in ("Interpreter: Auslan", "Comes with Jo", "Ramp"):
            assert words in page
        assert CANARY not in page


def test_a_list_of_calls_names_the_number_of_whoever_acts_for_a_child(
    reception: Client, cast: Cast, book: Book
) -> None:
    child = young(12)
    sam = parent(child)
    visit = book(melbourne(3, 10), patient=child)
    type(cast.alex).objects.filter(pk=cast.alex.pk).update(active=False)
    assert sam.phone in reception.get(reverse("admin:orphans")).content.decode()
    assert visit.phone == sam.phone
    type(sam).objects.update(ends_on=melbourne(3, 10).date())
    assert "no phone" in reception.get(reverse("admin:orphans")).content.decode()


def test_h20_no_email_after_the_birthday_is_paper_on_the_day_sheet(
    reception: Client, cast: Cast, book: Book
) -> None:
    young_adult = young(17, date_of_birth=dt.date(2011, 3, 2))
    parent(young_adult)
    book(TEN, service=cast.needling, patient=young_adult)
    assert "Hand over printed aftercare" in today(reception)
    assert "Hand over aftercare" in day_sheet(reception)


def test_the_day_takes_the_same_queries_with_and_without_family(
    reception: Client, cast: Cast, book: Book, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked() -> int:
        stand_at(now, monkeypatch)
        with CaptureQueriesContext(connection) as found:
            today(reception)
        return len(found)

    book(TEN)
    today(reception)
    alone = asked()
    for hour in (11, 12, 13):
        child = young(12)
        parent(child)
        parent(child, name="Jo Walker", email="jo@family.example")
        book(melbourne(2, hour), patient=child)
    assert asked() == alone


def test_h20_below_16_needles_need_a_guardians_yes_and_the_childs_own(
    reception: Client, begun: Callable[..., Appointment]
) -> None:
    visit = begun(young(12))
    page = reception.get(reverse("admin:visit_complete", args=[visit.reference])).content.decode()
    assert "What did the parent or guardian say to needles at this visit?" in page
    said = {"needles_used": "yes", "spoken_consent": "yes", "areas": ["calf"]}
    answer = close(reception, visit, **said)
    assert answer.status_code == 409
    assert "Needles need the young person&#x27;s own yes" in answer.content.decode()
    answer = close(reception, visit, **said, assent="refused")
    assert answer.status_code == 409
    assert "The young person said no" in answer.content.decode()
    close(reception, visit, **said, assent="agreed", came_along="Sam Walker")
    kept = Procedure.objects.get()
    assert (kept.consent_by, kept.assent, kept.came_along) == ("guardian", "agreed", "Sam Walker")


def test_a_childs_no_is_kept_with_a_visit_without_needles(
    reception: Client, begun: Callable[..., Appointment]
) -> None:
    visit = begun(young(12))
    close(reception, visit, needles_used="no", assent="refused")
    kept = Procedure.objects.get()
    assert (kept.consent_by, kept.assent) == ("", "refused")
    assert Appointment.objects.get(pk=visit.pk).status == Status.FULFILLED


def test_a_grown_up_signs_for_themselves_and_is_asked_nothing_more(
    reception: Client, cast: Cast, begun: Callable[..., Appointment]
) -> None:
    visit = begun(cast.pat)
    page = reception.get(reverse("admin:visit_complete", args=[visit.reference])).content.decode()
    for name in ("assent", "interpreter_present", "came_along"):
        assert f'name="{name}"' not in page
    close(
        reception, visit, needles_used="yes", spoken_consent="yes", areas=["calf"], assent="refused"
    )
    assert Procedure.objects.get().consent_by == "patient"


def test_who_decides_for_the_patient_signs_and_the_interpreter_is_noted(
    reception: Client, cast: Cast, begun: Callable[..., Appointment]
) -> None:
    carer(cast.pat, decides=True)
    Patient.objects.filter(pk=cast.pat.pk).update(interpreter="Auslan")
    visit = begun(Patient.objects.get(pk=cast.pat.pk))
    page = reception.get(reverse("admin:visit_complete", args=[visit.reference])).content.decode()
    assert "What did Sam Walker say to needles at this visit?" in page
    assert "An interpreter was there (Auslan)" in page
    said = {"needles_used": "yes", "spoken_consent": "yes", "areas": ["calf"]}
    close(reception, visit, **said, interpreter_present="on")
    kept = Procedure.objects.get()
    assert (kept.consent_by, kept.interpreter_present) == ("carer", True)


def test_an_assent_told_with_the_booking_is_on_the_visits_page(
    reception: Client, cast: Cast, book: Book, now: dt.datetime
) -> None:
    visit = book(TEN, patient=young(12))
    Assent.objects.create(appointment=visit, told_at=now, told_by="Sam Walker")
    own = reverse("admin:bookings_appointment_change", args=[visit.pk])
    page = reception.get(own).content.decode()
    assert "The young person has agreed, says Sam Walker" in page
