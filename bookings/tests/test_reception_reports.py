"""The page of reports: the right figures for the right people, and files that run nothing."""

import csv
import datetime as dt
import io
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from bookings.models import Appointment, Practitioner, Review, Status
from bookings.reception.reports import figures
from bookings.reception.reports.period import Period
from bookings.reception.reports.sheets import safe
from bookings.tests.desk import at_desk, person
from conftest import Cast, melbourne

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]

Book = Callable[..., Appointment]
MARCH = {"from": "2027-03-01", "to": "2027-03-31"}
# Three of them are the statements of the reports.
QUERIES = 12
PERIOD = Period(dt.date(2027, 3, 1), dt.date(2027, 3, 31))


def page(client: Client, **asked: str) -> str:
    answer = client.get(reverse("admin:reports"), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def sheet(client: Client, name: str, **asked: str) -> list[list[str]]:
    answer = client.get(reverse("admin:report_sheet", args=[name]), {**MARCH, **asked})
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def became(visit: Appointment, status: str, **more: object) -> None:
    """The visit's end, as the verbs leave it."""
    cancelled = {"takes_time": False, "cancelled_at": visit.created_at, "cancelled_by": "patient"}
    Appointment.objects.filter(pk=visit.pk).update(
        status=status, **(cancelled if status == Status.CANCELLED else {}), **more
    )


@pytest.fixture
def march(cast: Cast, book: Book) -> None:
    """Alex: one came on the 4th, one did not on the 9th; of the 10th one was cancelled late."""
    became(book(melbourne(4, 10)), Status.FULFILLED)
    became(book(melbourne(9, 10)), Status.NOSHOW)
    became(book(melbourne(10, 10)), Status.CANCELLED, cancelled_late=True)
    became(book(melbourne(10, 14)), Status.CANCELLED)


def test_the_figures_stand_beside_their_picture(manager: Client, march: None) -> None:
    said = page(manager, **MARCH)
    assert 'aria-label="Booked share of open time by practitioner;' in said
    assert said.count('<figure class="bars">') == 4
    assert "67 % of the visits were lost: 1 did not come, 1 cancelled late." in said
    assert "style=" not in said.split("<main", 1)[-1]


def test_lost_visits_are_counted_by_week_and_practitioner(march: None) -> None:
    gone = figures.absence(PERIOD)
    weeks = [(one.name, one.came, one.missed, one.late, one.early) for one in gone.weeks]
    assert weeks == [("1 Mar 2027", 1, 0, 0, 0), ("8 Mar 2027", 0, 1, 1, 1)]
    assert [(one.name, one.percent) for one in gone.people] == [("Alex Demo", 67)]


def test_booked_is_what_took_time_of_what_was_open(cast: Cast, march: None) -> None:
    used = {one.name: one for one in figures.utilisation(PERIOD).people}
    assert (used["Alex Demo"].booked, used["Alex Demo"].outside) == (60, 0)
    assert used["Alex Demo"].open == 23 * 8 * 60


def test_reviews_are_timed_from_the_request_to_the_decision(
    cast: Cast, book: Book, now: dt.datetime
) -> None:
    for day, hours, decision in (
        (8, 2, "clear"),
        (9, 4, "clear"),
        (10, 12, "decline"),
        (11, 9, "lapsed"),
    ):
        Review.objects.create(
            appointment=book(melbourne(day, 10)),
            asked_at=now,
            due_at=now + dt.timedelta(hours=10),
            decided_at=now + dt.timedelta(hours=hours),
            decision=decision,
        )
    week, total = figures.turnaround(PERIOD)
    assert (week.week, total.week) == (dt.date(2027, 3, 1), None)
    assert (total.decided, total.in_time, total.lapsed, total.percent) == (4, 2, 1, 50)
    assert (total.median, round(total.slow, 1)) == (4, 10.4)


def test_a_review_that_the_verb_asks_for_knows_since_when(pending: Appointment) -> None:
    assert pending.review.asked_at == pending.created_at


def test_it_opens_on_the_last_four_weeks(manager: Client, cast: Cast) -> None:
    said = page(manager)
    assert 'value="2027-02-03"' in said
    assert 'value="2027-03-02"' in said
    assert 'aria-current="true">Last 4 weeks' in said


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"from": "yesterday"}, "Enter a real day, as year-month-day, such as 2027-03-01."),
        ({"from": ""}, "Enter a day."),
        ({"from": "2027-03-09", "to": "2027-03-01"}, "The last day is before the first."),
        ({"from": "2025-01-01", "to": "2027-03-01"}, "Choose at most 366 days, a year."),
        ({"from": "0001-01-01"}, "Enter a year between 2000 and 2100."),
        ({"location": "nowhere"}, "Choose one of the locations in the list."),
    ],
)
def test_bad_input_is_answered_with_a_sentence(
    manager: Client, asked: dict[str, str], sentence: str
) -> None:
    said = page(manager, **asked)
    assert said.count(sentence) == 2
    assert "There is a problem" in said
    assert "<figure" not in said
    answer = manager.get(reverse("admin:report_sheet", args=["hours"]), asked)
    assert answer.status_code == 404


@pytest.mark.parametrize("group", ["reception", "practitioner"])
def test_reports_are_for_lead_and_manager(group: str) -> None:
    client = at_desk(person(group))
    assert client.get(reverse("admin:reports")).status_code == 403
    assert client.get(reverse("admin:report_sheet", args=["hours"])).status_code == 403
    assert reverse("admin:reports") not in client.get(reverse("admin:index")).content.decode()


def test_the_page_takes_as_many_queries_for_many_as_for_none(
    manager: Client, cast: Cast, book: Book, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    page(manager, **MARCH)
    for count in (0, 8):
        for hour in range(count):
            became(book(melbourne(4, 9 + hour)), Status.FULFILLED)
        with django_assert_num_queries(QUERIES):
            page(manager, **MARCH)


def test_a_file_is_named_and_starts_with_its_byte_order_mark(manager: Client, march: None) -> None:
    answer = manager.get(reverse("admin:report_sheet", args=["absence"]), MARCH)
    assert answer["Content-Disposition"] == (
        'attachment; filename="absence-2027-03-01-2027-03-31.csv"'
    )
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert sheet(manager, "absence")[1] == ["2027-03-01", "Alex Demo", "1", "0", "0", "0"]


@pytest.mark.parametrize("name", ["practitioners", "hours", "absence", "reviews"])
def test_every_file_has_as_many_cells_in_each_row(manager: Client, march: None, name: str) -> None:
    rows = sheet(manager, name)
    assert {len(row) for row in rows} == {len(rows[0])}


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_run_by_a_spreadsheet(manager: Client, cast: Cast, begins: str) -> None:
    assert safe(f"{begins}1+1") == f"'{begins}1+1"
    assert safe(-3) == -3
    Practitioner.objects.filter(pk=cast.alex.pk).update(name=f"{begins}HYPERLINK(1)")
    names = [row[0] for row in sheet(manager, "practitioners")]
    assert f"'{begins}HYPERLINK(1)" in names


def test_a_file_that_nobody_makes_is_not_there(manager: Client) -> None:
    assert manager.get(reverse("admin:report_sheet", args=["patients"])).status_code == 404
