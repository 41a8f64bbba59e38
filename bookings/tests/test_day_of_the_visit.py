"""What the screening asks of a visit: its length, who treats, and how it counts on that day."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from bookings import scheduling
from bookings.messages.links import new_link
from bookings.models import Appointment, Practitioner
from bookings.tests.test_visit_questions import begin
from bookings.tests.walking import Walker
from conftest import Cast, melbourne
from screening.assess import assess
from screening.content import RuleContent
from screening.load import draft, read
from screening.models import Assessment, Version
from screening.publishing import publish
from screening.tests.answers import answering

Book = Callable[..., Appointment]

# 46 on the day of the tests; 47 on Friday 5 March.
TURNS_47 = {"born_day": "5", "born_month": "3", "born_year": "1980"}


def stricter_at_47(now: dt.datetime, level: str) -> Version:
    """A questionnaire with one rule more, about an age that some reach before their visit."""
    rule = RuleContent(
        code="AGE",
        when=["age", "at_least", 47],
        level=level,
        binds="needling",
        patient_line="At 47 we talk first.",
        reason="For the test.",
        confidence="low",
    )
    content = read()
    return publish(version=draft(replace(content, rules=(*content.rules, rule))), now=now)


def listed(walker: Walker) -> str:
    return walker.get("/book/times/?since=2027-03-02").content.decode()


def test_an_interpreter_makes_the_visit_longer_and_only_such_times_are_listed(
    walker: Walker, cast: Cast
) -> None:
    walker.begin()
    walker.choose("massage")
    walker.answer(consent_support="help", help_needed=["sign"])
    # The day ends at 17:00: 30 minutes fit at 16:30, 45 do not.
    page = listed(walker)
    assert melbourne(4, 16, 15).astimezone(dt.UTC).isoformat() in page
    assert melbourne(4, 16, 30).astimezone(dt.UTC).isoformat() not in page
    walker.take(melbourne(4, 16, 15))
    walker.fill_in()
    walker.book()
    assert (walker.visit.minutes, walker.visit.extra_minutes) == (45, 15)


def test_a_rule_for_a_senior_lists_and_books_seniors_alone(walker: Walker, cast: Cast) -> None:
    walker.begin()
    walker.choose("dry-needling")
    walker.answer(pregnant="yes", pregnancy_weeks=20, pregnancy_now=["none"])
    assert "There is no free time in these two weeks." in listed(walker)
    Practitioner.objects.filter(pk=cast.alex.pk).update(senior=True)
    assert melbourne(4, 10).astimezone(dt.UTC).isoformat() in listed(walker)
    walker.take(melbourne(4, 10))
    walker.fill_in()
    walker.book()
    assert walker.visit.needs_senior
    assert walker.visit.status == "pending"


def test_an_age_reached_before_the_visit_counts_at_the_visit(
    walker: Walker, now: dt.datetime
) -> None:
    stricter_at_47(now, "stop")
    walker.begin(**TURNS_47)
    walker.choose("dry-needling")
    assert walker.answer()["Location"] == "/book/times/"
    assert walker.take(melbourne(8, 10))["Location"] == "/book/result/"
    assert "At 47 we talk first." in walker.get("/book/result/").content.decode()


def test_the_day_before_the_same_answers_pass(walker: Walker, now: dt.datetime) -> None:
    stricter_at_47(now, "stop")
    walker.begin(**TURNS_47)
    walker.choose("dry-needling")
    walker.answer()
    assert walker.take(melbourne(4, 10))["Location"] == "/book/details/"


def test_a_review_by_that_day_is_pending_and_an_earlier_day_is_not(
    walker: Walker, now: dt.datetime
) -> None:
    stricter_at_47(now, "review")
    walker.begin(**TURNS_47)
    walker.choose("dry-needling")
    walker.answer()
    walker.take(melbourne(8, 10))
    assert walker.draft.assessment is not None
    assert walker.draft.assessment.outcome == "review"
    walker.take(melbourne(4, 10))
    walker.fill_in()
    walker.book()
    assert walker.visit.status == "booked"
    assert walker.visit.assessment is not None
    assert walker.visit.assessment.outcome == "clear"


def test_somebody_who_is_18_by_then_needs_no_review(walker: Walker, cast: Cast) -> None:
    walker.begin(born_day="8", born_month="3", born_year="2009")
    walker.choose("dry-needling")
    walker.answer()
    assert walker.draft.assessment is not None
    assert walker.draft.assessment.outcome == "review"
    walker.take(melbourne(9, 10))
    walker.fill_in()
    walker.book()
    assert walker.visit.status == "booked"


def test_weeks_of_pregnancy_are_those_of_the_visit(
    walker: Walker, cast: Cast, book: Book, now: dt.datetime
) -> None:
    visit = book(melbourne(16, 10), service=cast.needling)
    walker.get(new_link(visit, now))
    walker.post(f"/visit/{visit.reference}/", born_day=17, born_month=5, born_year=1980)
    begin(walker, visit)
    # 11 weeks today would be a stop; two weeks on, at the visit, it is a review.
    walker.answer(pregnant="yes", pregnancy_weeks=11, pregnancy_now=["none"])
    visit.refresh_from_db()
    assert visit.status == "pending"
    assert visit.assessment is not None
    assert "P2" in visit.assessment.codes()
    assert visit.assessment.on == dt.date(2027, 3, 16)
    assert visit.assessment.answered == dt.date(2027, 3, 2)


def healthy(version: Version, now: dt.datetime) -> Assessment:
    """Clear answers of somebody who turns 47 on 5 March."""
    return assess(
        now=now,
        version=version,
        answers=answering(),
        on=now.date(),
        born=dt.date(1980, 3, 5),
        kind="needling",
    )


def test_a_move_to_a_day_with_a_worse_outcome_is_refused(
    cast: Cast, book: Book, now: dt.datetime
) -> None:
    assessment = healthy(stricter_at_47(now, "review"), now)
    visit = book(melbourne(4, 10), service=cast.needling, assessment=assessment)
    with pytest.raises(scheduling.NotPossible, match="another look"):
        scheduling.move(now=now, appointment=visit, start=melbourne(8, 10), version=1)
    visit.refresh_from_db()
    assert visit.starts == melbourne(4, 10)
    moved = scheduling.move(now=now, appointment=visit, start=melbourne(3, 10), version=1)
    assert moved.starts == melbourne(3, 10)


def test_the_verb_itself_judges_the_day(cast: Cast, book: Book, now: dt.datetime) -> None:
    assessment = healthy(stricter_at_47(now, "stop"), now)
    with pytest.raises(scheduling.NotPossible, match="cannot be booked online"):
        book(melbourne(8, 10), service=cast.needling, assessment=assessment)
    assert book(melbourne(4, 10), service=cast.needling, assessment=assessment).status == "booked"
