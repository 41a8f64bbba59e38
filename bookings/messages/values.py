"""What the placeholders of a text stand for, at one visit and one moment."""

import datetime as dt
from collections.abc import Sequence

from psycopg.types.range import Range

from bookings.models import Appointment, Clinic, Patient, Review, Status

_OTHER = (
    "One of our practitioners has looked at your request and has changed what is booked."
    " Please call us if you have a question about it."
)
_ASK = "Please answer a few questions about your health before you come: use the button below."
_TAKE_CARE = (
    "Do not fly or dive while you have any of the signs to call {number} for:"
    " have yourself checked first."
)
_WATCH_FOR = "thorax_caution"


def values(visit: Appointment, patient: Patient, clinic: Clinic) -> dict[str, str]:
    """By placeholder; an empty one leaves out its line. Links are not among them."""
    place = visit.location
    local = visit.local_starts
    return {
        "first_name": patient.called,
        "clinic": clinic.name,
        "day": in_words(local),
        "time": clock_words(local),
        "zone": place.zone.rpartition("/")[2].replace("_", " ") + " time",
        "minutes": str(visit.minutes),
        "place": f"{place.name}, {', '.join(place.address.splitlines())}",
        "practitioner": visit.practitioner.name,
        "service": visit.service.name,
        "reference": visit.reference,
        "other_service": _OTHER if _is_another_service(visit) else "",
        "health_questions": "" if visit.assessment_id else _ASK,
        "take_care": _take_care(visit),
        "course_visits": str(clinic.course_visits),
        "was": _was(visit),
        "decide_by": _decide_by(visit),
        "phone": place.phone or clinic.phone,
        "urgent_name": place.urgent_name,
        "urgent_number": place.urgent_number,
        "emergency_number": place.emergency_number,
    }


def course_values(visit: Appointment, told: Sequence[Appointment]) -> dict[str, str]:
    """What is said of a whole course: of the visit's own, or of one suggested there."""
    course = visit.course or visit.suggested_courses.suggested().first()
    if course is None:
        return {}
    times = (f"{in_words(one.local_starts)} at {clock_words(one.local_starts)}" for one in told)
    return {
        "course_count": str(course.visits),
        "course_apart": course.weeks_words,
        "course_times": "\n".join(times),
    }


def had_needles(visit: Appointment) -> bool:
    """What was said at its closing; before that, what its service uses."""
    return visit.service.uses_needles if visit.needles_used is None else visit.needles_used


def in_words(local: dt.datetime) -> str:
    """The day, such as Tuesday 2 March 2027."""
    return f"{local:%A} {local.day} {local:%B} {local.year}"


def clock_words(local: dt.datetime) -> str:
    """The time of day, such as 9:30 am."""
    return f"{local.hour % 12 or 12}:{local.minute:02} {'am' if local.hour < 12 else 'pm'}"


def _take_care(visit: Appointment) -> str:
    if visit.assessment is None or _WATCH_FOR not in visit.assessment.flags:
        return ""
    return _TAKE_CARE.format(number=visit.location.emergency_number)


def _is_another_service(visit: Appointment) -> bool:
    if visit.assessment_id is None:
        return False
    return Review.objects.filter(appointment=visit, decision=Review.Decision.SERVICE).exists()


def _was(visit: Appointment) -> str:
    told: Range[dt.datetime] | None = visit.told_during
    where = visit.told_location
    if told is None or told.lower is None or where is None:
        return ""
    if told.lower == visit.starts and where == visit.location:
        return ""
    local = told.lower.astimezone(where.tz)
    return f"{in_words(local)} at {clock_words(local)}, {where.name}"


def _decide_by(visit: Appointment) -> str:
    waits = visit.status == Status.PENDING
    review = Review.objects.filter(appointment=visit).first() if waits else None
    if review is None:
        return ""
    local = review.due_at.astimezone(visit.location.tz)
    return f"{clock_words(local)} on {in_words(local)}"
