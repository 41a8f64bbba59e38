"""How are you after the visit: the page that helps at once (hazard H13)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.utils import DatabaseError
from django.test import Client

from bookings import scheduling
from bookings.messages import Delivered
from bookings.messages.links import new_link
from bookings.models import Appointment, CheckIn, Practitioner, Task, VisitLink
from bookings.tests.conftest import Server
from bookings.tests.desk import at_desk, desk_page, person
from bookings.tests.needles import needled
from bookings.tests.walking import set_clock
from conftest import Cast, melbourne

Book = Callable[..., Appointment]
Tick = Callable[[dt.datetime], Delivered]
START = melbourne(9, 10)
EVENING = melbourne(11, 19)
FINE = {"signs": ["none"], "feeling": "better", "pain": "2"}


@pytest.fixture
def visit(cast: Cast, book: Book) -> Appointment:
    """Pat's needling on Tuesday, done; it is Thursday evening now, and the clinic is shut."""
    made = book(START, service=cast.needling)
    set_clock(EVENING)
    return needled(made, closed_at=START)


@pytest.fixture
def pat(client: Client, visit: Appointment) -> Client:
    """Pat has pressed the button in the email."""
    opened = client.get(new_link(visit, EVENING, VisitLink.Purpose.CHECK_IN))
    assert opened["Location"] == f"/visit/{visit.reference}/how-are-you/"
    return client


def say(pat: Client, visit: Appointment, **said: Any) -> str:
    """The page that follows."""
    address = f"/visit/{visit.reference}/how-are-you/"
    return pat.post(address, {**FINE, **said}, follow=True).content.decode()


def test_h01_the_page_shows_the_emergency_number_before_anything_is_sent(
    pat: Client, visit: Appointment
) -> None:
    page = pat.get(f"/visit/{visit.reference}/how-are-you/").content.decode()
    assert page.index("tel:000") < page.index("Do you have any of these?")
    assert "106 by teletypewriter" in page
    assert "Dry needling" not in page


def test_h13_an_emergency_sign_brings_the_red_card_at_once(pat: Client, visit: Appointment) -> None:
    page = say(pat, visit, signs=["chest_pain"], feeling="same")
    assert "Get help now" in page
    assert "tel:000" in page
    assert "I had dry needling on 9 March. Could it be a collapsed lung?" in page
    assert "Nobody at the clinic may see this page now" in page
    assert "next open Fri 12 March, 9 am" in page
    assert "Book a visit" not in page


def test_h13_a_sign_for_today_sends_to_a_doctor(pat: Client, visit: Appointment) -> None:
    page = say(pat, visit, signs=["fever"])
    assert "See a doctor today" in page
    assert "1800 022 222" in page


@pytest.mark.parametrize(
    ("said", "level", "kinds"),
    [
        ({}, "fine", []),
        ({"feeling": "same"}, "fine", []),
        ({"feeling": "worse"}, "worse", ["clinical"]),
        ({"signs": ["numb"]}, "worse", ["clinical"]),
        ({"signs": ["fever"]}, "warning", ["warning"]),
        ({"signs": ["cough", "numb"], "feeling": "worse"}, "warning", ["warning"]),
    ],
)
def test_what_was_said_sets_the_level_and_the_task(
    pat: Client, visit: Appointment, said: dict[str, Any], level: str, kinds: list[str]
) -> None:
    say(pat, visit, **said)
    assert CheckIn.objects.get().level == level
    assert list(Task.objects.values_list("kind", flat=True)) == kinds


def test_an_open_task_is_not_doubled_and_every_answer_is_kept(
    pat: Client, visit: Appointment
) -> None:
    for _ in range(2):
        say(pat, visit, signs=["fever"])
    assert CheckIn.objects.count() == 2
    assert Task.objects.count() == 1


def test_h13_the_task_is_on_top_for_clinicians_alone_until_one_closes_it(
    pat: Client, visit: Appointment, now: dt.datetime
) -> None:
    say(pat, visit, signs=["chest_pain"])
    Task.objects.create(kind="call_back", what={}, created_at=now, due_at=now)
    practitioner, reception = at_desk(person("practitioner")), at_desk(person("reception"))
    page = desk_page(practitioner, "tasks")
    assert page.index("warning sign after a visit") < page.index("call back")
    assert "chest pain, or a tight chest" in page
    assert "warning sign" not in desk_page(reception, "tasks")
    task = Task.objects.get(kind="warning")
    done = {f"{task.pk}-outcome": "Rang: at hospital."}
    reception.post(f"/admin/tasks/{task.pk}/done/", done)
    task.refresh_from_db()
    assert task.done_at is None
    practitioner.post(f"/admin/tasks/{task.pk}/done/", done)
    task.refresh_from_db()
    assert task.done_at is not None


def test_h13_the_practitioners_on_duty_and_the_lead_get_a_mail_without_detail(
    pat: Client, visit: Appointment, cast: Cast, tick: Tick, server: Server
) -> None:
    for one, group in ((cast.alex, "practitioner"), (None, "clinical lead")):
        user = person(group)
        if one:
            Practitioner.objects.filter(pk=one.pk).update(user=user)
    say(pat, visit, signs=["chest_pain"])
    tick(EVENING + dt.timedelta(minutes=1))
    told = {str(mail["To"]): mail for mail in server.mails if "@staff" in str(mail["To"])}
    assert sorted(told) == ["clinical.lead@staff.example", "practitioner@staff.example"]
    for mail in told.values():
        said = mail.as_string()
        assert "/admin/tasks/" in said
        assert [word for word in ("Pat", "chest", visit.reference, "needl") if word in said] == []
    assert tick(EVENING + dt.timedelta(minutes=2)) == {}


def test_h13_without_anybody_on_the_staff_the_watched_address_is_told(
    pat: Client, visit: Appointment, tick: Tick, server: Server
) -> None:
    say(pat, visit, signs=["chest_pain"])
    tick(EVENING + dt.timedelta(minutes=1))
    assert [str(one["To"]) for one in server.mails][-2:] == ["desk@clinic.example"] * 2


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"signs": []}, "Tick what you have, or “None of these”."),
        ({"signs": ["none", "fever"]}, "Keep one of them."),
        ({"signs": ["other"]}, "Tick what you have from the list."),
        ({"feeling": ""}, "Choose better, the same or worse."),
        ({"pain": "11"}, "Choose a number from 0 to 10."),
    ],
)
def test_a_fault_is_said_beside_its_field_and_nothing_is_kept(
    pat: Client, visit: Appointment, said: dict[str, Any], sentence: str
) -> None:
    page = say(pat, visit, **said)
    assert "<title>Error: How are you after your visit?" in page
    assert page.count(sentence) == 2
    assert CheckIn.objects.count() == 0


def test_before_the_visit_is_over_there_is_nothing_to_say(
    pat: Client, visit: Appointment, cast: Cast, book: Book
) -> None:
    ahead = book(melbourne(16, 10))
    pat.get(new_link(ahead, EVENING))
    assert "Nothing to say here yet" in say(pat, ahead)
    with pytest.raises(scheduling.NotPossible):
        scheduling.report(now=EVENING, appointment=ahead, feeling="better")
    assert CheckIn.objects.count() == 0


def test_what_was_said_is_sealed_and_never_changed(pat: Client, visit: Appointment) -> None:
    say(pat, visit, signs=["chest_pain"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM bookings_checkin AS t")
        assert b"chest_pain".hex() not in cursor.fetchone()[0]
    with pytest.raises(DatabaseError, match="Cannot update"):
        CheckIn.objects.update(level="fine")


def test_the_page_after_it_shows_no_answer_and_ends_with_the_browser(
    pat: Client, visit: Appointment
) -> None:
    assert "a swollen, painful calf" not in say(pat, visit, signs=["calf"])
    following = f"/visit/{visit.reference}/how-are-you/next/"
    assert "See a doctor today" in pat.get(following).content.decode()
    pat.post("/book/leave/")
    assert pat.get(following).status_code == 404
