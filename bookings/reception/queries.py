"""The rows that reception's pages show, each list in a fixed number of queries."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncDate
from django.http import Http404

from bookings.models import (
    Appointment,
    Closure,
    Location,
    Patient,
    Practitioner,
    Review,
    Status,
    Task,
    WorkingHours,
)
from bookings.models.appointment import AppointmentQuerySet
from bookings.models.task import TaskQuerySet
from screening.models import Version

# A card of the calendar says no more than this; reading all of a visit takes twice as long.
_ON_A_CARD = (
    "reference",
    "practitioner",
    "room",
    "service",
    "status",
    "during",
    "blocked",
    "version",
    "screening_sent_at",
    "created_at",
    "changed_at",
    "changed_by",
    "course",
    "course_number",
    "arrived_at",
    "in_room_at",
    "needles_used",
    "service__name",
    "service__uses_needles",
    "service__hands_on",
    "patient__first_name",
    "patient__last_name",
    "patient__date_of_birth",
    "patient__email",
    "patient__email_refused_at",
    "patient__ask_again_since",
    "patient__contact_state",
    "patient__paused_until",
    "assessment__kind",
    "assessment__on",
    "assessment__answered_on",
    "assessment__fired",
    "assessment__created_at",
    "review__decision",
    "course__visits",
)


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
        Appointment.objects.select_related("patient", "service", "assessment", "review", "course")
        .only(*_ON_A_CARD)
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
    return (
        Review.objects.open()
        .select_related(
            "assigned_to",
            "appointment__patient",
            "appointment__practitioner",
            "appointment__location",
            "appointment__service",
            "appointment__assessment",
        )
        .prefetch_related("appointment__patient__related_persons")
    )


def tasks_open(user: Any) -> TaskQuerySet:
    """Open work for this person: clinical call-backs are for those who may read answers."""
    rows = Task.objects.open().most_urgent_first()
    rows = rows.select_related("patient", "appointment__location")
    rows = rows.prefetch_related("patient__related_persons")
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
