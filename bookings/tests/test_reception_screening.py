"""The screening light: level and what to do for reception, never the reason."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from bookings import scheduling
from bookings.models import Appointment
from bookings.tests.answers import TO_DO, assessment
from bookings.tests.desk import at_desk, person, treats
from conftest import Cast, melbourne

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]


DAY = {"day": "2027-03-12"}


START = melbourne(12, 10)


def today(client: Client, **asked: str) -> str:
    return client.get(reverse("admin:index"), {**DAY, **asked}).content.decode()


@pytest.mark.parametrize(
    ("level", "said"),
    [
        ("review", '<span class="sign sign-amber" aria-hidden="true">▲</span> waits for review'),
        ("note", '<span class="sign sign-green" aria-hidden="true">✓</span> clear, with a note'),
        ("clear", '<span class="sign sign-green" aria-hidden="true">✓</span> clear'),
    ],
)
def test_the_light_has_a_sign_and_a_word(
    reception: Client, cast: Cast, book, now: dt.datetime, level: str, said: str
) -> None:
    book(START, service=cast.needling, assessment=assessment(now, level))
    page = today(reception)
    assert said in page
    assert TO_DO in page


@pytest.mark.parametrize("level", ["stop", "stop_urgent", "emergency"])
def test_a_stop_is_red(reception: Client, cast: Cast, book, now: dt.datetime, level: str) -> None:
    visit = book(START, service=cast.needling)
    Appointment.objects.filter(pk=visit.pk).update(assessment=assessment(now, level))
    assert '<span class="sign sign-red" aria-hidden="true">■</span> stop' in today(reception)


def test_h03_a_stop_for_needles_is_no_stop_for_massage(
    reception: Client, cast: Cast, book, now: dt.datetime
) -> None:
    book(START, service=cast.massage, assessment=assessment(now, "stop"))
    page = today(reception)
    assert "sign-green" in page
    assert TO_DO not in page


def test_not_asked_is_grey_and_says_what_to_do(reception: Client, cast: Cast, book) -> None:
    book(START, service=cast.needling)
    page = today(reception)
    assert '<span class="sign sign-grey" aria-hidden="true">○</span> not asked' in page
    assert "Ask the health questions before the visit." in page


def test_a_link_that_was_sent_is_said(reception: Client, cast: Cast, book, now) -> None:
    visit = book(START, service=cast.needling)
    Appointment.objects.filter(pk=visit.pk).update(screening_sent_at=now)
    assert "screening link sent" in today(reception)


def test_an_old_clear_screening_is_asked_again(
    reception: Client, cast: Cast, book, now: dt.datetime
) -> None:
    old = assessment(now - dt.timedelta(days=175), "clear")
    book(START, service=cast.needling, assessment=old)
    page = today(reception)
    assert "○</span> ask again" in page
    assert "screening expired" in page


def test_h12_a_practitioner_sees_every_flag_in_words_and_reception_what_it_prepares(
    reception: Client, cast: Cast, book, now: dt.datetime
) -> None:
    flags = ["block_estim", "avoid_region:arm", "postpone_until:2027-03-11"]
    book(START, service=cast.needling, assessment=assessment(now, "note", flags=flags))
    treated, desks = at_desk(treats(cast.alex)), [reception, at_desk(treats(cast.blake))]
    # A colleague who looks at everybody's day treats somebody else.
    here, elsewhere = (today(one, who="all") for one in desks)
    for words in ("No electrical stimulation.", "No needles near the arm on that side."):
        assert words in today(treated)
        assert words not in here
        assert words not in elsewhere
    assert "Not before 11 March 2027." in here


def test_a_practitioner_reads_no_line_twice(cast: Cast, book, now: dt.datetime) -> None:
    found = assessment(now, "note", flags=["lie_down"])
    fired = [{**found.fired[0], "flags": ["lie_down"], "staff_line": "Have them lie down, please."}]
    again = assessment(now, "note", flags=["lie_down"], fired=fired)
    book(START, service=cast.needling, assessment=again)
    page = today(at_desk(treats(cast.alex)))
    assert "Have them lie down." in page
    assert "Have them lie down, please." not in page


def test_a_yes_with_conditions_says_so(
    reception: Client, cast: Cast, book, now: dt.datetime
) -> None:
    visit = book(START, service=cast.needling, assessment=assessment(now))
    scheduling.decide(
        now=now,
        appointment=visit,
        decision="conditions",
        conditions="Not the arm.",
        reason="Talked.",
        by=person("clinical lead"),
    )
    page = today(reception)
    assert "practitioner said yes, with conditions" in page
    assert "Not the arm." not in page


def test_h03_flags_of_needling_do_not_follow_to_a_service_without_needles(
    reception: Client, cast: Cast, book, now: dt.datetime
) -> None:
    flags = ["postpone_until:healed", "block_estim"]
    book(START, service=cast.massage, assessment=assessment(now, "stop", flags=flags))
    for page in (today(reception), today(at_desk(person("practitioner")))):
        assert "sign-green" in page
        assert "healed" not in page
        assert "electrical" not in page
