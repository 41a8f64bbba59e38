"""The demo clinic's data: loaded once for this file, each test puts back what it changes."""

import datetime as dt
import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.db import transaction

from bookings import scheduling
from bookings.messages.due import find_due
from bookings.models import (
    Appointment,
    Location,
    Message,
    Patient,
    Practitioner,
    RelatedPerson,
    Review,
    Status,
    Wish,
    WishOffer,
)
from portal.demo import always, data
from portal.demo.health import ANSWERS
from portal.demo.load import Loaded, load
from portal.demo.plan import KEY, plan
from portal.demo.stage import set_stage
from portal.models import User
from screening.evaluation import evaluate

pytestmark = pytest.mark.journey

# A Tuesday, 8:00 in Melbourne and 5:00 in Perth.
NOW = dt.datetime(2027, 3, 1, 21, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
WEEK = dt.timedelta(weeks=1)
OURS = ("bookings", "education", "screening", "portal", "demo", "mfa")


@pytest.fixture(scope="module")
def first(django_db_setup, django_db_blocker) -> Iterator[Loaded]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield load(now=NOW)
        transaction.set_rollback(True)


@pytest.fixture
def demo(first, db) -> Loaded:
    return first


def rows() -> dict[str, int]:
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in OURS
    }


def test_the_whole_story_can_be_played(demo):
    assert demo.played > 500
    assert demo.overtaken == 0
    assert 250 <= Appointment.objects.count() <= 400


def test_a_second_load_adds_nothing(demo):
    before = rows()
    assert load(now=NOW) == Loaded(played=0, overtaken=0)
    assert rows() == before


def test_h16_phones_and_addresses_come_from_reserved_ranges(demo):
    addresses = [
        *Patient.objects.exclude(email="").values_list("email", flat=True),
        *RelatedPerson.objects.values_list("email", flat=True),
        *User.objects.values_list("email", flat=True),
        data.CLINIC["email"],
    ]
    phones = [
        *Patient.objects.exclude(phone="").values_list("phone", flat=True),
        *RelatedPerson.objects.values_list("phone", flat=True),
        *Location.objects.values_list("phone", flat=True),
        data.CLINIC["phone"],
    ]
    assert [one for one in addresses if not one.endswith(".example")] == []
    fiction = re.compile(r"0491 570 \d{3}|\(0[2378]\) 5550 \d{4}")
    assert [one for one in phones if not fiction.fullmatch(one)] == []


def test_every_state_is_there(demo):
    statuses = set(Appointment.objects.values_list("status", flat=True))
    assert statuses == set(Status.values)
    cancelled = Appointment.objects.filter(status=Status.CANCELLED)
    assert set(cancelled.values_list("cancelled_by", "cancelled_late")) == {
        ("patient", False),
        ("patient", True),
        ("clinic", False),
        ("lapse", False),
    }
    done = Appointment.objects.filter(status=Status.FULFILLED, service__uses_needles=True)
    assert set(done.values_list("needles_used", flat=True)) == {True, False}
    decisions = {"", "clear", "conditions", "decline", "lapsed"}
    assert set(Review.objects.values_list("decision", flat=True)) == decisions
    assert Review.objects.filter(letter_asked_at__isnull=False).exists()
    assert Appointment.objects.unresolved(NOW).exists()


def test_somebody_waits_has_an_offer_or_is_to_be_rung(demo):
    assert Wish.objects.open().count() == 4
    offered = WishOffer.objects.open().get()
    assert offered.is_open(NOW)
    held = Appointment.objects.get(status=Status.PROPOSED)
    assert (held.idempotency_key, held.held_until) == (offered.key, offered.deadline)
    scheduling.match(now=NOW)
    assert Wish.objects.matched(NOW).get().patient.email == ""


def test_four_weeks_lie_behind_and_four_ahead_at_both_locations(demo):
    for place in Location.objects.all():
        visits = Appointment.objects.filter(location=place)
        for week in range(-4, 4):
            start = NOW + week * WEEK
            assert visits.starting(start, start + WEEK).count() >= (3 if week < 3 else 1), (
                place,
                week,
            )
    assert set(Location.objects.values_list("zone", flat=True)) == {
        "Australia/Melbourne",
        "Australia/Perth",
    }


def test_the_past_sends_nothing_but_a_handful_of_mails(demo):
    find_due(now=NOW)
    due = Message.objects.filter(status=Message.Status.DUE)
    assert 3 <= due.count() <= 10
    assert due.filter(use_by__gt=NOW).count() == due.count()
    sent = Message.objects.filter(status=Message.Status.SENT)
    assert sent.count() > 300
    assert not sent.exclude(to__endswith=f"@{data.PATIENT_DOMAIN}").exists()
    assert not sent.exclude(patient__contact_state="normal").exists()


@pytest.mark.parametrize(
    ("zone", "local"),
    [
        ("Australia/Melbourne", "2027-03-02 08:10"),
        ("Australia/Melbourne", "2027-03-03 12:59"),
        ("Australia/Melbourne", "2027-03-05 23:50"),
        ("Australia/Melbourne", "2027-03-07 03:00"),
        ("Australia/Melbourne", "2027-04-04 02:30"),
        ("Australia/Perth", "2027-03-06 21:07"),
    ],
)
def test_there_is_always_somebody_to_check_in_within_the_hour(demo, zone, local):
    now = dt.datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)
    always.keep_alive(set_stage(), now=now)
    booked = Appointment.objects.filter(status=Status.BOOKED)
    visit = booked.starting(now, now + HOUR).first()
    assert visit
    scheduling.check_in(now=now, appointment=visit, version=visit.version)
    arrived = Appointment.objects.filter(status=Status.ARRIVED, during__contains=now)
    assert arrived.exists()
    assert Appointment.objects.filter(status=Status.PENDING).upcoming(now).count() >= 2
    before = rows()
    always.keep_alive(set_stage(), now=now)
    assert rows()["bookings.Appointment"] <= before["bookings.Appointment"] + 1


def test_a_later_start_carries_the_story_on(demo):
    later = NOW + 3 * dt.timedelta(days=1)
    assert load(now=later).overtaken == 0
    yesterday = Appointment.objects.starting(later - 30 * HOUR, later - 6 * HOUR)
    assert yesterday.filter(status=Status.FULFILLED).exists()
    assert not yesterday.filter(status=Status.BOOKED).exists()


def test_visits_that_nobody_played_with_do_not_pile_up(demo):
    for day in range(1, 8):
        load(now=NOW + dt.timedelta(days=day))
    forgotten = Appointment.objects.filter(idempotency_key__startswith=f"{KEY}next")
    assert forgotten.filter(status=Status.NOSHOW).exists()
    assert Appointment.objects.unresolved(NOW + dt.timedelta(days=7)).count() < 15


def test_what_a_visitor_has_cancelled_stays_cancelled(demo):
    visit = Appointment.objects.filter(
        status=Status.BOOKED, idempotency_key__startswith=f"{KEY}blake"
    ).earliest("during")
    scheduling.cancel(now=NOW, appointment=visit, who=Appointment.CancelledBy.PATIENT)
    assert load(now=visit.ends + HOUR).overtaken >= 1
    visit.refresh_from_db()
    assert visit.status == Status.CANCELLED


def test_the_plan_of_a_day_does_not_depend_on_when_it_is_asked_for():
    day = dt.date(2027, 3, 3)
    alone = list(plan(day, day))
    assert alone
    month = list(plan(dt.date(2027, 2, 20), dt.date(2027, 3, 20)))
    assert [one for one in month if one.key in {it.key for it in alone}] == alone


@pytest.mark.parametrize("outcome", list(ANSWERS))
def test_the_answers_come_to_what_they_are_named_after(demo, outcome):
    result = evaluate(
        set_stage().version,
        ANSWERS[outcome],
        on=NOW.date(),
        born=dt.date(1980, 5, 17),
        kind="needling",
    )
    assert result.outcome == outcome


def test_four_practitioners_and_five_services_two_of_them_without_needles(demo):
    assert Practitioner.objects.count() == 4
    assert len(set_stage().services) == 5
    assert sum(not one.uses_needles for one in set_stage().services.values()) == 2
