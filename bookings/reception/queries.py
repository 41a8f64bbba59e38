"""The rows that reception's pages show, each list in a fixed number of queries."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncDate
from django.http import Http404

from bookings.models import (
    AdverseEvent,
    Appointment,
    Closure,
    Location,
    Patient,
    Practitioner,
    Procedure,
    Review,
    Status,
    Task,
    WorkingHours,
)
from bookings.models.appointment import AppointmentQuerySet
from bookings.models.task import TaskQuerySet
from screening.models import Version


def day_bounds(day: dt.date, locations: Sequence[Location]) -> tuple[dt.datetime, dt.datetime]:
    """[since, until) that holds `day` at each of these locations, whatever their zones."""
    after = day + dt.timedelta(days=1)
    return (
        min(place.midnight(day) for place in locations),
        max(place.midnight(after) for place in locations),
    )


def visits() -> AppointmentQuerySet:
    """Visits with all that a line says; the answers themselves stay in the database."""
    return (
        Appointment.objects.with_names()
        .select_related("review")
        .defer("assessment__answers")
        .filter(patient__isnull=False)
    )


def visit(reference: str) -> Appointment:
    """One visit by its reference; raises Http404."""
    found = visits().filter(reference=reference).first()
    if found is None:
        raise Http404("No visit has this reference.")
    return found


def visit_with_answers(reference: str) -> Appointment:
    """One visit with its answers, for those who may read them; raises Http404."""
    rows = Appointment.objects.with_names().select_related(
        "review", "assessment__earlier", "assessment__version"
    )
    found = rows.filter(reference=reference, patient__isnull=False).first()
    if found is None:
        raise Http404("No visit has this reference.")
    return found


def visits_on(
    day: dt.date, locations: Sequence[Location], practitioner: Practitioner | None = None
) -> list[Appointment]:
    """Those that start on `day` by their own location's clock, in order of time; one query."""
    if not locations:
        return []
    rows = visits().filter(location__in=locations).starting(*day_bounds(day, locations))
    if practitioner:
        rows = rows.filter(practitioner=practitioner)
    return [row for row in rows if row.local_starts.date() == day]


def working_on(day: dt.date, locations: Sequence[Location]) -> list[Practitioner]:
    """Active practitioners with weekly hours or an opening there on `day`; one query."""
    if not locations:
        return []
    weekly = WorkingHours.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        weekday=day.isoweekday(),
        valid_from__lte=day,
        location__in=locations,
    )
    once = Q(openings__location__in=locations, openings__during__overlap=day_bounds(day, locations))
    return list(
        Practitioner.objects.filter(
            Q(pk__in=weekly.values("practitioner")) | once, active=True
        ).distinct()
    )


def diary(
    place: Location,
    since: dt.datetime,
    until: dt.datetime,
    now: dt.datetime,
    working: set[int],
) -> tuple[list[Appointment], dict[int, Practitioner]]:
    """All that takes time there and starts in [since, until), live holds among it; and by id
    those with a visit or of `working`, if they are active still.

    Two queries: a full day has hundreds of visits, but few practitioners and one place.
    """
    rows = (
        Appointment.objects.select_related("patient", "room", "service", "assessment")
        .select_related("review", "course")
        .defer("assessment__answers")
        .filter(location=place)
        .taking_time(now)
    )
    found = list(rows.starting(since, until))
    seen = {one.practitioner_id for one in found}
    people = Practitioner.objects.in_bulk(seen | working)
    for one in found:
        one.location, one.practitioner = place, people[one.practitioner_id]
    return found, {key: one for key, one in people.items() if one.active or key in seen}


def closures_on(day: dt.date, locations: Sequence[Location]) -> list[Closure]:
    """What is shut or who is away on `day`; one query."""
    return closures_within(*day_bounds(day, locations), locations) if locations else []


def closures_within(
    since: dt.datetime, until: dt.datetime, locations: Sequence[Location]
) -> list[Closure]:
    """What is shut or who is away at any time in [since, until); one query."""
    return list(
        Closure.objects.filter(
            Q(location__isnull=True, room__isnull=True)
            | Q(location__in=locations)
            | Q(room__location__in=locations),
            during__overlap=(since, until),
        ).select_related("practitioner", "location", "room")
    )


def places() -> list[Location]:
    """Locations that are open, in their order."""
    return list(Location.objects.filter(active=True))


def draft_questionnaire(key: int) -> Version:
    """A draft by its id; raises Http404."""
    found = Version.objects.drafts().filter(pk=key).first()
    if found is None:
        raise Http404("No draft has this number.")
    return found


def location(slug: str) -> Location:
    """One location, active or not; raises Http404."""
    found = Location.objects.filter(slug=slug).first()
    if found is None:
        raise Http404("No location has this name.")
    return found


def visits_standing(place: Location, days: Sequence[dt.date]) -> dict[dt.date, int]:
    """How many pending and booked visits start there on each of these days; one query.

    `days` are in order; a day without visits is left out.
    """
    if not days:
        return {}
    since, until = day_bounds(days[0], [place])[0], day_bounds(days[-1], [place])[1]
    rows = Appointment.objects.filter(
        location=place, status__in=(Status.PENDING, Status.BOOKED)
    ).starting(since, until)
    by_day = rows.annotate(day=TruncDate(F("during__startswith"), tzinfo=place.tz))
    counted = by_day.order_by().values("day").annotate(visits=Count("pk"))
    return dict(counted.filter(day__in=days).values_list("day", "visits"))


def visits_unresolved(now: dt.datetime) -> AppointmentQuerySet:
    """Past their end and still open, the oldest first."""
    return visits().unresolved(now).order_by("during")


def reviews_open() -> QuerySet[Review]:
    """Waiting for a decision, the most urgent first."""
    return Review.objects.open().select_related(
        "assigned_to",
        "appointment__patient",
        "appointment__practitioner",
        "appointment__location",
        "appointment__service",
        "appointment__assessment",
    )


def events_unseen() -> QuerySet[AdverseEvent]:
    """What happened at visits and nobody has looked at, the newest first."""
    return AdverseEvent.objects.unseen().select_related(
        "by", "appointment__patient", "appointment__practitioner", "appointment__location"
    )


def event(key: int) -> AdverseEvent:
    """Something that happened, by its number; raises Http404."""
    found = AdverseEvent.objects.filter(pk=key).first()
    if found is None:
        raise Http404("No event has this number.")
    return found


def events_of(patient: Patient | None) -> QuerySet[AdverseEvent]:
    """What happened at any visit of this patient, for whoever may read answers."""
    return AdverseEvent.objects.filter(appointment__patient=patient)


def procedures_of(patient: Patient | None) -> QuerySet[Procedure]:
    """What was done at this patient's visits, the latest first, for whoever may read answers."""
    return (
        Procedure.objects.standing()
        .filter(appointment__patient=patient)
        .select_related("appointment__service")
    )


def tasks_open(user: Any) -> TaskQuerySet:
    """Open work for this person: clinical call-backs are for those who may read answers."""
    rows = Task.objects.open().most_urgent_first()
    rows = rows.select_related("patient", "appointment__location")
    if user.has_perm("bookings.read_answers"):
        return rows
    return rows.for_reception()


def patient(reference: str) -> Patient:
    """One patient; raises Http404."""
    found = Patient.objects.filter(reference=reference).first()
    if found is None:
        raise Http404("No patient has this reference.")
    return found


def visits_ahead(one: Patient, now: dt.datetime) -> AppointmentQuerySet:
    """What this patient still has before them, the next first."""
    return visits().upcoming(now).filter(patient=one).order_by("during")


def own_practitioner(user: Any) -> Practitioner | None:
    """The practitioner that this user is, if any."""
    return Practitioner.objects.filter(user=user.pk, active=True).first()
