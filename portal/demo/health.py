"""What the demo's patients answer to the health questions, by what it is meant to come to."""

import datetime as dt

from bookings.models import Patient, Service
from screening.assess import assess
from screening.conditions import Answers
from screening.models import Assessment, Version

_WELL: Answers = {
    "emergency_now": ["none"],
    "red_flags": ["none"],
    "consent_support": "no",
    "needle_feelings": "fine",
    "fainting": "no",
    "areas": ["lower_back"],
    "onset": "over_3_months",
    "skin": ["none"],
    "goals": ["less_pain", "move"],
    "pain_now": 4,
    "pregnant": "not_apply",
    "medicines": ["none"],
    "conditions": ["none"],
    "unwell_now": "no",
    "declaration": ["true_answers", "will_tell"],
}
_BEEN_HERE: Answers = {"had_before": "here", "past_reaction": ["none"]}
# By the outcome that the answers have for a visit with needles.
ANSWERS: dict[str, Answers] = {
    "clear": {**_WELL, **_BEEN_HERE},
    "note": {
        **_WELL,
        "had_before": "never",
        "fainting": "once",
        "areas": ["neck"],
        "travel": "no",
    },
    "review": {
        **_WELL,
        **_BEEN_HERE,
        "medicines": ["blood_thinner"],
        "blood_thinner_check": ["none"],
    },
}
_FILLED_IN = dt.timedelta(minutes=8)
# Longer ago than any clinic lets answers count.
_LONG_AGO = dt.timedelta(days=400)


def screening(
    version: Version, health: str, *, patient: Patient, service: Service, now: dt.datetime
) -> Assessment | None:
    """An assessment finished just before `now`; "expired" is an old one, "" none at all."""
    if not health:
        return None
    done = now - (_LONG_AGO if health == "expired" else _FILLED_IN)
    return assess(
        now=done,
        version=version,
        answers=ANSWERS.get(health, ANSWERS["clear"]),
        on=done.date(),
        born=patient.date_of_birth,
        kind=service.kind,
    )
