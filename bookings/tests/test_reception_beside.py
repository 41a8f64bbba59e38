"""Answers beside the rules that read them, on the page that decides."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from bookings.models import Appointment
from bookings.tests.desk import at_desk, person
from conftest import Cast, melbourne
from screening.assess import assess
from screening.load import load
from screening.models import Assessment
from screening.tests.answers import answering

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]


@pytest.fixture
def alex(cast: Cast) -> Client:
    return at_desk(person("practitioner"))


def real(now: dt.datetime, earlier: Assessment | None = None, **answers: object) -> Assessment:
    return assess(
        now=now,
        version=load(now=now),
        answers=answering(**answers),
        on=now.date(),
        born=dt.date(1980, 5, 17),
        kind="needling",
        earlier=earlier,
    )


def test_each_answer_stands_beside_the_rules_that_read_it(
    alex: Client, cast: Cast, book: Callable[..., Appointment], now: dt.datetime
) -> None:
    found = real(now, medicines=["blood_thinner"], blood_thinner_check=["none"])
    visit = book(melbourne(12, 10), service=cast.needling, assessment=found)
    page = alex.get(reverse("admin:review_decide", args=[visit.reference])).content.decode()
    line = page.split("Answers that rules read")[1].split("The other answers")[0]
    assert "Do you take any of these medicines?" in line
    assert "Where do you want help?" not in line
    assert "M1: review" in line
    assert "Complement Ther Med" in line


def test_h02_both_answers_stand_beside_each_other_after_a_stop_was_undone(
    alex: Client, cast: Cast, book: Callable[..., Appointment], now: dt.datetime
) -> None:
    stop = real(now, skin=["infection"])
    visit = book(
        melbourne(12, 10), service=cast.needling, assessment=real(now, stop, skin=["none"])
    )
    page = alex.get(reverse("admin:review_decide", args=[visit.reference])).content.decode()
    line = page.split("Changed after a stop. Before: ")[1]
    assert "infection" in line.split("</p>")[0].lower()
    assert "An answer was changed after a stop was shown" in page
