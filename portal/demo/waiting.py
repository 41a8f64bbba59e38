"""Who waits for an earlier time in the demo: one with an offer, one to ring, some in line."""

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from bookings import scheduling
from bookings.models import Wish, WishOffer
from portal.demo.health import screening
from portal.demo.stage import Stage

WEEKS = dt.timedelta(weeks=5)
SUNDAY_EVENING = {"weekdays": [7], "parts": ["evening"]}


@dataclass(frozen=True, slots=True)
class Waits:
    """`patient` counts the patients from 0; `chosen` is what would suit."""

    patient: int
    service: str
    location: str
    chosen: dict[str, Any] = field(default_factory=dict)


# The first has an offer; the second has no email, so reception rings.
OFFERED = Waits(6, "physiotherapy", "melbourne", {"parts": ["morning", "afternoon"]})
WHO = (
    OFFERED,
    Waits(17, "dry-needling", "perth"),
    Waits(2, "dry-needling", "melbourne", SUNDAY_EVENING),
    Waits(21, "physiotherapy", "perth", SUNDAY_EVENING),
)


def keep_waiting(stage: Stage, *, now: dt.datetime) -> None:
    """Those who wait no more join again, and somebody always has an offer to answer."""
    scheduling.pass_overdue(now=now)
    scheduling.end_finished(now=now)
    for one in WHO:
        if not _wish(stage, one):
            _join(stage, one, now)
    if not WishOffer.objects.open().exists():
        _offer(stage, now)


def _wish(stage: Stage, one: Waits) -> Wish | None:
    rows = Wish.objects.open().with_names().filter(patient=stage.patients[one.patient])
    return rows.first()


def _join(stage: Stage, one: Waits, now: dt.datetime) -> None:
    patient, service = stage.patients[one.patient], stage.services[one.service]
    scheduling.join(
        now=now - dt.timedelta(hours=20 - one.patient % 7),
        patient=patient,
        service=service,
        location=stage.places[one.location],
        until=(now + WEEKS).date(),
        assessment=screening(stage.version, "clear", patient=patient, service=service, now=now),
        **one.chosen,
    )


def _offer(stage: Stage, now: dt.datetime) -> None:
    """The first free time that suits and was not offered before; by reception, at any hour."""
    wish = _wish(stage, OFFERED)
    if wish is None:
        return
    had = {one.starts for one in wish.offers.all()}
    for start in scheduling.starts_for(wish, now=now, count=40):
        if start.start in had or start.start - now < 2 * scheduling.NEAR:
            continue
        person = next(one for one in stage.people.values() if one.pk == start.practitioner_id)
        with suppress(scheduling.SchedulingError):
            scheduling.offer(
                now=now, wish=wish, start=start.start, practitioner=person, by=stage.reception
            )
            return
