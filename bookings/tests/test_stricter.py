"""A stricter questionnaire, and the visits that were booked before it (hazard H18)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bookings import scheduling
from bookings.models import Appointment, Status, Task
from bookings.tests.answers import assessed
from bookings.tests.desk import at_desk, desk_page, person
from conftest import Cast, melbourne
from screening import drafting
from screening.assess import assess
from screening.models import Version
from screening.tests.answers import answering

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]


def publish(draft: Version, now: dt.datetime) -> int:
    return scheduling.publish_questionnaire(version=draft, now=now, by=person("practitioner"))


def test_the_draft_says_whom_it_would_change_before_it_is_published(
    cast: Cast,
    on_aspirin: Appointment,
    book: Callable[..., Appointment],
    stricter: Version,
    questionnaire: Version,
    now: dt.datetime,
) -> None:
    book(
        melbourne(12, 14),
        service=cast.needling,
        patient=cast.quinn,
        assessment=assessed(questionnaire, now, ["none"]),
    )
    effect = scheduling.effect_of(stricter, now=now)
    assert effect.looked_at == 2
    assert [(one.visit, one.before, one.after, one.rules) for one in effect.stricter] == [
        (on_aspirin, "note", "review", ["M2a"])
    ]
    assert not Task.objects.exists()


def test_h18_on_publishing_the_stricter_ones_become_a_worklist(
    on_aspirin: Appointment, stricter: Version, now: dt.datetime
) -> None:
    assert publish(stricter, now) == 1
    task = Task.objects.get()
    assert (task.kind, task.appointment) == (Task.Kind.STRICTER, on_aspirin)
    on_aspirin.refresh_from_db()
    assert on_aspirin.status == Status.BOOKED


def test_h18_one_press_sends_such_a_visit_to_review(
    on_aspirin: Appointment, stricter: Version, now: dt.datetime
) -> None:
    publish(stricter, now)
    reader = at_desk(person("practitioner", "two@staff.example"))
    assert "Send to review" in desk_page(reader, "tasks")
    reader.post(reverse("admin:task_look_again", args=[Task.objects.get().pk]))
    on_aspirin.refresh_from_db()
    assert on_aspirin.status == Status.PENDING
    assert on_aspirin.assessment is not None
    assert on_aspirin.assessment.version == stricter
    assert on_aspirin.assessment.outcome == "review"
    assert not Task.objects.open().exists()


def test_two_presses_send_it_once(
    on_aspirin: Appointment, stricter: Version, now: dt.datetime
) -> None:
    publish(stricter, now)
    task, by = Task.objects.get(), person("practitioner", "two@staff.example")
    scheduling.look_again(now=now, task=task, by=by)
    with pytest.raises(scheduling.NotPossible, match="already done"):
        scheduling.look_again(now=now, task=task, by=by)


def test_a_visit_that_was_cancelled_meanwhile_is_left_alone(
    on_aspirin: Appointment, stricter: Version, now: dt.datetime
) -> None:
    publish(stricter, now)
    scheduling.cancel(now=now, appointment=on_aspirin, who="patient")
    reader = at_desk(person("practitioner", "two@staff.example"))
    answer = reader.post(
        reverse("admin:task_look_again", args=[Task.objects.get().pk]), follow=True
    )
    assert "cannot be done" in answer.content.decode()
    assert Task.objects.open().exists()


def test_a_milder_version_and_a_past_visit_make_no_work(
    on_aspirin: Appointment, stricter: Version, now: dt.datetime
) -> None:
    assert scheduling.effect_of(stricter, now=melbourne(13, 9)).looked_at == 0
    stricter.rules.filter(code="M2a").update(level="clear")
    effect = scheduling.effect_of(stricter, now=now)
    assert [(one.before, one.after) for one in effect.changes] == [("note", "clear")]
    assert publish(stricter, now) == 0


def test_a_question_that_nobody_was_asked_is_named_and_makes_nobody_stricter(
    on_aspirin: Appointment, stricter: Version, now: dt.datetime
) -> None:
    stricter.rules.filter(code="M2a").update(level="note")
    stricter.questions.filter(key="goals").update(key="sleep", name="sleep", required=True)
    effect = scheduling.effect_of(stricter, now=now)
    assert effect.not_asked == ["sleep"]
    assert effect.changes == []


def test_an_undone_stop_stays_review_under_any_version(
    cast: Cast, book: Callable[..., Appointment], questionnaire: Version, now: dt.datetime
) -> None:
    stop = assessed(questionnaire, now, ["none"])
    changed: dict[str, Any] = {"answers": answering(medicines=["aspirin"]), "earlier": stop}
    again = assess(
        now=now,
        version=questionnaire,
        on=now.date(),
        born=dt.date(1980, 5, 17),
        kind="needling",
        **changed,
    )
    book(melbourne(12, 10), service=cast.needling, assessment=again)
    assert scheduling.effect_of(drafting.begin(base=questionnaire, now=now), now=now).changes == []


def test_the_look_ahead_takes_the_same_queries_for_one_visit_and_many(
    cast: Cast,
    on_aspirin: Appointment,
    book: Callable[..., Appointment],
    stricter: Version,
    questionnaire: Version,
    now: dt.datetime,
) -> None:
    counts = []
    for day in (15, 16, 17):
        scheduling.effect_of(stricter, now=now)
        with CaptureQueriesContext(connection) as seen:
            scheduling.effect_of(stricter, now=now)
        counts.append(len(seen))
        book(
            melbourne(day, 10),
            service=cast.needling,
            assessment=assessed(questionnaire, now, ["aspirin"]),
        )
    assert counts == [counts[0]] * 3
    assert counts[0] <= 7
