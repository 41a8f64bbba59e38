"""Words of the waitlist, and what the database itself refuses of it."""

import datetime as dt
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

WEEKDAYS = [
    (1, "Monday"),
    (2, "Tuesday"),
    (3, "Wednesday"),
    (4, "Thursday"),
    (5, "Friday"),
    (6, "Saturday"),
    (7, "Sunday"),
]
_NOON, _FIVE = dt.time(12), dt.time(17)


class Part(models.TextChoices):
    """By the location's clock, of the start."""

    MORNING = "morning", "morning, before 12:00"
    AFTERNOON = "afternoon", "afternoon, 12:00 to 17:00"
    EVENING = "evening", "evening, from 17:00"

    @classmethod
    def of(cls, local: dt.datetime) -> "Part":
        """The part of the day in which a local time lies."""
        if local.time() < _NOON:
            return cls.MORNING
        return cls.AFTERNOON if local.time() < _FIVE else cls.EVENING


class Why(models.TextChoices):
    """Why somebody waits no more."""

    TAKEN = "taken", "took a time"
    BOOKED = "booked", "booked otherwise"
    DATE = "date", "the last day has passed"
    STOPPED = "stopped", "stopped by the patient"
    STAFF = "staff", "ended by reception"
    CONTACT = "contact", "may not be contacted"
    ANSWERS = "answers", "newer health answers need a look"
    VISIT = "visit", "the visit to bring forward is over or cancelled"


class Answer(models.TextChoices):
    """What became of an offer; an open one has none."""

    ACCEPTED = "accepted", "taken"
    DECLINED = "declined", "not wanted"
    PASSED = "passed", "no answer in time"
    WITHDRAWN = "withdrawn", "taken back"


WISH_CONSTRAINTS: list[Any] = [
    models.UniqueConstraint(
        fields=["patient", "service", "location"],
        condition=Q(ended_at=None),
        name="wish_once_a_service",
    ),
    models.CheckConstraint(
        condition=Q(ended_at=None, ended_why="")
        | (Q(ended_at__isnull=False) & Q(ended_why__in=Why.values)),
        name="wish_ends_for_a_reason",
    ),
    models.CheckConstraint(
        condition=Q(weekdays__contained_by=[number for number, _ in WEEKDAYS]),
        name="wish_weekdays_iso",
    ),
    models.CheckConstraint(
        condition=Q(parts__contained_by=Part.values), name="wish_parts_of_the_day"
    ),
    models.CheckConstraint(
        condition=Q(first_at=None) | ~Q(first_because=""), name="wish_first_for_a_reason"
    ),
]
WISH_INDEXES: list[Any] = [
    models.Index(fields=["created_at"], name="wish_open", condition=Q(ended_at=None)),
    # Counted on every admin page.
    models.Index(
        fields=["match_start"],
        name="wish_matched",
        condition=Q(ended_at=None, match_start__isnull=False),
    ),
]

OFFER_CONSTRAINTS: list[Any] = [
    models.UniqueConstraint(fields=["wish"], condition=Q(answer=""), name="one_offer_a_wish"),
    # The hold behind an offer takes the time already; this says it of the offers themselves.
    ExclusionConstraint(
        name="no_time_is_offered_twice",
        expressions=[
            ("practitioner", RangeOperators.EQUAL),
            ("during", RangeOperators.OVERLAPS),
        ],
        condition=Q(answer=""),
    ),
    models.CheckConstraint(condition=Q(deadline__gt=F("made_at")), name="offer_lasts_a_while"),
    models.CheckConstraint(
        condition=Q(answer="", answered_at=None)
        | (Q(answered_at__isnull=False) & Q(answer__in=Answer.values)),
        name="offer_answered_at_a_moment",
    ),
    models.CheckConstraint(
        condition=Q(answer="accepted", visit__isnull=False)
        | (~Q(answer="accepted") & Q(visit=None)),
        name="only_a_taken_offer_has_a_visit",
    ),
]
