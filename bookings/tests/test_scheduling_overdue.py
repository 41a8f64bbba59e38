"""A review that nobody has decided in time is put where it is seen (hazard H05)."""

import datetime as dt

from psycopg.types.range import Range

from bookings import scheduling
from bookings.models import Appointment, Closure, Review, Task
from conftest import NOW, melbourne
from portal.models import User

HOUR = dt.timedelta(hours=1)


def test_h05_an_overdue_review_is_put_on_the_list_once_and_taken_off_by_a_decision(
    pending: Appointment, lead: User
) -> None:
    due = Review.objects.get().due_at
    assert scheduling.escalate(now=due) == 0
    assert scheduling.escalate(now=due + HOUR) == 1
    assert scheduling.escalate(now=due + 2 * HOUR) == 0
    task = Task.objects.get()
    assert (task.kind, task.done_at) == (Task.Kind.OVERDUE, None)
    scheduling.decide(
        now=due + 3 * HOUR, appointment=pending, decision="clear", reason="Fine.", by=lead
    )
    task.refresh_from_db()
    assert (task.done_at, task.outcome) == (due + 3 * HOUR, "decided")


def test_h05_a_lapse_takes_the_overdue_task_off_too(pending: Appointment) -> None:
    scheduling.escalate(now=melbourne(8, 7))
    scheduling.lapse_undecided(now=melbourne(8, 8))
    assert [one.kind for one in Task.objects.open()] == [Task.Kind.LAPSED]


def test_a_closed_week_frees_nobody_from_a_letter(pending: Appointment, lead: User) -> None:
    Closure.objects.create(during=Range(melbourne(3, 0), melbourne(8, 0), "[)"), reason="Closed")
    scheduling.ask_for_letter(now=NOW, appointment=pending, reason="First.", by=lead)
    assert scheduling.escalate(now=melbourne(7, 12)) == 0
