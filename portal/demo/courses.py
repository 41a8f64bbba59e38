"""A course in progress in the demo, and another one that is suggested: something to look at.

Both are made through the verbs, from visits of the story. What lies in the past is closed
as it would have been.
"""

import datetime as dt

from django.db.models import Exists, OuterRef, Subquery

from bookings import availability, scheduling
from bookings.forms.course import usual
from bookings.models import Appointment, Course, Patient, Status
from portal.demo.always import SERVICE
from portal.demo.settle import note_as_told
from portal.demo.stage import Stage

VISITS, WEEKS_APART = 6, 1
_DAY = dt.timedelta(days=1)
_HOUR = dt.timedelta(hours=1)
# After a visit so long ago, two visits of a weekly course are over and four are ahead.
_TWO_OVER = (20 * _DAY, 15 * _DAY)
_LATELY = (8 * _DAY, 2 * _HOUR)


def keep_going(stage: Stage, *, now: dt.datetime) -> None:
    """One course with visits ahead, and one to be booked, if there is none."""
    ahead = Appointment.objects.upcoming(now).filter(course__isnull=False)
    if not ahead.exists():
        _begin(stage, now)
    _close_what_is_over(now)
    if not Course.objects.bookable(now).exists():
        for visit in _visits_done(now, *_LATELY)[:1]:
            _suggest(visit)


def _begin(stage: Stage, now: dt.datetime) -> None:
    """The first visit of the story after which all times of a course are found."""
    for visit in _visits_done(now, *_TWO_OVER):
        course = _suggest(visit)
        at = course.suggested_at + _HOUR
        starts = _starts(course, at)
        try:
            visits = scheduling.book_course(
                now=at,
                course=course,
                starts=starts,
                source=Appointment.Source.PHONE,
                by=stage.reception,
            )
        except scheduling.SchedulingError:
            scheduling.cancel_rest(now=at, course=course, by=stage.reception)
        else:
            note_as_told([one.pk for one in visits])
            return


def _visits_done(now: dt.datetime, since: dt.timedelta, until: dt.timedelta) -> list[Appointment]:
    """Needlings that went well, of patients with an address and without a course, in order."""
    theirs = Course.objects.filter(patient=OuterRef("patient"))
    rows = Appointment.objects.with_names().starting(now - since, now - until)
    rows = rows.filter(
        ~Exists(theirs),
        status=Status.FULFILLED,
        needles_used=True,
        service__slug=SERVICE,
        assessment__outcome="clear",
        patient__in=Patient.objects.reachable(now),
        patient__ask_again_since=None,
    )
    # The newest answers count, from whichever visit: those that ask for no decision.
    given = Appointment.objects.filter(patient=OuterRef("patient"), assessment__isnull=False)
    newest = given.order_by("-assessment__created_at")
    rows = rows.annotate(
        kind=Subquery(newest.values("assessment__kind")[:1]),
        outcome=Subquery(newest.values("assessment__outcome")[:1]),
    ).filter(kind="needling", outcome__in=("clear", "note"))
    return list(rows.exclude(patient__email="").order_by("pk"))


def _suggest(visit: Appointment) -> Course:
    return scheduling.suggest_course(
        now=visit.ends + _HOUR,
        appointment=visit,
        by=visit.practitioner,
        service=visit.service,
        visits=VISITS,
        weeks_apart=WEEKS_APART,
    )


def _starts(course: Course, at: dt.datetime) -> list[dt.datetime]:
    """The usual time of each week, or the nearest to it; as many as are found."""
    wished = availability.wishes(
        usual(course, after=at),
        visits=course.visits,
        weeks_apart=course.weeks_apart,
        location=course.location,
    )
    terms = scheduling.course_terms(now=at, course=course, starts=wished, online=False)
    turns = availability.series(now=at, service=course.service, wished=wished, **terms.narrower())
    return [
        min(turn.choices, key=lambda one: abs(one - turn.wished)) for turn in turns if turn.choices
    ]


def _close_what_is_over(now: dt.datetime) -> None:
    """As the practitioner does after each visit."""
    over = Appointment.objects.unresolved(now).filter(course__isnull=False)
    for visit in over.with_names().order_by("during"):
        scheduling.complete(
            now=visit.ends,
            appointment=visit,
            version=visit.version,
            needles_used=visit.service.uses_needles,
            spoken_consent=visit.service.uses_needles,
            screening_checked=visit.service.uses_needles,
        )
