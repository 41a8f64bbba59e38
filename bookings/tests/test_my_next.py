"""From My visits to an earlier time, to a wish, and to a course that was suggested."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from bookings.models import Appointment, Wish
from bookings.tests.courses import had, suggested
from bookings.tests.mine import signed_in
from bookings.tests.waitlist import Wait
from conftest import Cast, melbourne
from screening.models import Assessment

pytestmark = pytest.mark.usefixtures("morning")


def mine(client: Client) -> str:
    return client.get("/my/").content.decode()


def test_a_screened_visit_leads_to_an_earlier_time(
    cast: Cast, book: Callable[..., Appointment], screened: Callable[..., Assessment]
) -> None:
    bare = book(melbourne(4, 10))
    visit = book(melbourne(5, 10), assessment=screened())
    client = signed_in(cast.pat)
    words = mine(client)
    assert f"/visit/{visit.reference}/wait/" in words
    assert f"/visit/{bare.reference}/wait/" not in words
    page = client.get(f"/visit/{visit.reference}/wait/")
    assert page.status_code == 200
    sent = {"notice_hours": 24, "until": "2027-03-05"}
    answer = client.post(f"/visit/{visit.reference}/wait/", sent, follow=True)
    assert "You are on the list" in answer.content.decode()
    assert Wish.objects.get().visit == visit


def test_what_one_waits_for_opens_in_full_and_is_stopped_there(cast: Cast, wait: Wait) -> None:
    wish = wait()
    client = signed_in(cast.pat)
    assert f'href="/waiting/{wish.reference}/"' in mine(client)
    assert "What you wait for" in client.get(f"/waiting/{wish.reference}/").content.decode()
    client.post(f"/waiting/{wish.reference}/stop/")
    wish.refresh_from_db()
    assert wish.ended_why == Wish.Why.STOPPED
    assert f"/waiting/{wish.reference}/" not in mine(client)


def test_somebody_elses_wish_is_unknown(cast: Cast, wait: Wait) -> None:
    wish = wait(patient=cast.quinn)
    client = signed_in(cast.pat)
    assert f"/waiting/{wish.reference}/" not in mine(client)
    assert client.get(f"/waiting/{wish.reference}/").status_code == 404


def test_a_suggested_course_is_booked_from_there(
    cast: Cast, screened: Callable[..., Assessment], now: dt.datetime
) -> None:
    visit = had(
        patient=cast.pat,
        service=cast.massage,
        practitioner=cast.alex,
        location=cast.melbourne,
        start=melbourne(1, 9),
        assessment=screened(),
    )
    course = suggested(visit)
    client = signed_in(cast.pat)
    assert f"/visit/{visit.reference}/course/" in mine(client)
    course.ended_at = now
    course.save()
    assert "/course/" not in mine(client)
