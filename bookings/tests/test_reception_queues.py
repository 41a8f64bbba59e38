"""The worklists with their counts on every admin page, the most dangerous first."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bookings import scheduling
from bookings.models import Appointment, Clinic, Patient, Task
from bookings.reception.queues import queues
from bookings.reception.waiting import screenings_missing
from bookings.tests.desk import desk_page, person, task
from conftest import Cast, melbourne

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]
Book = Callable[..., Appointment]

ORDER = [
    "Warning signs",
    "Reviews",
    "Adverse events",
    "Visits to close",
    "Clinical call-backs",
    "Call-backs",
    "Screenings for tomorrow",
    "Failed emails",
    "Waitlist matches",
    "Orphaned visits",
    "New records to match",
    "Texts to sign",
    "Pages to check again",
]
# Hazard H12, and records that reception alone puts right.
CLINICAL = {"Warning signs", "Adverse events", "Clinical call-backs"}
PAGES = {"Pages to check again"}
HIDDEN = {
    "reception": CLINICAL | PAGES,
    "practitioner": {"New records to match"} | PAGES,
    "clinical lead": {"New records to match"},
    "manager": CLINICAL | PAGES,
}


@pytest.mark.parametrize("group", HIDDEN)
def test_the_most_dangerous_comes_first_and_reception_sees_nothing_clinical(
    cast: Cast, now: dt.datetime, group: str
) -> None:
    names = [one.name for one in queues(person(group), now)]
    assert names == [name for name in ORDER if name not in HIDDEN[group]]


def test_each_kind_of_task_is_counted_in_one_list_and_listed_there(
    cast: Cast, now: dt.datetime, lead: Any, client: Client
) -> None:
    for kind in Task.Kind.values:
        task(now, kind, words=f"words of {kind}")
    counts = {one.name: one.count for one in queues(lead, now)}
    assert (counts["Warning signs"], counts["Clinical call-backs"]) == (2, 4)
    assert counts["Call-backs"] == len(Task.Kind.values) - 6


def test_the_list_of_an_address_shows_its_tasks_alone(
    reception: Client, cast: Cast, now: dt.datetime
) -> None:
    task(now, Task.Kind.WARNING, words="short of breath")
    task(now, words="please ring")
    others = reception.get(reverse("admin:tasks"), {"list": "others"}).content.decode()
    assert "please ring" in others
    warnings = reception.get(reverse("admin:tasks"), {"list": "warnings"}).content.decode()
    assert "short of breath" not in warnings
    assert "No task is open." in warnings


def test_counts_take_one_query_whatever_there_is(
    cast: Cast, book: Book, now: dt.datetime, lead: Any, django_assert_num_queries: Any
) -> None:
    lead.has_perm("bookings.run_desk")
    with django_assert_num_queries(1):
        queues(lead, now)
    for hour in (9, 11, 13):
        book(melbourne(3, hour))
        task(now)
    with django_assert_num_queries(1):
        queues(lead, now)


def test_each_list_opens_from_the_bar(reception: Client, cast: Cast, now: dt.datetime) -> None:
    page = desk_page(reception, "index")
    for queue in queues(person("reception", "two@staff.example"), now):
        assert f'href="{queue.url}"' in page
        assert reception.get(queue.url).status_code == 200


def test_empty_lists_fold_and_full_ones_stand_in_the_bar(
    reception: Client, cast: Cast, now: dt.datetime
) -> None:
    bar, folded = desk_page(reception, "index").split('<details class="nav-more">')
    assert "Call-backs" in folded.split("</details>")[0]
    task(now)
    bar, folded = desk_page(reception, "index").split('<details class="nav-more">')
    assert "Call-backs" in bar
    assert "Call-backs" not in folded.split("</details>")[0]


def missing(now: dt.datetime) -> set[str]:
    return set(screenings_missing(now).values_list("reference", flat=True))


def test_tomorrow_is_that_of_each_location(cast: Cast, book: Book, now: dt.datetime) -> None:
    """At 23:30 in Melbourne it is Tuesday there, and half past eight in the evening in Perth."""
    late = melbourne(2, 23, 30)
    perth: dict[str, Any] = {"location": cast.perth, "patient": cast.quinn}
    there = book(melbourne(3, 19), **perth)
    here = book(melbourne(3, 9))
    book(melbourne(4, 12), **perth)
    book(melbourne(4, 9))
    assert missing(late) == {here.reference, there.reference}
    # Half past midnight in Melbourne, still Tuesday in Perth.
    assert missing(late + dt.timedelta(hours=1)) == {
        there.reference,
        Appointment.objects.get(during__startswith=melbourne(4, 9)).reference,
    }


def test_answers_count_until_they_are_too_old_or_something_happened(
    cast: Cast, book: Book, screened: Any, now: dt.datetime
) -> None:
    visit = book(melbourne(3, 10), assessment=screened("clear"))
    other = book(melbourne(3, 12), patient=cast.quinn)
    assert missing(now) == {other.reference}
    Clinic.objects.update(screening_valid_days=1)
    assert missing(now) == {visit.reference, other.reference}
    Clinic.objects.update(screening_valid_days=180)
    Patient.objects.filter(pk=cast.pat.pk).update(ask_again_since=now + dt.timedelta(hours=1))
    assert missing(now) == {visit.reference, other.reference}
    scheduling.cancel(now=now, appointment=other, who=Appointment.CancelledBy.PATIENT)
    assert missing(now) == {visit.reference}


def test_who_still_has_to_answer_is_asked_from_the_list(
    reception: Client, cast: Cast, book: Book
) -> None:
    visit = book(melbourne(3, 10))
    page = desk_page(reception, "screenings_missing")
    assert "Pat Example" in page
    assert reverse("admin:visit_ask", args=[visit.reference]) in page
