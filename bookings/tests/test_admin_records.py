"""The forms of the records: by the clock of the place, and nothing of a visit to edit."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from bookings.models import (
    Appointment,
    Clinic,
    Closure,
    ConsentText,
    Patient,
    Room,
)
from bookings.tests.desk import at_desk, listed, person, save_record
from conftest import Cast, melbourne

pytestmark = pytest.mark.django_db


def test_no_form_holds_a_visits_status_time_or_practitioner(manager: Client, book) -> None:
    visit = book(melbourne(2, 10))
    address = reverse("admin:bookings_appointment_change", args=[visit.pk])
    page = manager.get(address).content.decode()
    assert "10:00" in page
    for name in ("status", "during", "practitioner", "blocked", "location", "room", "patient"):
        assert f'name="{name}"' not in page
    typed = {"status": "cancelled", "practitioner": "", "_save": "Save"}
    assert manager.post(address, typed).status_code == 403
    assert Appointment.objects.get(pk=visit.pk).version == visit.version


def test_no_admin_edits_a_visit_beneath_another_record() -> None:
    for row in admin.site._registry.values():
        for inline in row.inlines:
            assert inline.model is not Appointment
        assert not row.list_editable


def test_a_visit_shows_its_history_and_the_way_to_its_day(reception: Client, book) -> None:
    visit = book(melbourne(2, 10))
    reception.post(
        reverse("admin:visit_check_in", args=[visit.reference]), {"version": visit.version}
    )
    address = reverse("admin:bookings_appointment_change", args=[visit.pk])
    page = reception.get(address).content.decode()
    history = page.split("History</h2>")[1]
    assert "arrived" in history
    assert "reception@staff.example" in history
    assert f"/admin/?day=2027-03-02#visit-{visit.reference}" in page


def test_the_clinic_is_one_row(manager: Client, cast: Cast) -> None:
    leads = manager.get(reverse("admin:bookings_clinic_changelist"))["Location"]
    assert leads == reverse("admin:bookings_clinic_change", args=[1])
    assert manager.get(reverse("admin:bookings_clinic_add")).status_code == 403
    Clinic.objects.all().delete()
    leads = manager.get(reverse("admin:bookings_clinic_changelist"))["Location"]
    assert leads == reverse("admin:bookings_clinic_add")


def send_closure(client: Client, **typed: object):
    form = {
        "starts": "2027-03-10T09:00",
        "ends": "2027-03-10T12:00",
        "reason": "Repairs",
        **typed,
    }
    return client.post(reverse("admin:bookings_closure_add"), form)


def test_a_closure_is_typed_by_the_clock_of_its_place(reception: Client, cast: Cast) -> None:
    for named in (
        {"location": cast.perth.pk},
        {"room": Room.objects.get(location=cast.perth).pk},
        {"practitioner": cast.blake.pk},
    ):
        send_closure(reception, **named)
        closure = Closure.objects.latest("pk")
        perth = ZoneInfo("Australia/Perth")
        assert closure.during.lower == dt.datetime(2027, 3, 10, 9, tzinfo=perth), named
        address = reverse("admin:bookings_closure_change", args=[closure.pk])
        assert 'value="2027-03-10T09:00"' in reception.get(address).content.decode()
        assert "Wed 10 Mar 2027, 09:00" in listed(reception, "closure")


def test_a_closure_of_the_whole_clinic_is_by_the_first_locations_clock(
    reception: Client, cast: Cast
) -> None:
    send_closure(reception)
    assert Closure.objects.get().during.lower == melbourne(10, 9)


def test_a_closure_that_ends_before_it_starts_is_refused(reception: Client, cast: Cast) -> None:
    answer = send_closure(reception, ends="2027-03-10T08:00")
    assert "The end comes after the start." in answer.content.decode()
    assert not Closure.objects.exists()


def test_h09_a_changed_address_is_no_longer_confirmed(reception: Client, cast: Cast) -> None:
    save_record(reception, cast.pat, phone="0491 570 158")
    assert Patient.objects.get(pk=cast.pat.pk).email_confirmed_at is not None
    save_record(reception, cast.pat, email="pat.new@patient.example")
    assert Patient.objects.get(pk=cast.pat.pk).email_confirmed_at is None


def test_h08_visits_ahead_of_somebody_who_died_are_pointed_at(
    reception: Client, cast: Cast, book
) -> None:
    book(melbourne(2, 10))
    page = save_record(reception, cast.pat, contact_state="died")
    assert "One visit is still ahead" in page
    assert reverse("admin:patient_clear", args=[cast.pat.reference]) in page
    assert "Pat Example" in listed(
        reception, "appointment", patient__id__exact=cast.pat.pk, when="ahead"
    )


def test_an_address_that_came_back_is_tried_again_once_it_is_changed_or_said_to_be_right(
    reception: Client, cast: Cast, now: dt.datetime
) -> None:
    for changes in ({"email": "new@patient.example"}, {"try_again": "on"}):
        Patient.objects.filter(pk=cast.pat.pk).update(email_refused_at=now)
        cast.pat.refresh_from_db()
        save_record(reception, cast.pat, **changes)
        cast.pat.refresh_from_db()
        assert cast.pat.email_refused_at is None


def test_a_pause_has_an_end(reception: Client, cast: Cast) -> None:
    page = save_record(reception, cast.pat, contact_state="paused")
    assert "Say until when messages are paused." in page


def test_a_published_consent_text_stays(cast: Cast, now: dt.datetime) -> None:
    text = ConsentText.objects.create(version=1, body="b", published_at=now)
    lead = at_desk(person("clinical lead"))
    address = reverse("admin:bookings_consenttext_change", args=[text.pk])
    assert lead.post(address, {"version": 1, "body": "other"}).status_code == 403
    assert ConsentText.objects.get().body == "b"


def test_a_lost_phone_is_reset_and_written_down(manager: Client, cast: Cast) -> None:
    other = person("reception", "lost@staff.example")
    typed = {"action": "reset_second_step", "_selected_action": [other.pk]}
    manager.post(reverse("admin:portal_user_changelist"), typed)
    assert LogEntry.objects.get(object_id=str(other.pk)).change_message == "Second step reset."


def test_times_without_a_place_are_by_the_first_locations_clock(reception: Client, book) -> None:
    visit = book(melbourne(2, 10))
    address = reverse("admin:bookings_appointment_change", args=[visit.pk])
    page = reception.get(address).content.decode()
    assert "2 Mar 2027, 8 a.m." in page
    assert "by the clock of Australia/Melbourne" in page
