"""Which visits of a course one email tells of, so that nobody gets six."""

from django.db.models import Q

from bookings.models import Appointment, Status, Step

OF_A_COURSE = (
    Step.Anchor.COURSE_SUGGESTED,
    Step.Anchor.COURSE_REQUESTED,
    Step.Anchor.COURSE_BOOKED,
    Step.Anchor.COURSE_CANCELLED,
)


def together(step: Step, visit: Appointment) -> list[Appointment]:
    """Those that share the moment on which the step hangs, in order; else the visit alone.

    One query for a step about a course. bookings.messages.anchors finds the first of them.
    """
    if visit.course_id is None or step.anchor not in OF_A_COURSE:
        return [visit]
    rows = Appointment.objects.with_names().select_related("told_location")
    found = rows.filter(_share(step, visit), course=visit.course_id).order_by("course_number")
    return list(found) or [visit]


def _share(step: Step, visit: Appointment) -> Q:
    if step.anchor == Step.Anchor.COURSE_CANCELLED:
        return Q(cancelled_at=visit.cancelled_at)
    if step.anchor == Step.Anchor.COURSE_REQUESTED:
        return Q(created_at=visit.created_at, status=Status.PENDING)
    return Q(confirmed_at=visit.confirmed_at, status__in=(Status.BOOKED, Status.ARRIVED))
