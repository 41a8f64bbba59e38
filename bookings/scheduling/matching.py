"""Find who may have which free time: looked for at each tick, never signalled.

The free starts are listed once for each service, place and length that somebody waits for,
however many wait; then each wish, in line, gets the first one that fits.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from itertools import islice

from django.db import connection

from bookings import availability
from bookings.availability import Start
from bookings.models import Clinic, Location, Patient, Practitioner, Service, Step, Wish, WishOffer
from bookings.models.waitlist import WishQuerySet
from bookings.scheduling.errors import SchedulingError
from bookings.scheduling.fitting import Free
from bookings.scheduling.move import move_earliest
from bookings.scheduling.offering import offer
from bookings.scheduling.review import after_open_hours, review_earliest
from bookings.scheduling.waiting import visits_ahead

# Lost while they are offered, or too near to be answered: two of a grid of five minutes at most.
TRIES = 3
_NOTE = """
UPDATE bookings_wish w SET match_start = news.start, match_practitioner_id = news.person
FROM unnest(%s::bigint[], %s::timestamptz[], %s::int[]) AS news(wish, start, person)
WHERE w.id = news.wish AND w.ended_at IS NULL
"""
Shape = tuple[int, int, int, bool]
Span = tuple[dt.datetime, dt.datetime]


@dataclass(frozen=True, slots=True)
class Matched:
    """How many were offered a time, and how many more somebody has to ring."""

    offered: int
    to_ring: int


def match(*, now: dt.datetime) -> Matched:
    """Offer each who waits the first free time that fits, or list it for reception to ring.

    Never in the clinic's quiet hours. Safe to run at any time and by anybody: what was
    offered meanwhile is refused by the database.
    """
    clinic = Clinic.objects.first()
    wishes = list(_without_offer())
    if clinic is None or not wishes:
        return Matched(0, 0)
    round_ = _Round(now, clinic, wishes)
    listed = [wish for wish in wishes if not round_.serve(wish)]
    _note(listed, round_.to_ring)
    return Matched(len(wishes) - len(listed), len(round_.to_ring))


def starts_for(wish: Wish, *, now: dt.datetime, count: int) -> list[Start]:
    """The first free starts that this wish, of with_names(), can use; one query."""
    return list(islice(_free([wish], now, patient=wish.patient).fitting(wish, now), count))


def is_quiet(clinic: Clinic, location: Location, now: dt.datetime) -> bool:
    """Whether it is night by the location's clock, as the clinic has set it."""
    at, since, until = now.astimezone(location.tz).time(), clinic.quiet_from, clinic.quiet_until
    return since <= at < until if since <= until else at >= since or at < until


def _without_offer() -> WishQuerySet:
    offered = WishOffer.objects.open().values("wish")
    return Wish.objects.open().exclude(pk__in=offered).with_names().in_line()


class _Round:
    """One look at who waits and what is free."""

    def __init__(self, now: dt.datetime, clinic: Clinic, wishes: list[Wish]) -> None:
        self._now, self._clinic = now, clinic
        self._people = {one.pk: one for one in Practitioner.objects.filter(active=True)}
        self._tells = clinic.offers_online and not clinic.sending_stopped and _has_words()
        self._had = _offered_before(wishes)
        self._own = visits_ahead(wishes, now)
        self._free = {shape: _free(few, now) for shape, few in _by_shape(wishes).items()}
        self._decided: dict[int, dt.datetime] = {}
        self._given: dict[int, list[Span]] = defaultdict(list)
        self.to_ring: dict[int, Start] = {}

    def serve(self, wish: Wish) -> bool:
        """Whether a time is offered; one that only a call can offer is noted in `to_ring`."""
        had, earliest = self._had[wish.pk], self._earliest(wish)
        fit = (
            one
            for one in self._free[_shape(wish)].fitting(wish, self._now)
            if one.start >= earliest
            and one.start not in had
            and self._is_left(wish, one)
            and not self._is_busy(wish, one)
        )
        for one in islice(fit, TRIES):
            if not self._may_offer(wish, one):
                self.to_ring[wish.pk] = one
                return False
            if not self._is_quiet(wish) and self._offer(wish, one):
                return True
        return False

    def _earliest(self, wish: Wish) -> dt.datetime:
        """No start before this could be decided in time (hazard H05); the verb asks again."""
        if wish.visit:
            return move_earliest(wish.visit) or self._now
        if not wish.for_review:
            return self._now
        place = wish.location
        if place.pk not in self._decided:
            left = dt.timedelta(minutes=self._clinic.offer_minutes)
            until = after_open_hours(left, since=self._now, location=place)
            self._decided[place.pk] = review_earliest(since=until, location=place)
        return self._decided[place.pk]

    def _is_quiet(self, wish: Wish) -> bool:
        return is_quiet(self._clinic, wish.location, self._now)

    def _may_offer(self, wish: Wish, one: Start) -> bool:
        """Whether an email may offer it, and the patient may take it online."""
        service = wish.service
        return (
            self._tells
            and wish.reader(self._clinic, self._now) is not None
            and wish.patient.online_booking
            and service.online
            and not service.paused
            and wish.has_valid_answers(self._clinic.screening_valid_days, one.start)
        )

    def _offer(self, wish: Wish, one: Start) -> bool:
        person = self._people[one.practitioner_id]
        try:
            offer(now=self._now, wish=wish, start=one.start, practitioner=person)
        except SchedulingError:
            return False
        self._given[one.practitioner_id].append(_blocked(wish.service, one))
        return True

    def _is_busy(self, wish: Wish, one: Start) -> bool:
        """Whether a visit of their own is in the way, the one brought forward among them."""
        ends = one.start + dt.timedelta(minutes=one.minutes)
        own = self._own[wish.patient_id]
        return any(visit.starts < ends and one.start < visit.ends for visit in own)

    def _is_left(self, wish: Wish, one: Start) -> bool:
        """Whether nothing that this round has given away lies across it."""
        since, until = _blocked(wish.service, one)
        given = self._given.get(one.practitioner_id, ())
        return not any(first < until and since < last for first, last in given)


def _blocked(service: Service, one: Start) -> Span:
    """The time that a visit takes at this start, with its buffers."""
    ends = one.start + dt.timedelta(minutes=one.minutes + service.buffer_after)
    return one.start - dt.timedelta(minutes=service.buffer_before), ends


def _shape(wish: Wish) -> Shape:
    return (wish.service_id, wish.location_id, *wish.needs)


def _by_shape(wishes: list[Wish]) -> dict[Shape, list[Wish]]:
    found = defaultdict(list)
    for wish in wishes:
        found[_shape(wish)].append(wish)
    return found


def _free(wishes: list[Wish], now: dt.datetime, patient: Patient | None = None) -> Free:
    """What is free for these wishes of one shape, as far ahead as one of them waits; one query."""
    wish, (extra, senior) = wishes[0], wishes[0].needs
    found = availability.find(
        now=now,
        service=wish.service,
        since=now,
        until=max(one.window(now)[1] for one in wishes),
        location=wish.location,
        extra_minutes=extra,
        senior=senior,
        patient=patient,
    )
    return Free(found, wish.location)


def _has_words() -> bool:
    return Step.objects.filter(anchor=Step.Anchor.OFFERED, active=True).exists()


def _offered_before(wishes: list[Wish]) -> dict[int, set[dt.datetime]]:
    """The starts that each of these had: none is offered to them again; one query."""
    had = defaultdict(set)
    for offered in WishOffer.objects.filter(wish__in=wishes).only("wish_id", "during"):
        had[offered.wish_id].add(offered.starts)
    return had


def _note(wishes: list[Wish], to_ring: dict[int, Start]) -> None:
    """Keep for reception whom to ring about what, where that is another than before."""
    news: list[tuple[int, dt.datetime | None, int | None]] = []
    for wish in wishes:
        one = to_ring.get(wish.pk)
        now_is = (one.start, one.practitioner_id) if one else (None, None)
        if now_is != (wish.match_start, wish.match_practitioner_id):
            news.append((wish.pk, *now_is))
    if news:
        with connection.cursor() as cursor:
            cursor.execute(_NOTE, [list(column) for column in zip(*news, strict=True)])
