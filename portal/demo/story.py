"""The acts of the made-up story: which verb each visit meets, at which moment."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bookings import scheduling
from bookings.models import Appointment
from bookings.scheduling import Area, Done
from portal.demo.health import screening
from portal.demo.plan import PHONE, Planned
from portal.demo.stage import Stage

LOWER_BACK = Area("lower_back", "Lower back")
Act = Callable[[Stage, Planned, Appointment, dt.datetime], Appointment]


def book(stage: Stage, one: Planned, at: dt.datetime) -> Appointment:
    """Online with health answers and consent, or by reception on the phone."""
    service, patient = stage.services[one.service], stage.patients[one.patient]
    by_phone = one.source == PHONE
    return scheduling.book(
        now=at,
        service=service,
        location=stage.places[one.location],
        practitioner=stage.people[one.practitioner],
        start=one.start,
        patient=patient,
        source=one.source,
        key=one.key,
        assessment=screening(stage.version, one.health, patient=patient, service=service, now=at),
        consent=None if by_phone else stage.consent(patient),
        by=stage.reception if by_phone else None,
        for_staff=by_phone,
    )


def _check_in(stage: Stage, one: Planned, visit: Appointment, at: dt.datetime) -> Appointment:
    return scheduling.check_in(now=at, appointment=visit, version=visit.version)


def _complete(stage: Stage, one: Planned, visit: Appointment, at: dt.datetime) -> Appointment:
    needles = visit.service.uses_needles and one.story != "no needles"
    return scheduling.complete(
        now=at,
        appointment=visit,
        version=visit.version,
        needles_used=needles,
        spoken_consent=needles,
        screening_checked=needles and one.health in ("", "expired"),
        done=Done(areas=[LOWER_BACK] if needles else [], advice_given=needles),
    )


def _no_show(stage: Stage, one: Planned, visit: Appointment, at: dt.datetime) -> Appointment:
    return scheduling.no_show(now=at, appointment=visit, version=visit.version)


def _cancel(stage: Stage, one: Planned, visit: Appointment, at: dt.datetime) -> Appointment:
    return scheduling.cancel(now=at, appointment=visit, who=Appointment.CancelledBy.PATIENT)


def _call_off(stage: Stage, one: Planned, visit: Appointment, at: dt.datetime) -> Appointment:
    return scheduling.cancel(
        now=at,
        appointment=visit,
        who=Appointment.CancelledBy.CLINIC,
        by=stage.reception,
        note="Away at short notice",
    )


def _move(stage: Stage, one: Planned, visit: Appointment, at: dt.datetime) -> Appointment:
    return scheduling.move(
        now=at,
        appointment=visit,
        start=one.starts,
        version=visit.version,
        by=stage.reception,
        for_staff=True,
    )


def _approve(stage: Stage, one: Planned, visit: Appointment, at: dt.datetime) -> Appointment:
    return scheduling.decide(
        now=at,
        appointment=visit,
        decision="clear",
        reason="Rang: all well, go gently.",
        by=stage.lead,
    )


def _approve_with_conditions(
    stage: Stage, one: Planned, visit: Appointment, at: dt.datetime
) -> Appointment:
    return scheduling.decide(
        now=at,
        appointment=visit,
        decision="conditions",
        conditions="Thin needles, few of them, and press on each place for a minute.",
        reason="Rang: stable dose, no bruises lately.",
        by=stage.lead,
    )


def _ask_for_letter(stage: Stage, one: Planned, visit: Appointment, at: dt.datetime) -> Appointment:
    return scheduling.ask_for_letter(
        now=at, appointment=visit, reason="The family doctor knows the dose.", by=stage.lead
    )


def _decline(stage: Stage, one: Planned, visit: Appointment, at: dt.datetime) -> Appointment:
    return scheduling.decide(
        now=at,
        appointment=visit,
        decision="decline",
        reason="Rang: doctor's letter first.",
        by=stage.lead,
    )


def _report(stage: Stage, one: Planned, visit: Appointment, at: dt.datetime) -> Appointment:
    """Two days later about half of the patients say how they are; one in forty is worse."""
    chance = sum(one.key.encode()) % 40
    if visit.needles_used and chance < len(_FEELINGS):
        feeling = _FEELINGS[chance]
        pain = {"better": 2 + chance % 2, "same": 4, "worse": 7}[feeling]
        scheduling.report(now=at, appointment=visit, feeling=feeling, pain=pain)
    return visit


def _lapse(stage: Stage, one: Planned, visit: Appointment, at: dt.datetime) -> Appointment:
    scheduling.lapse_undecided(now=at)
    visit.refresh_from_db()
    return visit


_HOUR = dt.timedelta(hours=1)
_FEELINGS = ("worse", *["same"] * 5, *["better"] * 16)
_ARRIVES = (_check_in, "starts", -0.1 * _HOUR)
_CLOSES = (_complete, "ends", 0.1 * _HOUR)
# Each story: what is done, and when, counted from a moment of the plan.
ACTS: dict[str, tuple[tuple[Act, str, dt.timedelta], ...]] = {
    "done": (_ARRIVES, _CLOSES, (_report, "ends", 50 * _HOUR)),
    "no needles": (_ARRIVES, _CLOSES),
    "left open": (_ARRIVES, (_complete, "ends", 120 * _HOUR)),
    "noshow": ((_no_show, "starts", 0.4 * _HOUR),),
    "cancelled": ((_cancel, "booked_at", 26 * _HOUR),),
    "cancelled late": ((_cancel, "starts", -5 * _HOUR),),
    "clinic cancelled": ((_call_off, "starts", -50 * _HOUR),),
    "moved": ((_move, "booked_at", 30 * _HOUR), _ARRIVES, _CLOSES),
    "approved": ((_approve, "booked_at", 24 * _HOUR), _ARRIVES, _CLOSES),
    "conditions": ((_approve_with_conditions, "booked_at", 24 * _HOUR), _ARRIVES, _CLOSES),
    "letter": (
        (_ask_for_letter, "booked_at", 6 * _HOUR),
        (_approve, "starts", -30 * _HOUR),
        _ARRIVES,
        _CLOSES,
    ),
    "declined": ((_decline, "booked_at", 24 * _HOUR),),
    "lapsed": ((_lapse, "starts", -2 * _HOUR),),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One act on one visit; no act is the booking itself."""

    at: dt.datetime
    visit: Planned
    act: Act | None


def events(planned: Iterable[Planned], *, since: dt.datetime, until: dt.datetime) -> list[Event]:
    """Everything that happens in (since, until], in order of time."""
    found = (event for one in planned for event in _of(one) if since < event.at <= until)
    return sorted(found, key=lambda event: (event.at, event.visit.key))


def _of(one: Planned) -> Iterator[Event]:
    yield Event(at=one.booked_at, visit=one, act=None)
    for act, moment, after in ACTS[one.story]:
        yield Event(at=getattr(one, moment) + after, visit=one, act=act)


def play(event: Event, stage: Stage) -> bool:
    """Do it through the public verb; False if a visitor has changed the visit meanwhile."""
    one, visit = event.visit, stage.visits.get(event.visit.key)
    try:
        if event.act is None:
            stage.keep(one.key, book(stage, one, event.at))
        elif visit:
            stage.keep(one.key, event.act(stage, one, visit, event.at))
        else:
            return False
    except scheduling.SchedulingError:
        return False
    return True
