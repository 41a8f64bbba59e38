"""A stricter questionnaire, and the visits that were booked before it (hazard H18)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bookings import scheduling
from bookings.models import Appointment, Status, Task
from bookings.tests.desk import at_desk, desk_page, person
from conftest import Cast, melbourne
from screening import drafting
from screening.assess import assess
from screening.load import load
from screening.models import Assessment, Version
from screening.tests.answers import answering

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]


@pytest.fixture
def version(now: dt.datetime) -> Version:
    return load(now=now)


@pytest.fixture
def on_aspirin(
    cast: Cast, book: Callable[..., Appointment], version: Version, now: dt.datetime
) -> Appointment:
    """Pat's needling on 12 March; Pat takes aspirin, which is a note."""
    return book(
        melbourne(12, 10), service=cast.needling, assessment=assessed(version, now, ["aspirin"])
    )


def assessed(version: Version, now: dt.datetime, medicines: list[str]) -> Assessment:
    return assess(
        now=now,
        version=version,
        answers=answering(medicines=medicines),
        on=now.date(),
        born=dt.date(1980, 5, 17),
        kind="needling",
    )


@pytest.fixture
def stricter(version: Version, now: dt.datetime) -> Version:
    """A draft in which aspirin alone is for review."""
    draft = drafting.begin(base=version, now=now)
    draft.rules.filter(code="M2a").update(level="review")
    return draft


def publish(draft: Version, now: dt.datetime) -> int:
    return scheduling.publish_questionnaire(version=draft, now=now, by=person("practitioner"))


def test_the_draft_says_whom_it_would_change_before_it_is_published(
    cast: Cast,
    on_aspirin: Appointment,
    book: Callable[..., Appointment],
    stricter: Version,
    version: Version,
    now: dt.datetime,
) -> None:
    book(
        melbourne(12, 14),
        service=cast.needling,
        patient=cast.quinn,
        assessment=assessed(version, now, ["none"]),
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
    cast: Cast, book: Callable[..., Appointment], version: Version, now: dt.datetime
) -> None:
    stop = assessed(version, now, ["none"])
    changed: dict[str, Any] = {"answers": answering(medicines=["aspirin"]), "earlier": stop}
    again = assess(
        now=now,
        version=version,
        on=now.date(),
        born=dt.date(1980, 5, 17),
        kind="needling",
        **changed,
    )
    book(melbourne(12, 10), service=cast.needling, assessment=again)
    assert scheduling.effect_of(drafting.begin(base=version, now=now), now=now).changes == []


def test_the_publish_page_tells_all_of_it(
    on_aspirin: Appointment, stricter: Version, now: dt.datetime
) -> None:
    reader = at_desk(person("practitioner"))
    address = reverse("admin:questionnaire_publish", args=[stricter.pk])
    page = reader.get(address).content.decode()
    for words in (on_aspirin.reference, "Outcomes can change.", "1 to something stricter", "M2a"):
        assert words in page
    assert "Pat" not in page.split("Visits ahead")[1]
    assert stricter.changed_at
    reader.post(address, {"seen": stricter.changed_at.isoformat()})
    assert Version.objects.published() == stricter
    assert reader.get(address).status_code == 404


def test_a_refused_publication_says_why_and_writes_nothing(
    on_aspirin: Appointment, stricter: Version, now: dt.datetime
) -> None:
    lead = person("clinical lead")
    person("practitioner")
    drafting.changed(stricter, now=now, by=lead.pk)
    answer = at_desk(lead).post(
        reverse("admin:questionnaire_publish", args=[stricter.pk]), {"alone_because": "Hurry."}
    )
    assert answer.status_code == 409
    assert "ask a colleague" in answer.content.decode()
    assert not Task.objects.exists()


def test_the_look_ahead_takes_the_same_queries_for_one_visit_and_many(
    cast: Cast,
    on_aspirin: Appointment,
    book: Callable[..., Appointment],
    stricter: Version,
    version: Version,
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
            assessment=assessed(version, now, ["aspirin"]),
        )
    assert counts == [counts[0]] * 3
    assert counts[0] <= 7


def test_h12_reception_is_not_shown_such_a_task(
    reception: Client, on_aspirin: Appointment, stricter: Version, now: dt.datetime
) -> None:
    publish(stricter, now)
    assert on_aspirin.reference not in desk_page(reception, "tasks")
