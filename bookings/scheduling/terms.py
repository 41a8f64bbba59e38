"""What health answers and house rules ask of a course: of each visit, on its own day."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from psycopg.types.range import Range

from bookings import availability
from bookings.models import Appointment, Clinic, Course, Patient
from bookings.scheduling.adverse import needs_a_look
from bookings.scheduling.errors import NotPossible
from bookings.scheduling.review import review_due, review_earliest
from bookings.scheduling.verdict import Verdict, verdict_on
from screening import outcomes
from screening.models import Assessment

_ASK_FIRST = (
    "Your health answers are too old, or something has happened since. Please call us: we ask"
    " the questions again, and book the course with you."
)
_NOT_ONLINE = "This course cannot be booked online. Please call us."
_STOPS = "The health answers mean that this course cannot be booked. A practitioner decides."


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Of one course. `answers` has for each visit what counts on its day: None is “ask again”.

    `due` is when the reviews of those `pending` have to be decided, None if there are none.
    """

    course: Course
    answers: list[Assessment | None]
    pending: list[bool]
    extra_minutes: int
    senior: bool
    not_before: dt.datetime
    due: dt.datetime | None

    def narrower(self) -> availability.Narrower:
        """The keywords of every question about its free times.

        A practitioner has suggested it, so the service's horizon does not bind it.
        """
        return {
            "location": self.course.location,
            "practitioner": self.course.practitioner,
            "patient": self.course.patient,
            "extra_minutes": self.extra_minutes,
            "senior": self.senior,
            "not_before": self.not_before,
            "for_staff": True,
        }


def course_terms(
    *, now: dt.datetime, course: Course, starts: Sequence[dt.datetime], online: bool
) -> Terms:
    """What is asked of a course with visits at these times, the first one first.

    Online its start needs valid health answers. Raises NotPossible: without those, for a
    service or a patient that is not booked online, and for answers that stop a visit.
    """
    given = _newest_answers(course.patient)
    clinic = Clinic.objects.first()
    days = clinic.screening_valid_days if clinic else 0
    answers = [given if _counts(given, course, start, days) else None for start in starts]
    if online:
        _require_online(course, answers)
    kind, zone = course.service.kind, course.location.tz
    verdicts = [
        verdict_on(one, start.astimezone(zone).date(), kind=kind)
        for one, start in zip(answers, starts, strict=True)
    ]
    if any(one.outcome in outcomes.STOPS for one in verdicts):
        raise NotPossible(_STOPS)
    look = course.service.uses_needles and given is not None and needs_a_look(course.patient)
    pending = [
        one.outcome == outcomes.REVIEW or (look and answer is not None)
        for one, answer in zip(verdicts, answers, strict=True)
    ]
    return _terms(now, course, answers, pending, verdicts, online)


def _terms(
    now: dt.datetime,
    course: Course,
    answers: list[Assessment | None],
    pending: list[bool],
    verdicts: list[Verdict],
    online: bool,
) -> Terms:
    notice = dt.timedelta(minutes=course.service.min_notice_minutes if online else 0)
    asked = any(pending)
    earliest = review_earliest(since=now, location=course.location) if asked else now
    return Terms(
        course=course,
        answers=answers,
        pending=pending,
        extra_minutes=max(one.extra_minutes for one in verdicts),
        senior=any(one.senior for one in verdicts),
        not_before=max(now + notice, earliest),
        due=review_due(since=now, location=course.location) if asked else None,
    )


def _newest_answers(patient: Patient) -> Assessment | None:
    """The patient's latest health answers, from whichever visit."""
    rows = Appointment.objects.filter(patient=patient, assessment__isnull=False)
    newest = rows.select_related("assessment__version").order_by("-assessment__created_at").first()
    return newest.assessment if newest else None


def _counts(given: Assessment | None, course: Course, start: dt.datetime, days: int) -> bool:
    """Whether these answers count at a visit of the course at `start`, as for any visit."""
    visit = Appointment(
        patient=course.patient,
        location=course.location,
        assessment=given,
        during=Range(start, start + dt.timedelta(minutes=1), "[)"),
    )
    return visit.has_valid_answers(days)


def _require_online(course: Course, answers: list[Assessment | None]) -> None:
    service = course.service
    open_online = service.active and service.online and not service.paused
    if not (open_online and course.patient.online_booking):
        raise NotPossible(_NOT_ONLINE)
    if answers[0] is None:
        raise NotPossible(_ASK_FIRST)
