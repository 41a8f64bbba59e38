"""Book a course: every visit at once, or none."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError

from bookings import availability
from bookings.availability import FreePlace
from bookings.models import Appointment, Course, Status
from bookings.scheduling import guard
from bookings.scheduling.errors import Busy, NotPossible, VisitsTaken
from bookings.scheduling.place import Place, Wish
from bookings.scheduling.review import open_review
from bookings.scheduling.terms import Terms, course_terms

# Each lost try has lost a room to somebody; a course that meets so many gives up.
_MOST_TRIES = 8
_BOOKED = "This course has been booked already."
_OVER = "This course can no longer be booked."


def book_course(
    *,
    now: dt.datetime,
    course: Course,
    starts: Sequence[dt.datetime],
    source: str,
    by: AbstractBaseUser | None = None,
) -> list[Appointment]:
    """Take all times of a suggested course in one transaction; returns its visits in order.

    `starts` are aware, as many as the course has visits, each on a later day than the one
    before by the location's clock. The same starts again return the visits that stand.
    Each visit carries the health answers that count on its day; one beyond their validity
    is asked again, one that needs a decision is pending (hazard H05). Raises VisitsTaken
    with every time that is not free, and then nothing is booked; NotPossible; Busy.
    """
    wanted = [start.astimezone(dt.UTC) for start in starts]
    if twin := _twin(course, wanted):
        return twin
    _require_days_apart(course, wanted)
    online = source == Appointment.Source.ONLINE
    terms = course_terms(now=now, course=course, starts=wanted, online=online)
    asked = _Asked(now, terms, wanted, source, by.pk if by else None)
    try:
        return _all_or_none(asked)
    except VisitsTaken:
        # A second press may have lost the times to the first.
        if twin := _twin(course, wanted):
            return twin
        raise


@dataclass(frozen=True, slots=True)
class _Asked:
    """What every try is made of."""

    now: dt.datetime
    terms: Terms
    starts: list[dt.datetime]
    source: str
    by: int | None

    @property
    def course(self) -> Course:
        return self.terms.course

    def free(self) -> dict[dt.datetime, list[FreePlace]]:
        """The places of each start, asked of the statement that lists; one query."""
        return availability.places_of_each(
            now=self.now,
            service=self.course.service,
            starts=self.starts,
            **self.terms.narrower(),
        )

    def wish(self, start: dt.datetime) -> Wish:
        return Wish(
            now=self.now,
            service=self.course.service,
            location=self.course.location,
            practitioner=self.course.practitioner,
            patient=self.course.patient,
            start=start,
            extra_minutes=self.terms.extra_minutes,
            senior=self.terms.senior,
            for_staff=True,
        )


def _twin(course: Course, starts: list[dt.datetime]) -> list[Appointment] | None:
    """The visits of a course that was booked at these times; None if it can still be booked."""
    row = Course.objects.get(pk=course.pk)
    if row.is_suggested:
        return None
    if row.booked_at is None:
        raise NotPossible(_OVER)
    visits = list(row.appointments.with_names().filter(takes_time=True).order_by("course_number"))
    if [one.starts for one in visits] != starts:
        raise NotPossible(_BOOKED)
    return visits


def _require_days_apart(course: Course, starts: list[dt.datetime]) -> None:
    """As many as it has visits, in order, each on a day of its own."""
    days = [start.astimezone(course.location.tz).date() for start in starts]
    if len(days) != course.visits:
        raise NotPossible(f"Choose a time for each of the {course.visits} visits.")
    if days != sorted(set(days)):
        raise NotPossible("Choose a day of its own for each visit, one after the other.")


def _all_or_none(asked: _Asked) -> list[Appointment]:
    """Try until the rooms that were seen free still are; the time of all tries is one budget."""
    tries = guard.Tries()
    for _ in range(_MOST_TRIES):
        places = _places(asked)
        if visits := tries.run(partial(_try, asked, places)):
            return visits
    raise Busy("Many people are booking right now. Please try again.")


def _places(asked: _Asked) -> list[FreePlace]:
    """The best place of each start; raises VisitsTaken if one has none."""
    free = asked.free()
    if taken := [start for start in asked.starts if not free[start]]:
        raise VisitsTaken(_sentence(asked, taken), taken)
    return [free[start][0] for start in asked.starts]


def _try(asked: _Asked, places: list[FreePlace]) -> list[Appointment] | None:
    """One transaction that has all of it to itself; None if a place was lost meanwhile."""
    wishes = [asked.wish(start) for start in asked.starts]
    pairs = list(zip(wishes, places, strict=True))
    try:
        with guard.all_in_line(
            now=asked.now,
            blocked=[wish.ranges(place.minutes)[1] for wish, place in pairs],
            practitioner=asked.course.practitioner_id,
            rooms={place.room_id for place in places if place.room_id is not None},
            patient=asked.course.patient_id,
        ):
            return _if_all_free(asked, pairs)
    except IntegrityError as error:
        # What the constraints refuse is as good as taken.
        if guard.sqlstate(error) not in (guard.EXCLUDED, guard.UNIQUE):
            raise
        return None


def _if_all_free(asked: _Asked, pairs: list[tuple[Wish, FreePlace]]) -> list[Appointment] | None:
    free = asked.free()
    row = Course.objects.select_for_update().get(pk=asked.course.pk)
    if not row.is_suggested or any(place not in free[wish.start] for wish, place in pairs):
        return None
    visits = [_visit(asked, number, *pair) for number, pair in enumerate(pairs, 1)]
    visits = Appointment.objects.bulk_create(visits)
    for visit in visits:
        if asked.terms.due and visit.status == Status.PENDING:
            open_review(visit, now=asked.now, due=asked.terms.due)
    row.booked_at = asked.now
    row.save(update_fields=["booked_at"])
    return visits


def _visit(asked: _Asked, number: int, wish: Wish, place: FreePlace) -> Appointment:
    pending = asked.terms.pending[number - 1]
    return Appointment(
        patient=asked.course.patient,
        course=asked.course,
        course_number=number,
        status=Status.PENDING if pending else Status.BOOKED,
        confirmed_at=None if pending else asked.now,
        source=asked.source,
        booked_by_id=asked.by,
        idempotency_key=f"course:{asked.course.reference}:{number}",
        assessment=asked.terms.answers[number - 1],
        created_at=asked.now,
        changed_at=asked.now,
        **wish.at(Place(place.practitioner_id, place.room_id, place.minutes)),
    )


def _sentence(asked: _Asked, taken: list[dt.datetime]) -> str:
    """Which visits, by the location's clock."""
    zone = asked.course.location.tz
    named = [
        f"visit {asked.starts.index(start) + 1} ({start.astimezone(zone):%A %-d %B, %H:%M})"
        for start in taken
    ]
    listed = " and ".join(filter(None, [", ".join(named[:-1]), named[-1]]))
    are = "is" if len(taken) == 1 else "are"
    return f"Nothing is booked yet: {listed} {are} no longer free. Choose another time for it."
