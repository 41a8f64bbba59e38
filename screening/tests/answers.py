"""One person without any condition, and small ways to be different."""

import datetime as dt
from typing import Any

ON = dt.date(2027, 3, 2)
BORN = dt.date(1980, 5, 17)

# Nothing fires: needled before, without trouble.
HEALTHY: dict[str, Any] = {
    "emergency_now": ["none"],
    "red_flags": ["none"],
    "consent_support": "no",
    "had_before": "elsewhere",
    "needle_feelings": "fine",
    "fainting": "no",
    "areas": ["thigh"],
    "onset": "over_3_months",
    "skin": ["none"],
    "pregnant": "no",
    "medicines": ["none"],
    "conditions": ["none"],
    "past_reaction": ["none"],
    "unwell_now": "no",
    "declaration": ["true_answers", "will_tell"],
}


def answering(**changes: Any) -> dict[str, Any]:
    """The healthy person's answers, with these in their place."""
    return {**HEALTHY, **changes}


def turned(years: int) -> dt.date:
    """The date of birth of somebody who is this old on ON, since that very day."""
    return ON.replace(year=ON.year - years)
