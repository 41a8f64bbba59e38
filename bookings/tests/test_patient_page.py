"""The patient page: banner, who pays, notes, and one timeline of all that happened."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from bookings import scheduling
from bookings.models import Consent, ConsentText, Patient, PatientNote
from bookings.tests.answers import CANARY
from bookings.tests.desk import at_desk, person, save_record
from conftest import Cast, melbourne

pytestmark = pytest.mark.django_db
QUERIES = 17


def page_of(client: Client, patient: Patient) -> str:
    answer = client.get(reverse("admin:bookings_patient_change", args=[patient.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def told(cast: Cast, book, screened, tick, now: dt.datetime) -> None:
    """Pat's visit with its screening, consent, a message and a note."""
    visit = book(melbourne(4, 10), service=cast.needling, assessment=screened("note"))
    text = ConsentText.objects.create(version=3, body="What may happen.", published_at=now)
    Consent.objects.create(
        appointment=visit, text=text, given_at=now, given_by="patient", given_name="Pat Example"
    )
    scheduling.withdraw_consent(
        now=now, appointment=visit, by=person("reception", "two@staff.example")
    )
    tick(now)
    author = person("reception", "writer@staff.example")
    PatientNote.objects.create(patient=cast.pat, text="Prefers mornings", author=author, at=now)


def test_the_timeline_holds_everything_newest_first(
    reception: Client, cast: Cast, told: None
) -> None:
    timeline = page_of(reception, cast.pat).split('<h2 id="timeline">')[1]
    for words in (
        "Dry needling with Alex Demo, Melbourne: booked",
        "clear, with a note",
        "Consent text 3",
        "To needles, to the clinic, before the visit: took the yes back (by Consent text 3)",
        "Prefers mornings",
        "<td>Message</td>",
        "writer@staff.example",
    ):
        assert words in timeline
    assert timeline.index("Thu 4 Mar 2027, 10:00") < timeline.index("Prefers mornings")


def test_h12_only_those_who_may_read_answers_get_the_way_to_them(
    reception: Client, cast: Cast, told: None
) -> None:
    assert "Read the answers" not in page_of(reception, cast.pat)
    assert "A reason for practitioners" not in page_of(reception, cast.pat)
    assert "Read the answers" in page_of(at_desk(person("practitioner")), cast.pat)


def test_a_long_timeline_takes_the_same_queries(
    reception: Client, cast: Cast, told: None, book, now: dt.datetime, django_assert_num_queries
) -> None:
    page_of(reception, cast.pat)
    with django_assert_num_queries(QUERIES):
        page_of(reception, cast.pat)
    author = person("reception", "other@staff.example")
    for day in (8, 9, 10, 11):
        book(melbourne(day, 10), service=cast.massage)
        PatientNote.objects.create(patient=cast.pat, text=f"Day {day}", author=author, at=now)
    with django_assert_num_queries(QUERIES):
        page_of(reception, cast.pat)


def test_a_note_is_added_with_its_author_and_is_encrypted(
    reception: Client, cast: Cast, now: dt.datetime
) -> None:
    address = reverse("admin:patient_note", args=[cast.pat.reference])
    page = reception.post(address, {"text": "Rings\nfrom work"}, follow=True).content.decode()
    note = PatientNote.objects.get()
    assert (note.text, str(note.author)) == ("Rings\nfrom work", "reception@staff.example")
    assert "Rings\nfrom work" in page
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM bookings_patientnote")
        assert b"Rings" not in bytes(cursor.fetchone()[0])


def test_an_empty_note_is_named(reception: Client, cast: Cast) -> None:
    address = reverse("admin:patient_note", args=[cast.pat.reference])
    page = reception.post(address, {"text": " "}).content.decode()
    assert page.count("Write the note.") == 2
    assert not PatientNote.objects.exists()


def test_alert_chaperone_and_payer_are_saved_and_shown(reception: Client, cast: Cast, book) -> None:
    book(melbourne(2, 10))
    save_record(
        reception, cast.pat, alert="Rings from work", chaperone_wanted="on", payer="Acme Cover"
    )
    page = page_of(reception, cast.pat)
    assert '<p class="patient-alert" role="note">' in page
    today = reception.get(reverse("admin:index")).content.decode()
    for words in ("Rings from work", "chaperone wanted"):
        assert words in page
        assert words in today
    assert "paid by Acme Cover" in page


def test_no_alert_is_no_banner(reception: Client, cast: Cast) -> None:
    assert CANARY not in page_of(reception, cast.pat)
    assert "patient-alert" not in page_of(reception, cast.pat)


def test_who_may_not_book_online_cannot_move_a_visit_there(
    cast: Cast, book, now: dt.datetime
) -> None:
    visit = book(melbourne(10, 10))
    assert visit.can_be_moved(now)
    visit.patient.online_booking = False
    assert not visit.can_be_moved(now)


def test_an_online_booking_of_such_a_patient_is_marked_on_today(
    reception: Client, cast: Cast, book
) -> None:
    visit = book(melbourne(2, 10))
    type(visit).objects.filter(pk=visit.pk).update(source="online")
    words = "booked online, may not"
    assert words not in reception.get(reverse("admin:index")).content.decode()
    Patient.objects.filter(pk=cast.pat.pk).update(online_booking=False)
    assert words in reception.get(reverse("admin:index")).content.decode()
