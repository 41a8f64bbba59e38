"""What there always is to do in the demo, at any hour of any day of the week.

Where nobody works at this hour, somebody opens for a while, and where a public holiday
shuts every place, the first one works on it. Each visit is booked through the verb, and
only if there is none of its kind yet.
"""

import datetime as dt

from psycopg.types.range import Range

from bookings import availability, holidays, scheduling
from bookings.availability import Start
from bookings.models import Appointment, Closure, Opening, Patient, Status
from portal.demo import data
from portal.demo.health import screening
from portal.demo.plan import KEY, roll
from portal.demo.stage import Stage

SERVICE = "dry-needling"
REVIEWS = 2
NEXT, HERE, REVIEW = "next", "here", "review"
OURS = (f"{KEY}{NEXT}:", f"{KEY}{HERE}:")
FORGOTTEN = dt.timedelta(days=3)
_MINUTE = dt.timedelta(minutes=1)
_QUARTER = 15 * _MINUTE
_HOUR = dt.timedelta(hours=1)


def keep_alive(stage: Stage, *, now: dt.datetime) -> None:
    """Somebody in the room, somebody to check in within the hour, requests to decide."""
    _close_what_was_forgotten(stage, now)
    _somebody_in_the_room(stage, now)
    _somebody_to_check_in(stage, now)
    _requests_to_decide(stage, now)


def _close_what_was_forgotten(stage: Stage, now: dt.datetime) -> None:
    """Visits of ours that nobody wanted to play with do not pile up on the desk."""
    for key, visit in stage.visits.items():
        if not key.startswith(OURS) or visit.ends > now - FORGOTTEN:
            continue
        if visit.status == Status.ARRIVED:
            scheduling.complete(
                now=visit.ends, appointment=visit, version=visit.version, needles_used=False
            )
        elif visit.status == Status.BOOKED:
            scheduling.no_show(now=visit.ends, appointment=visit, version=visit.version)


def _somebody_to_check_in(stage: Stage, now: dt.datetime) -> None:
    soonest, latest = now + 5 * _MINUTE, now + _HOUR
    # With an address: the tour follows this visit's mail.
    booked = Appointment.objects.filter(status=Status.BOOKED).exclude(patient__email="")
    if not booked.starting(soonest, latest).exists():
        start = _place(stage, now=now, since=soonest, until=latest)
        if start:
            _book(stage, start, key=_key(NEXT, now), at=now)


def _somebody_in_the_room(stage: Stage, now: dt.datetime) -> None:
    arrived = Appointment.objects.filter(status=Status.ARRIVED)
    if arrived.filter(during__contains=now).exists():
        return
    start = _place(stage, now=now, since=now - 25 * _MINUTE, until=now - 5 * _MINUTE)
    if start:
        visit = _book(stage, start, key=_key(HERE, now), at=now - 24 * _HOUR)
        at = start.start - 4 * _MINUTE
        visit = scheduling.check_in(now=at, appointment=visit, version=visit.version)
        stage.keep(visit.idempotency_key or "", visit)


def _requests_to_decide(stage: Stage, now: dt.datetime) -> None:
    waiting = Appointment.objects.filter(status=Status.PENDING).upcoming(now).count()
    for number in range(waiting, REVIEWS):
        place = list(stage.places.values())[number % len(stage.places)]
        start = availability.next_free(
            now=now,
            service=stage.services[SERVICE],
            location=place,
            not_before=scheduling.review_earliest(since=now, location=place),
        )
        if start:
            key = _key(f"{REVIEW}{number}", now)
            _book(stage, start, key=key, at=now, health="review", source="online")


def _place(
    stage: Stage, *, now: dt.datetime, since: dt.datetime, until: dt.datetime
) -> Start | None:
    """A free start in [since, until), on a public holiday if need be."""
    found = _opened(stage, now=now, since=since, until=until)
    if not found and _work_on_the_holiday(stage, Range(since, until)):
        found = _opened(stage, now=now, since=since, until=until)
    return found


def _work_on_the_holiday(stage: Stage, during: Range[dt.datetime]) -> bool:
    """Open the first place, as staff do who untick a day; False if no holiday shuts it."""
    first = stage.places.get(data.LOCATIONS[0]["slug"])
    shut = Closure.objects.filter(
        location=first, holiday__isnull=False, during__overlap=during
    ).values_list("holiday", flat=True)
    return bool(first and holidays.remove(first, [day for day in shut if day]))


def _opened(
    stage: Stage, *, now: dt.datetime, since: dt.datetime, until: dt.datetime
) -> Start | None:
    """A free start in [since, until); where there is none, somebody opens for a while."""
    found = _middle(stage, since, until)
    quarter = _quarter_before(now)
    for who, where in dict.fromkeys(row[:2] for row in data.HOURS):
        if found or who not in stage.people or where not in stage.places:
            continue
        opening, made = Opening.objects.get_or_create(
            practitioner=stage.people[who],
            location=stage.places[where],
            during=Range(quarter - _HOUR, quarter + 2 * _HOUR, "[)"),
        )
        found = _middle(stage, since, until)
        if made and not found:
            opening.delete()
    return found


def _middle(stage: Stage, since: dt.datetime, until: dt.datetime) -> Start | None:
    free = availability.find(
        now=since, service=stage.services[SERVICE], since=since, until=until, for_staff=True
    )
    return free[len(free) // 2] if free else None


def _quarter_before(now: dt.datetime) -> dt.datetime:
    return now - (now - dt.datetime.min.replace(tzinfo=dt.UTC)) % _QUARTER


def _book(
    stage: Stage,
    start: Start,
    *,
    key: str,
    at: dt.datetime,
    health: str = "clear",
    source: str = "phone",
) -> Appointment:
    service, patient = stage.services[SERVICE], _patient(stage, start, key)
    visit = scheduling.book(
        now=at,
        service=service,
        location=next(one for one in stage.places.values() if one.pk == start.location_id),
        practitioner=next(one for one in stage.people.values() if one.pk == start.practitioner_id),
        start=start.start,
        patient=patient,
        source=source,
        key=key,
        assessment=screening(stage.version, health, patient=patient, service=service, now=at),
        consent=stage.consent(patient),
        by=stage.reception if source == "phone" else None,
        for_staff=source == "phone",
    )
    stage.keep(key, visit)
    return visit


def _patient(stage: Stage, start: Start, key: str) -> Patient:
    """Somebody with an address who has no other visit within a day of this one."""
    day = dt.timedelta(days=1)
    busy = set(
        Appointment.objects.starting(start.start - day, start.start + day).values_list(
            "patient_id", flat=True
        )
    )
    free = [
        one
        for one in stage.patients.values()
        if one.pk not in busy and one.email and one.may_be_contacted(start.start)
    ]
    return free[roll(key, "patient", len(free))]


def _key(what: str, now: dt.datetime) -> str:
    return f"{KEY}{what}:{now:%Y%m%d%H%M}"
