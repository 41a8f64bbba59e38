"""A record moves to another email address only by a code that was sent there (hazard H09)."""

import datetime as dt
import secrets

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction

from bookings.access import accounts
from bookings.access.my import Mine
from bookings.models import AccountMail, Patient, PatientAccount
from bookings.models.account_mail import USE_FOR
from portal.kit.tokens import digest

KEY = "new_address"
TRIES = 5


class Over(Exception):
    """The code is too old, or was typed wrong too often: ask for a new one."""


def ask(session: SessionBase, patients: list[Patient], email: str, *, now: dt.datetime) -> None:
    """Send a code to the new address of a person, who may have more than one record.

    To one of the staff nothing is sent, and nothing says so.
    """
    code = f"{secrets.randbelow(10**6):06}"
    session[KEY] = {
        "patients": [one.reference for one in patients],
        "email": email.lower(),
        "digest": digest(code),
        "at": now.isoformat(),
        "tries": 0,
    }
    nobody = accounts.is_for_staff(email)
    AccountMail.objects.create(
        kind=AccountMail.Kind.ADDRESS,
        to=email,
        what=None if nobody else {"code": code},
        created_at=now,
    )


def asked(session: SessionBase) -> str:
    """The address to which a code is on its way; empty if none is."""
    return str(session.get(KEY, {}).get("email", ""))


def confirm(session: SessionBase, mine: Mine, code: str, *, now: dt.datetime) -> bool:
    """Move the person's records if the code is right; their old sign-ins end. Raises Over."""
    wanted = session.get(KEY)
    patients = [one for one in mine.own if wanted and one.reference in wanted["patients"]]
    if wanted is None or not patients:
        raise Over
    late = dt.datetime.fromisoformat(wanted["at"]) <= now - USE_FOR
    if late or wanted["tries"] >= TRIES:
        session.pop(KEY)
        raise Over
    if not secrets.compare_digest(wanted["digest"], digest(_plain(code))):
        session[KEY] = {**wanted, "tries": wanted["tries"] + 1}
        return False
    session.pop(KEY)
    with transaction.atomic():
        for patient in patients:
            patient.move_address(wanted["email"], now)
        PatientAccount.objects.filter(patient__in=patients, related_person=None).end(now)
    return True


def _plain(code: str) -> str:
    return "".join(sign for sign in code if sign.isdigit())
