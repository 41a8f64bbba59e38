"""The worklists, their counts on every page, the banner, and the set-up checklist."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from bookings.models import (
    Appointment,
    Clinic,
    ConsentText,
    Message,
    Patient,
    Status,
    Step,
    Task,
)
from bookings.reception.queues import queues
from bookings.tests.desk import at_desk, desk_page, person, stand_at, task
from conftest import Cast, melbourne
from portal.models import User
from screening.models import Version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]


def test_past_visits_without_an_outcome_are_listed(
    reception: Client, cast: Cast, book, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = book(melbourne(2, 10))
    assert "Every past visit is closed." in desk_page(reception, "unresolved")
    stand_at(melbourne(2, 11), monkeypatch)
    listed = desk_page(reception, "unresolved")
    assert "Pat Example" in listed
    assert reverse("admin:visit_complete", args=[visit.reference]) in listed


def failed_message(visit: Appointment, patient: Patient, now: dt.datetime) -> Message:
    step = Step.objects.create(
        key="reminder", name="Reminder", anchor="starts", subject="s", body="b", active_from=now
    )
    return Message.objects.create(
        step=step,
        appointment=visit,
        patient=patient,
        anchor_at=now,
        due_at=now,
        use_by=now + dt.timedelta(hours=1),
        next_try_at=now,
        created_at=now,
        dedupe_key="one",
        status=Message.Status.FAILED,
        reason="550 no such mailbox",
    )


def test_each_worklist_counts_what_it_lists(cast: Cast, book, now: dt.datetime) -> None:
    visit = book(melbourne(2, 9))
    failed_message(visit, cast.pat, now)
    task(now)
    task(now, Task.Kind.CLINICAL)
    Patient.objects.filter(pk=cast.quinn.pk).update(provisional=True)
    later = melbourne(2, 12)

    def counts(group: str) -> dict[str, int]:
        return {queue.name: queue.count for queue in queues(person(group), later)}

    assert counts("reception") == {
        "Reviews": 0,
        "Visits to close": 1,
        "Call-backs": 1,
        "Screenings for tomorrow": 0,
        "Failed emails": 1,
        "Waitlist matches": 0,
        "Orphaned visits": 0,
        "New records to match": 1,
        "Texts to sign": 0,
    }
    assert counts("practitioner") == {
        "Warning signs": 0,
        "Reviews": 0,
        "Adverse events": 0,
        "Visits to close": 1,
        "Clinical call-backs": 1,
        "Call-backs": 1,
        "Screenings for tomorrow": 0,
        "Failed emails": 1,
        "Waitlist matches": 0,
        "Orphaned visits": 0,
        "Texts to sign": 0,
    }


def test_counts_take_one_query(cast: Cast, now: dt.datetime, django_assert_num_queries) -> None:
    user = person("reception")
    user.has_perm("bookings.run_desk")
    with django_assert_num_queries(1):
        queues(user, now)


def test_each_worklist_opens(reception: Client, cast: Cast, book, now: dt.datetime) -> None:
    failed_message(book(melbourne(2, 9)), cast.pat, now)
    Patient.objects.filter(pk=cast.quinn.pk).update(provisional=True)
    user = User.objects.get(email="reception@staff.example")
    urls = {queue.name: queue.url for queue in queues(user, now)}
    for url in urls.values():
        assert reception.get(url).status_code == 200
    assert "550 no such mailbox" in reception.get(urls["Failed emails"]).content.decode()
    assert "Quinn Example" in reception.get(urls["New records to match"]).content.decode()


@pytest.mark.parametrize(
    "name",
    ["index", "records", "phone", "tasks", "reviews", "bookings_patient_changelist"],
)
def test_h17_every_page_says_that_emails_are_stopped(
    reception: Client, cast: Cast, name: str
) -> None:
    assert "All emails are stopped." not in desk_page(reception, name)
    Clinic.objects.update(sending_stopped=True, sending_stopped_why="The mail server refused us.")
    stopped = desk_page(reception, name)
    assert "All emails are stopped." in stopped
    assert "The mail server refused us." in stopped


@pytest.mark.parametrize("name", ["index", "records", "phone", "tasks", "bookings_closure_add"])
def test_no_page_holds_a_script_or_a_style_of_its_own(
    reception: Client, cast: Cast, book, name: str
) -> None:
    book(melbourne(2, 10))
    own = re.compile(r"<style|<script(?![^>]*\bsrc=)|<[^>]+\s(?:style|on\w+)=")
    assert own.findall(desk_page(reception, name)) == []


def test_an_empty_clinic_sees_what_to_set_up() -> None:
    home = desk_page(at_desk(person("manager")), "index")
    items = home.split("Set up the clinic")[1].split("</section>")[0]
    assert items.count("is missing") == 9
    for name in ("clinic", "location", "practitioner", "workinghours", "service", "step"):
        assert reverse(f"admin:bookings_{name}_changelist") in items


def test_what_is_there_is_ticked(cast: Cast) -> None:
    items = desk_page(at_desk(person("manager")), "index").split("Set up the clinic")[1]
    ticked = [line for line in items.split("<li>") if "is there" in line]
    assert len(ticked) == 6
    assert any("Working hours" in line for line in ticked)


def test_a_clinic_that_is_set_up_sees_no_checklist(cast: Cast, now: dt.datetime) -> None:
    Step.objects.create(
        key="one", name="One", anchor="booked", subject="s", body="b", active_from=now
    )
    Version.objects.create(number=1, status="published", published_at=now)
    ConsentText.objects.create(version=1, body="b", published_at=now)
    assert "Set up the clinic" not in desk_page(at_desk(person("manager")), "index")


def test_the_bar_shows_the_counts(reception: Client, cast: Cast, now: dt.datetime) -> None:
    task(now)
    assert 'Call-backs <span class="count count-some">1</span>' in desk_page(reception, "records")


def test_a_hold_is_nobodys_visit(reception: Client, cast: Cast, book) -> None:
    visit = book(melbourne(2, 10))
    Appointment.objects.filter(pk=visit.pk).update(
        status=Status.PROPOSED, patient=None, held_until=visit.ends
    )
    assert visit.reference not in reception.get("/admin/?day=2027-03-02").content.decode()
    assert reception.get(reverse("admin:visit_cancel", args=[visit.reference])).status_code == 404
