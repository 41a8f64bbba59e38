"""Somebody who has signed in by an emailed code, and the records they have shown to be theirs.

The code shows that they read the address; each date of birth then opens the records that
have this address and that day (hazards H09, H10). Both last for one sign-in: the next
person at the device, or in the mailbox, starts from nothing (hazard H11).
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

from bookings.access.accounts import clinic_day, fitting, is_a_patients
from bookings.access.visits import LIVES, Seen
from bookings.models import Appointment, Patient, PatientAccount

KEY = "my"


class Ended(Exception):
    """Nobody has pressed anything for 30 minutes, or this was no sign-in by a code."""


@dataclass(frozen=True, slots=True)
class Mine:
    """A signed-in person, and the accounts that this sign-in has opened."""

    user: Any
    accounts: list[PatientAccount]

    @property
    def patients(self) -> list[Patient]:
        """Whose visits are shown, each once."""
        return [one.patient for one in self.accounts]

    @property
    def own(self) -> list[Patient]:
        """Whose record has this address, without those seen through a related person."""
        return [one.patient for one in self.accounts if one.related_person_id is None]

    @property
    def own_people(self) -> list[list[Patient]]:
        """The same, the records of one person together: a booking may have made a second one."""
        people: dict[tuple[str, dt.date], list[Patient]] = {}
        for one in self.own:
            people.setdefault((str(one).casefold(), one.date_of_birth), []).append(one)
        return list(people.values())

    def account_of(self, patient_id: int | None) -> PatientAccount | None:
        """Through which account this patient is seen; None if through none."""
        return next((one for one in self.accounts if one.patient_id == patient_id), None)


@dataclass(frozen=True, slots=True)
class Line:
    """A visit on the page of all visits; `name` only where the page shows several people."""

    visit: Appointment
    name: str
    can_move: bool
    can_cancel: bool
    can_wait: bool


def begin(session: SessionBase, *, now: dt.datetime) -> None:
    """A code was right: this browser may be asked for a date of birth."""
    session[KEY] = {"at": now.isoformat(), "accounts": []}


def is_in(session: SessionBase) -> bool:
    """Whether somebody has signed in by a code here; asks no database beyond the session."""
    return KEY in session


def current(session: SessionBase, user: Any, *, now: dt.datetime) -> Mine:
    """Who is signed in, counted as pressed at `now`, and what of it still stands.

    Two queries. Raises Ended after 30 minutes without a press.
    """
    kept = session.get(KEY)
    if kept is None or not is_a_patients(user):
        raise Ended
    if dt.datetime.fromisoformat(kept["at"]) <= now - LIVES:
        raise Ended
    session[KEY] = {**kept, "at": now.isoformat()}
    if not kept["accounts"]:
        return Mine(user, [])
    rows = PatientAccount.objects.standing(clinic_day(now)).select_related(
        "patient", "related_person"
    )
    return Mine(user, list(rows.filter(user=user, pk__in=kept["accounts"]).order_by("pk")))


def if_in(session: SessionBase, user: Any, *, now: dt.datetime) -> Mine | None:
    """The same for pages that are open to everybody; None for whoever is not signed in."""
    if not is_in(session):
        return None
    try:
        return current(session, user, now=now)
    except Ended:
        return None


def prove(session: SessionBase, user: Any, born: dt.date, *, now: dt.datetime) -> bool:
    """Open the records at this address with this date of birth; False if there are none.

    A patient's own address is confirmed by it: they have read a code there.
    """
    found = fitting(user, born, now=now)
    for account in found:
        if account.related_person_id is None and account.patient.email_confirmed_at is None:
            account.patient.confirm_address(now)
    opened = {*session[KEY]["accounts"], *(one.pk for one in found)}
    session[KEY] = {"at": now.isoformat(), "accounts": sorted(opened)}
    return bool(found)


def forget(session: SessionBase) -> None:
    """Nothing of this sign-in is open any more."""
    session.pop(KEY, None)


def visits(mine: Mine, *, now: dt.datetime) -> tuple[list[Line], list[Line]]:
    """What is ahead or under way, the next one first, and the rest, the last one first.

    One query, whatever there is.
    """
    rows = Appointment.objects.with_names().filter(patient__in=mine.patients).order_by("during")
    several = len({str(one) for one in mine.patients}) > 1
    coming: list[Line] = []
    past: list[Line] = []
    for visit in rows:
        account = mine.account_of(visit.patient_id)
        acts = account is not None and account.may_book
        moves = acts and visit.can_be_moved(now)
        line = Line(
            visit=visit,
            name=str(visit.patient) if several else "",
            can_move=moves,
            can_cancel=acts and visit.can_be_cancelled(now),
            can_wait=moves and visit.assessment_id is not None,
        )
        (coming if visit.is_active and visit.ends > now else past).append(line)
    return coming, past[::-1]


def see(session: SessionBase, user: Any, reference: str, *, now: dt.datetime) -> Seen | None:
    """One visit of a record that this sign-in has opened, or None; three queries."""
    mine = if_in(session, user, now=now)
    if mine is None or not mine.accounts:
        return None
    rows = Appointment.objects.with_names().filter(patient__in=mine.patients)
    visit = rows.filter(reference=reference).first()
    account = mine.account_of(visit.patient_id) if visit else None
    if visit is None or account is None:
        return None
    return Seen(visit, in_full=True, mine=True, person=account.related_person)
