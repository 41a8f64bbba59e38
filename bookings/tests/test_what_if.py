"""Before visits lose their place: who they are, new times, and what becomes of each choice."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from bookings.models import Appointment, Closure, WorkingHours
from bookings.tests.desk import answer, at_desk, desk_page
from conftest import Cast, melbourne
from portal.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]
Book = Callable[..., Appointment]
ADD = "/admin/bookings/closure/add/"


@pytest.fixture
def visit(cast: Cast, book: Book) -> Appointment:
    """Pat's massage with Alex on Tuesday at two."""
    return book(melbourne(2, 14))


@pytest.fixture
def other(cast: Cast, book: Book) -> Appointment:
    """Quinn's, at three."""
    return book(melbourne(2, 15), patient=cast.quinn)


def close(client: Client, cast: Cast, **changes: Any) -> Any:
    """Save Alex's leave of that Tuesday."""
    typed = {"practitioner": cast.alex.pk, "reason": "A course"}
    when = {"starts": "2027-03-02T09:00", "ends": "2027-03-03T00:00", "_continue": "1"}
    return client.post(ADD, {**typed, **when, **changes})


def value(page: Any, visit: Appointment, words: str = "") -> str:
    """What the page sends for one of the visit's new times, the nearest unless these words."""
    lines = {one.lost.visit.pk: one.lost.times for one in page.context["lines"]}
    return next(time.value for time in lines[visit.pk] if time.words.startswith(words))


def test_nothing_is_saved_before_the_visits_are_seen(
    reception: Client, cast: Cast, visit: Appointment, other: Appointment
) -> None:
    page = close(reception, cast)
    said = page.content.decode()
    assert "2 visits would lose their place" in said
    assert said.index(f"visit-{visit.reference}") < said.index(f"visit-{other.reference}")
    assert "Wed 3 Mar, 14:00, Alex Demo" in said
    assert "was added" not in desk_page(reception, "orphans")
    assert not Closure.objects.exists()


def test_what_takes_no_visit_its_place_is_saved_at_once(
    reception: Client, cast: Cast, visit: Appointment
) -> None:
    answered = close(reception, cast, starts="2027-03-04T12:00", ends="2027-03-05T00:00")
    assert answered.status_code == 302
    assert Closure.objects.get().reason == "A course"


def test_a_visit_that_had_lost_its_place_before_is_not_asked_about_again(
    reception: Client, cast: Cast, visit: Appointment
) -> None:
    Closure.objects.create(during=(melbourne(2, 13), melbourne(2, 16)), reason="Burst pipe")
    assert close(reception, cast).status_code == 302


def test_saved_the_chosen_move_their_patients_are_told_and_the_rest_is_listed(
    reception: Client, cast: Cast, visit: Appointment, other: Appointment
) -> None:
    page = close(reception, cast)
    chosen = {visit.reference: value(page, visit), "tell": "yes"}
    said = reception.post(ADD, answer(page, **chosen), follow=True).content.decode()
    visit.refresh_from_db()
    assert visit.starts == melbourne(3, 14)
    assert visit.tell_patient
    assert Closure.objects.get().practitioner == cast.alex
    assert "Pat Example is now at 14:00 on Wednesday 3 March, with Alex Demo." in said
    assert "An email tells them" in said
    assert "1 visit ahead cannot stand any more" in said
    orphans = desk_page(reception, "orphans")
    assert other.reference in orphans
    assert visit.reference not in orphans


def test_h08_whether_the_patients_are_told_is_asked_once_for_all_that_move(
    reception: Client, cast: Cast, visit: Appointment
) -> None:
    page = close(reception, cast)
    chosen = {visit.reference: value(page, visit)}
    asked = reception.post(ADD, answer(page, **chosen))
    said = asked.content.decode()
    assert "Say whether these patients are told by email." in said
    assert f'value="{chosen[visit.reference]}" selected' in said
    assert not Closure.objects.exists()
    done = reception.post(ADD, answer(asked, **chosen, tell="no"), follow=True)
    assert "No email tells them." in done.content.decode()
    visit.refresh_from_db()
    assert not visit.tell_patient


def test_h08_whom_no_email_reaches_after_a_move_is_to_be_rung(
    reception: Client, cast: Cast, visit: Appointment
) -> None:
    type(cast.pat).objects.filter(pk=cast.pat.pk).update(email="")
    page = close(reception, cast)
    chosen = {visit.reference: value(page, visit), "tell": "yes"}
    said = reception.post(ADD, answer(page, **chosen), follow=True).content.decode()
    assert "No email reaches them. Please ring." in said


def test_going_back_shows_the_form_as_it_was_typed(
    reception: Client, cast: Cast, visit: Appointment
) -> None:
    page = close(reception, cast, reason="Fire drill")
    form = reception.post(ADD, answer(page, "back")).content.decode()
    assert "Nothing is saved yet. Change what you like, then save again." in form
    for typed in ('value="Fire drill"', 'value="2027-03-02T09:00"', "Alex Demo"):
        assert typed in form
    assert not Closure.objects.exists()


def test_a_refusal_says_why_and_leaves_the_visit_on_the_list(
    reception: Client, cast: Cast, visit: Appointment, book: Book
) -> None:
    """Two are put to one time with two practitioners, and there is one room."""
    WorkingHours.objects.create(
        practitioner=cast.blake,
        location=cast.melbourne,
        weekday=5,
        starts=dt.time(9),
        ends=dt.time(17),
    )
    later = book(melbourne(4, 14), patient=cast.quinn)
    page = close(reception, cast, ends="2027-03-05T00:00")
    chosen = {
        visit.reference: value(page, visit, "Fri 5 Mar, 14:00, Alex Demo"),
        later.reference: value(page, later, "Fri 5 Mar, 14:00, Blake Demo"),
    }
    said = reception.post(ADD, answer(page, **chosen, tell="yes"), follow=True).content.decode()
    assert "Pat Example is now at 14:00 on Friday 5 March" in said
    assert "Quinn Example was not moved. This time is not free. No room is free:" in said
    assert later.reference in desk_page(reception, "orphans")


def test_those_who_do_not_run_the_desk_see_the_visits_and_move_none(
    cast: Cast, visit: Appointment
) -> None:
    user = User.objects.create_user("diary@staff.example", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__endswith="closure"))
    client = at_desk(user)
    page = close(client, cast)
    assert "Pat Example" in page.content.decode()
    assert page.context["lines"] == []
    client.post(ADD, answer(page, **{visit.reference: "2027-03-03T03:00:00+00:00|1"}))
    assert Closure.objects.exists()
    assert Appointment.objects.get().starts == melbourne(2, 14)
