"""The messages that a new clinic starts with, read from journey.toml."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

from bookings.models import Step

_FILE = Path(__file__).with_name("journey.toml")
_HOURS = {"offset_hours": "offset", "use_by_hours": "use_by"}


def journey() -> list[dict[str, Any]]:
    """The fields of each step, `active_from` apart."""
    steps = tomllib.loads(_FILE.read_text(encoding="utf-8"))["step"]
    for step in steps:
        for hours, name in _HOURS.items():
            step[name] = dt.timedelta(hours=step.pop(hours))
        if "not_before" in step:
            step["not_before"] = dt.time.fromisoformat(step["not_before"])
        for text in ("body", "body_unconfirmed"):
            step[text] = step.get(text, "").strip()
    return steps


def load_journey(now: dt.datetime) -> int:
    """Add the steps that the clinic does not have yet, active from `now`; returns how many.

    What the clinic has edited stays as it is.
    """
    known = set(Step.objects.values_list("key", flat=True))
    new = [Step(**step, active_from=now) for step in journey() if step["key"] not in known]
    return len(Step.objects.bulk_create(new, ignore_conflicts=True))
