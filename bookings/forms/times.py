"""Free times of two weeks by day, by the location's clock."""

import datetime as dt
from dataclasses import dataclass

from django import forms

from bookings import availability
from bookings.models import Appointment, Course, Draft, Location, Patient, Practitioner, Service

SPAN = dt.timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of a time, by a draft or by a visit that moves.

    `has` is the draft's own hold, or the visit: no obstacle to itself.
    """

    now: dt.datetime
    service: Service
    location: Location
    practitioner: Practitioner | None
    not_before: dt.datetime | None
    has: Appointment | None
    extra_minutes: int = 0
    senior: bool = False
    patient: Patient | None = None

    def narrower(self) -> availability.Narrower:
        """The keywords that every question about free times shares."""
        return {
            "location": self.location,
            "practitioner": self.practitioner,
            "not_before": self.not_before,
            "ignoring": self.has,
            "extra_minutes": self.extra_minutes,
            "senior": self.senior,
            "patient": self.has.patient if self.has else self.patient,
        }

    @property
    def present(self) -> dt.datetime | None:
        """Where a visit that moves stands now: no move would be one to there."""
        return self.has.starts if self.has and self.has.patient_id else None

    @property
    def today(self) -> dt.date:
        return self.now.astimezone(self.location.tz).date()

    @property
    def last_day(self) -> dt.date:
        """The last day that can be booked."""
        return last_day(self.service, self.location, self.now)


def last_day(service: Service, location: Location, now: dt.datetime) -> dt.date:
    """The last day of this service that can be booked, by the location's calendar."""
    return now.astimezone(location.tz).date() + dt.timedelta(days=service.horizon_days)


def asked(
    draft: Draft, *, now: dt.datetime, not_before: dt.datetime | None, has: Appointment | None
) -> Asked:
    """Of a draft whose service and place are chosen."""
    if draft.service is None or draft.location is None:
        raise ValueError("The draft has no service or no place yet.")
    found = draft.assessment
    return Asked(
        now=now,
        service=draft.service,
        location=draft.location,
        practitioner=draft.practitioner,
        not_before=not_before,
        has=has,
        extra_minutes=found.extra_minutes(draft.service.kind) if found else 0,
        senior=found.senior(draft.service.kind) if found else False,
    )


def asked_by(visit: Appointment, *, now: dt.datetime, not_before: dt.datetime | None) -> Asked:
    """Of a visit that its patient moves: at the same place, with the same person."""
    return Asked(
        now=now,
        service=visit.service,
        location=visit.location,
        practitioner=visit.practitioner,
        not_before=not_before,
        has=visit,
        extra_minutes=visit.extra_minutes,
        senior=visit.needs_senior,
    )


def asked_for(course: Course, *, now: dt.datetime, not_before: dt.datetime) -> Asked:
    """Of the first visit of a course, with whom and where it was suggested."""
    return Asked(
        now=now,
        service=course.service,
        location=course.location,
        practitioner=course.practitioner,
        not_before=not_before,
        has=None,
        patient=course.patient,
    )


@dataclass(frozen=True, slots=True)
class Day:
    """A day with its free starts: each the instant, and how the form sends it."""

    date: dt.date
    starts: list[tuple[dt.datetime, str]]

    @property
    def first(self) -> dt.datetime:
        return self.starts[0][0]


class Fortnight:
    """The free times of 14 days from `first`, each start once, with the way to other weeks."""

    def __init__(self, asked: Asked, first: dt.date) -> None:
        self.asked = asked
        self.first = min(max(first, asked.today), asked.last_day)
        since = asked.location.midnight(self.first)
        free = availability.find(
            now=asked.now,
            service=asked.service,
            since=max(since, asked.now),
            until=asked.location.midnight(self.first + SPAN),
            **asked.narrower(),
        )
        by_day: dict[dt.date, dict[dt.datetime, str]] = {}
        for one in (one for one in free if one.start != asked.present):
            day = one.start.astimezone(asked.location.tz).date()
            by_day.setdefault(day, {})[one.start] = one.start.isoformat()
        self.days = [Day(date, list(starts.items())) for date, starts in by_day.items()]

    @property
    def earlier(self) -> dt.date | None:
        """The first day of the weeks before, if there are any."""
        return max(self.first - SPAN, self.asked.today) if self.first > self.asked.today else None

    @property
    def later(self) -> dt.date | None:
        following = self.first + SPAN
        return following if following <= self.asked.last_day else None

    def next_free(self) -> dt.date | None:
        """For an empty fortnight: the day of the first free time of all, or None."""
        found = availability.next_free(
            now=self.asked.now, service=self.asked.service, **self.asked.narrower()
        )
        return found.start.astimezone(self.asked.location.tz).date() if found else None


class WeekForm(forms.Form):
    """From which day on; nonsense in the address means today."""

    since = forms.DateField(required=False)

    def first(self, today: dt.date) -> dt.date:
        return (self.cleaned_data.get("since") if self.is_valid() else None) or today


class TimeForm(forms.Form):
    """One start, as an instant with its offset: the button that was pressed."""

    start = forms.DateTimeField(
        input_formats=["%Y-%m-%dT%H:%M:%S%z"],
        error_messages={
            "required": "Choose a time from the list.",
            "invalid": "Choose a time from the list.",
        },
    )


class MoveForm(TimeForm):
    """`version` is the state of the visit that the page has shown."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


def is_free(asked: Asked, start: dt.datetime) -> bool:
    """Whether the list shows this very start now."""
    found = availability.find(
        now=asked.now,
        service=asked.service,
        since=start,
        until=start + availability.INSTANT,
        **asked.narrower(),
    )
    return bool(found)


def nearest(asked: Asked, start: dt.datetime) -> list[dt.datetime]:
    """Free starts around one that is taken."""
    found = availability.nearest(
        now=asked.now, service=asked.service, around=start, **asked.narrower()
    )
    return [one.start for one in found]
