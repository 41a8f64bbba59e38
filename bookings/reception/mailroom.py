"""What the page of messages shows: what waits, what failed, and how many left each day."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from bookings.models import Message, Tick

DAYS = 14
MOST = 50
_Status = Message.Status
_DRAWN = (_Status.SENT, _Status.SKIPPED, _Status.FAILED)
# The height of the chart's columns, in its own units.
_HIGH = 120
_WIDE = 40


@dataclass(frozen=True)
class Day:
    """One column: how many of each, and where its parts are drawn, from below."""

    day: dt.date
    sent: int
    failed: int
    skipped: int
    x: int
    bars: list[tuple[str, float, float]]


@dataclass(frozen=True)
class Mailroom:
    """Times are UTC. `last_tick` is None before the first one."""

    hour: int
    today: int
    week: int
    waiting: int
    later: int
    overdue: int
    oldest: dt.datetime | None
    last_tick: dt.datetime | None
    is_silent: bool
    days: list[Day]
    failed: list[Message]
    due: list[Message]
    width: int = DAYS * _WIDE
    height: int = _HIGH


def build(now: dt.datetime) -> Mailroom:
    """Seven queries, however many messages there are."""
    counts = _counts(now)
    tick = Tick.objects.first()
    last = tick.found_until if tick else None
    rows = Message.objects.select_related(
        "step", "patient", "related_person", "appointment__location"
    ).prefetch_related("patient__related_persons")
    return Mailroom(
        **counts,
        last_tick=last,
        is_silent=last is None or last < now - dt.timedelta(minutes=2),
        days=_days(now),
        failed=list(rows.worth_a_call(now).order_by("-due_at")[:MOST]),
        due=list(rows.waiting().order_by("due_at")[:MOST]),
    )


def _counts(now: dt.datetime) -> dict[str, Any]:
    hour, day, week = (now - dt.timedelta(**{unit: 1}) for unit in ("hours", "days", "weeks"))
    due = Q(status=_Status.DUE)
    now_due = due & Q(next_try_at__lte=now)
    recent = Message.objects.filter(Q(sent_at__gt=week) | due)
    return recent.aggregate(
        hour=Count("pk", filter=Q(sent_at__gt=hour)),
        today=Count("pk", filter=Q(sent_at__gt=day)),
        week=Count("pk", filter=Q(sent_at__gt=week)),
        waiting=Count("pk", filter=now_due),
        later=Count("pk", filter=due & Q(next_try_at__gt=now)),
        overdue=Count("pk", filter=due & Q(due_at__lt=now - dt.timedelta(minutes=15))),
        oldest=Min("due_at", filter=now_due),
    )


def _days(now: dt.datetime) -> list[Day]:
    """The last days by the house's clock, the present one last; one query."""
    zone = timezone.get_current_timezone()
    last = now.astimezone(zone).date()
    first = last - dt.timedelta(days=DAYS - 1)
    since = dt.datetime.combine(first, dt.time.min, zone)
    counted = _by_day(Message.objects.filter(due_at__gte=since, due_at__lte=now), zone)
    most = max((sum(one.values()) for one in counted.values()), default=0) or 1
    return [
        _day(first + dt.timedelta(days=n), n, counted.get(first + dt.timedelta(days=n), {}), most)
        for n in range(DAYS)
    ]


def _by_day(rows: QuerySet[Message], zone: Any) -> dict[dt.date, dict[str, int]]:
    grouped = rows.order_by().annotate(day=TruncDate("due_at", tzinfo=zone))
    found: dict[dt.date, dict[str, int]] = {}
    for day, status, count in grouped.values_list("day", "status").annotate(n=Count("pk")):
        found.setdefault(day, {})[status] = count
    return found


def _day(day: dt.date, number: int, counts: dict[str, int], most: int) -> Day:
    """Parts on top of each other; a void or waiting message is in none of them."""
    said = {name: counts.get(name, 0) for name in _DRAWN}
    bars, below = [], 0.0
    for name, count in said.items():
        high = round(count * _HIGH / most, 1)
        if count:
            bars.append((str(name), round(_HIGH - below - high, 1), high))
        below += high
    return Day(
        day=day,
        sent=said[_Status.SENT],
        failed=said[_Status.FAILED],
        skipped=said[_Status.SKIPPED],
        x=number * _WIDE,
        bars=bars,
    )
