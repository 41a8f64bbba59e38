"""Which record an online booking joins: only one that a code and a date of birth have opened.

Everything else makes a provisional record, which reception matches (hazard H10).
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from bookings.access import drafts, newcomers
from bookings.access.my import Mine
from bookings.models import Clinic, Draft, Patient, Task
from bookings.models.search import fold

_WHY = "Signed in and booked with other details than the record has. Ask which are right."


def fitting(mine: Mine | None, draft: Draft) -> list[Patient]:
    """Opened records with the date of birth that the draft has, those on file before new ones."""
    born = drafts.born(draft)
    if mine is None or born is None:
        return []
    found = [one.patient for one in mine.accounts if one.may_book]
    fits = [one for one in found if one.date_of_birth == born]
    return sorted(fits, key=lambda one: (one.provisional, one.pk))


def proposed(mine: Mine | None, draft: Draft) -> Patient | None:
    """Whose details stand in the form at first: nobody's where two people may be meant."""
    found = fitting(mine, draft)
    names = {_key(one.first_name) for one in found}
    return found[0] if len(names) == 1 else None


def record_for(mine: Mine | None, draft: Draft) -> Patient | None:
    """The record that this booking joins, by the names that were typed; None for a new one.

    The last name may have changed, or the first be shortened. Another first name is
    another person: twins share the day, the last name and often the address.
    """
    first = _key(draft.details["first_name"])
    found = fitting(mine, draft)
    exact = (one for one in found if first in (_key(one.first_name), _key(one.preferred_name)))
    short = (one for one in found if _is_short(first, _key(one.first_name)))
    return next(exact, None) or next(short, None)


@contextmanager
def patient_for(
    draft: Draft, record: Patient | None, clinic: Clinic, *, now: dt.datetime
) -> Iterator[Patient]:
    """The record to book for; what was typed otherwise is a task for reception afterwards."""
    if record is None:
        with newcomers.newcomer(draft, clinic, now=now) as patient:
            yield patient
        return
    yield record
    other = _other(draft, record)
    if other:
        Task.objects.create(
            kind=Task.Kind.RECORD,
            patient=record,
            what={"why": _WHY, **other},
            created_at=now,
            due_at=now,
        )


def _other(draft: Draft, record: Patient) -> dict[str, str]:
    """What was typed and differs; the record itself is changed by people alone."""
    typed = draft.details
    first, last = _key(typed["first_name"]), _key(typed["last_name"])
    other = {}
    known = (_key(record.first_name), _key(record.preferred_name))
    if first not in known or last != _key(record.last_name):
        other["name"] = f"{typed['first_name']} {typed['last_name']}"
    if typed["phone"] and _digits(typed["phone"]) != _digits(record.phone):
        other["phone"] = typed["phone"]
    return other


def _is_short(one: str, other: str) -> bool:
    """Pat and Patricia."""
    short, long = sorted((one, other), key=len)
    return len(short) > 1 and long.startswith(short)


def _key(name: str) -> str:
    return fold(name).strip()


def _digits(phone: str) -> str:
    return "".join(sign for sign in phone if sign.isdigit())[-8:]
