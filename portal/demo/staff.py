"""The demo's sign-ins: one password for each install, and a second step like everybody's."""

import os
import secrets
import time
from dataclasses import dataclass

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import Group

from bookings.models import Practitioner
from portal.demo import data
from portal.groups import sync_groups
from portal.models import User


@dataclass(frozen=True, slots=True)
class SignIn:
    """What one role signs in with; `code` holds for `seconds` more, then comes `next_code`."""

    role: str
    email: str
    code: str
    next_code: str
    seconds: int


def password() -> str:
    """The one of this install: from DEMO_PASSWORD, or random once and kept for us alone."""
    given = os.environ.get("DEMO_PASSWORD")
    if given:
        return given
    path = settings.DATA_DIR / "demo-password"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(12))
    return path.read_text()


def engage() -> None:
    """Make the staff in their groups, once; later starts only keep the password up to date."""
    sync_groups()
    emails = [_email(mailbox) for mailbox, *_ in data.STAFF]
    known = {user.email: user for user in User.objects.filter(email__in=emails)}
    # They share one password, so one of them says whether it is still the install's.
    fits = any(check_password(password(), one.password) for one in list(known.values())[:1])
    hashed = "" if fits and len(known) == len(emails) else make_password(password())
    if not fits:
        User.objects.filter(email__in=known).update(password=hashed)
    for mailbox, first, last, group, practitioner in data.STAFF:
        if _email(mailbox) not in known:
            user = User.objects.create(
                email=_email(mailbox),
                first_name=first,
                last_name=last,
                is_staff=True,
                password=hashed,
            )
            user.groups.add(Group.objects.get(name=group))
            Practitioner.objects.filter(slug=practitioner).update(user=user)
            TOTP.activate(user, generate_totp_secret())


def sign_ins() -> list[SignIn]:
    """Each role with its current code, by the machine's clock and not the clinic's."""
    period = app_settings.TOTP_PERIOD
    counter, gone = divmod(int(time.time()), period)
    found = Authenticator.objects.filter(type=Authenticator.Type.TOTP).select_related("user")
    secret = {one.user.email: decrypt(one.data["secret"]) for one in found}
    return [
        SignIn(
            role=group,
            email=_email(mailbox),
            code=format_hotp_value(hotp_value(secret[_email(mailbox)], counter)),
            next_code=format_hotp_value(hotp_value(secret[_email(mailbox)], counter + 1)),
            seconds=period - gone,
        )
        for mailbox, _, _, group, _ in data.STAFF
        if _email(mailbox) in secret
    ]


def _email(mailbox: str) -> str:
    return f"{mailbox}@{data.STAFF_DOMAIN}"
