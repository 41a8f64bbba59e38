"""The waitlist: who gets a free time, until when it is theirs, and how waiting ends."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from bookings import scheduling
from bookings.models import Appointment, Clinic, Closure, Status, Wish, WishOffer
from bookings.scheduling import NotPossible
from bookings.tests.waitlist import Wait
from conftest import Cast, melbourne

pytestmark = pytest.mark.django_db
Book = Callable[..., Appointment]
HOUR = dt.timedelta(hours=1)


def the_offer(wish: Wish) -> WishOffer:
    return wish.offers.get(answer="")


def test_the_first_free_time_that_fits_is_held_and_offered(
    cast: Cast, wait: Wait, now: dt.datetime
) -> None:
    wish = wait(weekdays=[4], parts=["afternoon"])
    assert scheduling.match(now=now).offered == 1
    offered = the_offer(wish)
    assert offered.starts == melbourne(4, 12)
    held = Appointment.objects.get(idempotency_key=offered.key)
    assert (held.status, held.held_until, held.patient) == (
        Status.PROPOSED,
        offered.deadline,
        None,
    )


@pytest.mark.parametrize(
    ("chosen", "start"),
    [
        ({"weekdays": [3]}, melbourne(3, 9)),
        ({"weekdays": [2], "notice_hours": 4}, melbourne(2, 12)),
        ({"parts": ["afternoon"], "notice_hours": 0}, melbourne(2, 12)),
        ({"weekdays": [2]}, melbourne(9, 9)),
        ({"parts": ["evening"]}, None),
        ({"weekdays": [5], "until": dt.date(2027, 3, 4)}, None),
        ({"weekdays": [7]}, None),
    ],
)
def test_a_time_fits_by_day_part_notice_and_last_day(
    cast: Cast, wait: Wait, now: dt.datetime, chosen: dict[str, Any], start: dt.datetime | None
) -> None:
    wish = wait(**chosen)
    scheduling.match(now=now)
    found = wish.offers.first()
    assert (found.starts if found else None) == start


def test_only_the_people_chosen_are_offered(cast: Cast, wait: Wait, now: dt.datetime) -> None:
    wait(practitioners=[cast.blake])
    assert scheduling.match(now=now).offered == 0


def test_the_earliest_wish_comes_first_unless_reception_puts_another_first(
    cast: Cast, wait: Wait, now: dt.datetime
) -> None:
    one_time = {"weekdays": [3], "parts": ["morning"]}
    late = wait(patient=cast.quinn, now=now, **one_time)
    early = wait(now=now - HOUR, **one_time)
    scheduling.match(now=now)
    assert the_offer(early).starts < the_offer(late).starts
    for wish in (early, late):
        scheduling.withdraw(now=now, offer=the_offer(wish))
    WishOffer.objects.all().delete()
    scheduling.put_first(now=now, wish=late, reason="Travels far")
    scheduling.match(now=now)
    assert the_offer(late).starts < the_offer(early).starts
    with pytest.raises(NotPossible):
        scheduling.put_first(now=now, wish=late, reason=" ")


@pytest.fixture
def one_time(cast: Cast) -> dt.datetime:
    """Nothing but nine o'clock on Wednesday is free until Thursday."""
    closed = (melbourne(3, 9, 30), melbourne(4, 0))
    Closure.objects.create(location=cast.melbourne, during=closed, reason="Painters")
    return melbourne(3, 9)


def test_a_time_that_was_declined_goes_to_the_next_and_not_back(
    cast: Cast, wait: Wait, now: dt.datetime, one_time: dt.datetime
) -> None:
    until = dt.date(2027, 3, 3)
    first, second = wait(now=now - HOUR, until=until), wait(patient=cast.quinn, until=until)
    assert scheduling.match(now=now).offered == 1
    assert the_offer(first).starts == one_time
    scheduling.decline(now=now, offer=the_offer(first))
    assert scheduling.match(now=now).offered == 1
    assert the_offer(second).starts == one_time
    scheduling.decline(now=now, offer=the_offer(second))
    assert scheduling.match(now=now).offered == 0


def test_their_own_visits_are_in_the_way_of_no_later_time(
    cast: Cast, wait: Wait, book: Book, now: dt.datetime
) -> None:
    blake = {"location": cast.perth, "practitioner": cast.blake}
    # Nine and ten in Perth are noon and one in Melbourne: with Alex they would be free.
    for hour in (9, 10):
        book(melbourne(3, hour + 3), now=now - HOUR, **blake)
    wish = wait(weekdays=[3], parts=["afternoon"])
    scheduling.match(now=now)
    assert the_offer(wish).starts == melbourne(3, 12, 30)
    shown = Wish.objects.with_names().get()
    assert scheduling.starts_for(shown, now=now, count=1)[0].start > melbourne(3, 13)


def test_the_deadline_frees_the_time(cast: Cast, wait: Wait, now: dt.datetime) -> None:
    wish = wait(weekdays=[4])
    scheduling.match(now=now)
    offered = the_offer(wish)
    # Two hours of opening time: Melbourne opens at nine, an hour from now.
    assert offered.deadline == now + 3 * HOUR
    assert scheduling.pass_overdue(now=offered.deadline - HOUR) == 0
    assert scheduling.pass_overdue(now=offered.deadline) == 1
    offered.refresh_from_db()
    assert offered.answer == WishOffer.Answer.PASSED
    assert not Appointment.objects.holds().exists()
    assert Wish.objects.open().get() == wish
    with pytest.raises(NotPossible):
        scheduling.accept(now=offered.deadline, offer=offered)
    assert not Appointment.objects.exists()


def test_a_near_time_waits_less_for_an_answer(cast: Cast, wait: Wait, now: dt.datetime) -> None:
    wish = wait(notice_hours=3, parts=["afternoon"])
    scheduling.match(now=now)
    assert the_offer(wish).deadline == now + dt.timedelta(minutes=30)


def test_a_time_that_leaves_ten_minutes_to_answer_is_not_offered(cast: Cast, wait: Wait) -> None:
    wait(notice_hours=0, until=dt.date(2027, 3, 2))
    assert scheduling.match(now=melbourne(2, 14, 25)).offered == 0


def test_nothing_is_offered_at_night(cast: Cast, wait: Wait) -> None:
    wish = wait()
    assert scheduling.match(now=melbourne(2, 22)).offered == 0
    assert scheduling.match(now=melbourne(3, 7, 59)).offered == 0
    assert scheduling.match(now=melbourne(3, 8)).offered == 1
    assert the_offer(wish).starts == melbourne(4, 9)


def test_clinic_settings_give_the_minutes(cast: Cast, wait: Wait, now: dt.datetime) -> None:
    Clinic.objects.update(offer_minutes=60)
    wish = wait(weekdays=[4])
    scheduling.match(now=now)
    assert the_offer(wish).deadline == now + 2 * HOUR
