"""A screening whose every health word is a canary: no page for reception may sing it."""

import datetime as dt
from typing import Any

from screening.assess import assess
from screening.models import Assessment, Version
from screening.tests.answers import answering

CANARY = "canary"
TO_DO = "A physiotherapist decides."


def assessment(now: dt.datetime, level: str = "review", **changes: Any) -> Assessment:
    """An assessment for needling with one rule of this level."""
    flags = changes.get("flags", [f"{CANARY}_flag"])
    version, _ = Version.objects.get_or_create(number=1)
    fired = {
        "code": "R7",
        "level": level,
        "binds": "needling",
        "flags": flags,
        "patient_line": f"{CANARY} for the patient",
        "advice": f"{CANARY} advice",
        "staff_line": TO_DO,
        "reason": f"{CANARY} reason",
        "sources": [f"{CANARY} source"],
        "confidence": "high",
    }
    given = {
        "version": version,
        "kind": "needling",
        "on": now.date(),
        "born": dt.date(1980, 5, 17),
        "answers": {"medicines": f"{CANARY} answer"},
        "outcome": level,
        "flags": flags,
        "fired": [fired],
        "created_at": now,
        "took_us": 1,
        **changes,
    }
    return Assessment.objects.create(**given)


def assessed(version: Version, now: dt.datetime, medicines: list[str]) -> Assessment:
    """What a healthy adult who takes these medicines comes to, by the questionnaire itself."""
    return assess(
        now=now,
        version=version,
        answers=answering(medicines=medicines),
        on=now.date(),
        born=dt.date(1980, 5, 17),
        kind="needling",
    )
