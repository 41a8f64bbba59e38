"""The moments of a visit that a message can hang on, in SQL: when each is, and when it holds.

Each anchor stands here once. The statement that finds due messages, the check before one
is sent and the plan of a visit all read it, so they cannot disagree. Aliases: `a` visit,
`s` step; `%(now)s` is the present instant.
"""

from dataclasses import dataclass

from bookings.models import Step

# Whether the patient was last told something else than what now is (or nothing at all).
_UNTOLD = """(a.during, a.practitioner_id, a.location_id)
    IS DISTINCT FROM (a.told_during, a.told_practitioner_id, a.told_location_id)"""

# What one reader was told by this very message, the others are still to hear.
_NEWS = f"""({_UNTOLD} OR EXISTS (
    SELECT FROM bookings_message o
    WHERE o.step_id = s.id AND o.appointment_id = a.id AND o.anchor_at = a.changed_at
      AND o.status = 'sent'))"""

# A confirmation on its way already tells the new time; one that was refused does not.
_NO_CONFIRMATION_COMING = """NOT EXISTS (
    SELECT FROM bookings_step c
    WHERE c.active
      AND c.anchor = CASE WHEN a.course_id IS NULL THEN 'booked' ELSE 'course_booked' END
      AND c.active_from <= a.confirmed_at + c."offset"
      AND NOT EXISTS (
          SELECT FROM bookings_message m
          WHERE m.appointment_id = a.id AND m.step_id = c.id
            AND m.status IN ('failed', 'skipped')))"""

_TURNED_DOWN = "(a.confirmed_at IS NULL AND a.cancelled_by IN ('clinic', 'lapse'))"

# What is said once for a whole course, on its first visit that it concerns: what was booked
# with it, waits since then, or was cancelled with its rest. One that was told led already.
_BOOKED_WITH_IT = """EXISTS (
    SELECT FROM bookings_course k WHERE k.id = a.course_id AND k.booked_at = a.confirmed_at)"""
_WAITS_WITH_IT = "(a.course_id IS NOT NULL AND a.changed_at = a.created_at)"
_CANCELLED_WITH_IT = """EXISTS (
    SELECT FROM bookings_course k WHERE k.id = a.course_id AND k.ended_at = a.cancelled_at)"""
_LEADS = """NOT EXISTS (
    SELECT FROM bookings_appointment e
    WHERE e.course_id = a.course_id AND e.course_number < a.course_number AND {too})"""

# Every third visit of a service within half a year, or what the clinic has set.
_ENDS_A_COURSE = """mod((
    SELECT count(*) FROM bookings_appointment u
    WHERE u.patient_id = a.patient_id AND u.service_id = a.service_id AND u.status = 'fulfilled'
      AND u.during && tstzrange(upper(a.during) - interval '180 days', upper(a.during))
    ), (SELECT course_visits FROM bookings_clinic)) = 0"""

# Nobody has to press a button for aftercare to leave (hazard H06).
UNCLOSED_AFTER = "interval '30 minutes'"


@dataclass(frozen=True, slots=True)
class Anchor:
    """`moment` and `holds` are SQL over the aliases; `ends_with` is when its news is stale.

    `window` narrows the visits to those whose moment lies between `{since}` and `{until}`,
    in a form that an index answers. `expected` says when the moment may still come.
    """

    moment: str
    holds: str
    ends_with: str = "'infinity'::timestamptz"
    window: str = "{moment} BETWEEN {since} AND {until}"
    expected: str = "false"


ANCHORS: dict[str, Anchor] = {
    Step.Anchor.REQUESTED: Anchor(
        "a.changed_at",
        f"a.status = 'pending' AND {_NEWS} AND NOT {_WAITS_WITH_IT}",
        "lower(a.during)",
    ),
    Step.Anchor.BOOKED: Anchor(
        "a.confirmed_at",
        f"a.status IN ('booked', 'arrived') AND NOT {_BOOKED_WITH_IT}",
        "lower(a.during)",
    ),
    Step.Anchor.MOVED: Anchor(
        "a.changed_at",
        f"""a.changed_at > a.created_at AND a.status = 'booked'
            AND a.changed_at > a.confirmed_at AND {_NEWS}
            AND (a.told_during IS NOT NULL OR {_NO_CONFIRMATION_COMING})""",
        "lower(a.during)",
    ),
    Step.Anchor.CANCELLED_BY_PATIENT: Anchor(
        "a.cancelled_at",
        f"a.status = 'cancelled' AND a.cancelled_by = 'patient' AND NOT {_CANCELLED_WITH_IT}",
        "upper(a.during)",
    ),
    Step.Anchor.CANCELLED_BY_CLINIC: Anchor(
        "a.cancelled_at",
        f"""a.status = 'cancelled' AND a.cancelled_by <> 'patient' AND NOT {_TURNED_DOWN}
            AND NOT {_CANCELLED_WITH_IT}""",
        "upper(a.during)",
    ),
    Step.Anchor.LETTER: Anchor(
        "(SELECT r.letter_asked_at FROM bookings_review r WHERE r.appointment_id = a.id)",
        "a.status = 'pending'",
        "lower(a.during)",
        """a.id IN (SELECT r.appointment_id FROM bookings_review r
            WHERE r.letter_asked_at BETWEEN {since} AND {until})""",
    ),
    Step.Anchor.DECLINED: Anchor(
        "a.cancelled_at",
        f"a.status = 'cancelled' AND {_TURNED_DOWN} AND NOT {_CANCELLED_WITH_IT}",
    ),
    Step.Anchor.STARTS: Anchor(
        "lower(a.during)", "a.status = 'booked'", "lower(a.during)", expected="a.status = 'booked'"
    ),
    Step.Anchor.ENDS: Anchor(
        "upper(a.during)",
        f"""(a.status = 'fulfilled'
             OR (a.status = 'arrived' AND upper(a.during) + {UNCLOSED_AFTER} <= %(now)s))""",
        expected="a.status IN ('booked', 'arrived', 'fulfilled')",
    ),
    Step.Anchor.NO_SHOW: Anchor("a.closed_at", "a.status = 'noshow'"),
    Step.Anchor.COURSE: Anchor("upper(a.during)", f"a.status = 'fulfilled' AND {_ENDS_A_COURSE}"),
    Step.Anchor.COURSE_SUGGESTED: Anchor(
        """(SELECT max(k.suggested_at) FROM bookings_course k
            WHERE k.suggested_at_visit_id = a.id AND k.booked_at IS NULL AND k.ended_at IS NULL)""",
        "true",
        window="""a.id IN (SELECT k.suggested_at_visit_id FROM bookings_course k
            WHERE k.suggested_at BETWEEN {since} AND {until})""",
    ),
    Step.Anchor.COURSE_REQUESTED: Anchor(
        "a.changed_at",
        f"""a.status = 'pending' AND {_UNTOLD} AND {_WAITS_WITH_IT}
            AND {_LEADS.format(too="e.status = 'pending' AND e.changed_at = e.created_at")}""",
        "lower(a.during)",
    ),
    Step.Anchor.COURSE_BOOKED: Anchor(
        "a.confirmed_at",
        f"""a.status IN ('booked', 'arrived') AND {_BOOKED_WITH_IT} AND {
            _LEADS.format(
                too="e.confirmed_at = a.confirmed_at"
                " AND (e.status IN ('booked', 'arrived') OR e.told_during IS NOT NULL)"
            )
        }""",
        "lower(a.during)",
    ),
    Step.Anchor.COURSE_CANCELLED: Anchor(
        "a.cancelled_at",
        f"""a.status = 'cancelled' AND {_CANCELLED_WITH_IT}
            AND {_LEADS.format(too="e.cancelled_at = a.cancelled_at")}""",
        "upper(a.during)",
    ),
    Step.Anchor.WARNING: Anchor(
        """(SELECT max(w.answered_at) FROM bookings_checkin w
            WHERE w.appointment_id = a.id AND w.level = 'warning')""",
        "true",
        window="""a.id IN (SELECT w.appointment_id FROM bookings_checkin w
            WHERE w.level = 'warning' AND w.answered_at BETWEEN {since} AND {until})""",
    ),
}
# Closed days later, their visits lie outside every window: they are found by their closing.
FOUND_BY_CLOSING = (Step.Anchor.ENDS, Step.Anchor.COURSE)

# A move by staff may still be taken back: nothing of that visit leaves before this.
UNDO_ENDS = """(a.changed_at + make_interval(
    secs => coalesce((SELECT undo_seconds FROM bookings_clinic), 180)))"""
UNDO_IS_OVER = f"(a.changed_by_id IS NULL OR {UNDO_ENDS} <= %(now)s)"
