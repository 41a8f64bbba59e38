"""Flags in words: what to do, and never why (hazard H12).

A flag is a word, or a word and a detail: `lie_down`, `avoid_region:arm`,
`postpone_until:2027-03-09`. It travels with the visit and never changes the outcome.
"""

import datetime as dt
from collections.abc import Iterable

_WORDS = {
    "first_timer": "First time with needles.",
    "lie_down": "Have them lie down.",
    "letter_needed": "Ask for the letter from their doctor.",
    "block_estim": "No electrical stimulation.",
    "thorax_caution": "Take care near the chest, neck and upper back.",
}
_REGIONS = {
    "thorax": "the chest, neck and upper back",
    "arm": "the arm on that side",
    "leg": "the leg on that side",
    "lower_leg": "the feet and lower legs",
    "skin": "the sore skin",
    "see_answers": "the part of the body that the answers name",
}
_FOR_RECEPTION = ("first_timer", "lie_down", "letter_needed", "postpone_until")
KNOWN = (*_WORDS, "avoid_region", "postpone_until")
_MOST_DAYS = 365


def in_words(flag: str) -> str:
    """One sentence for a practitioner."""
    name, _, detail = flag.partition(":")
    if name == "avoid_region":
        return f"No needles near {_REGIONS.get(detail, detail.replace('_', ' '))}."
    if name == "postpone_until":
        return f"Not before {_moment(detail)}."
    return _WORDS.get(name, f"{name.replace('_', ' ').capitalize()}.")


def fault(flag: str) -> str:
    """What is wrong with a flag as a rule carries it, as a sentence; empty if nothing is.

    There `postpone_until` counts days, `+7`, or waits until it is `healed`.
    """
    name, _, detail = flag.partition(":")
    if name not in KNOWN:
        return f"there is no flag “{name}”. The flags are {', '.join(KNOWN)}."
    if name == "avoid_region":
        fits, wanted = bool(detail), "a part of the body, such as avoid_region:arm"
    elif name == "postpone_until":
        fits = detail == "healed" or days(detail) in range(1, _MOST_DAYS + 1)
        wanted = f"healed, or +1 to +{_MOST_DAYS} days, such as postpone_until:+7"
    else:
        fits, wanted = not detail, f"nothing behind it: {name}"
    return "" if fits else f"“{flag}” cannot be read. It needs {wanted}."


def days(detail: str) -> int:
    """7 for `+7`; 0 for what is no number of days that a visit can wait."""
    digits = detail.removeprefix("+")
    plain = detail.startswith("+") and digits.isascii() and digits.isdigit()
    return int(digits) if plain and len(digits) <= len(str(_MOST_DAYS)) else 0


def for_reception(flags: Iterable[str]) -> list[str]:
    """Of these, what reception prepares, in the order of _FOR_RECEPTION."""
    by_name = {flag.partition(":")[0]: flag for flag in flags}
    return [in_words(by_name[name]) for name in _FOR_RECEPTION if name in by_name]


def postponed(flags: Iterable[str]) -> list[str]:
    """Of these, from when on a visit can be, in words."""
    return [in_words(flag) for flag in flags if flag.startswith("postpone_until:")]


def postponed_until(flags: Iterable[str]) -> dt.date | None:
    """The last day that any of these names, from which a visit can be booked again."""
    days = [_day(flag.partition(":")[2]) for flag in flags if flag.startswith("postpone_until:")]
    return max((day for day in days if day), default=None)


def _moment(detail: str) -> str:
    day = _day(detail)
    if day is None:
        return "it has healed" if detail == "healed" else detail
    return f"{day.day} {day:%B %Y}"


def _day(detail: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(detail)
    except ValueError:
        return None
