"""How often one session and one address may try: generous, counted in PostgreSQL."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from bookings.models import Tries


@dataclass(frozen=True, slots=True)
class Limit:
    """Tries an hour. A whole clinic or family may sit behind one address."""

    what: str
    session: int
    address: int


HOLD = Limit("hold", session=60, address=400)
BOOKING = Limit("booking", session=20, address=200)
CALL_BACK = Limit("call_back", session=5, address=60)
LINK = Limit("link", session=30, address=120)
CHECK_IN = Limit("check_in", session=12, address=120)
BIRTH = Limit("birth", session=8, address=60)
CODE = Limit("code", session=10, address=120)
MY_BIRTH = Limit("my_birth", session=12, address=120)
NEW_ADDRESS = Limit("new_address", session=5, address=60)


def allows(request: HttpRequest, limit: Limit, *, now: dt.datetime, subject: str = "") -> bool:
    """Count a try and say whether it is within the limit.

    A `subject`, such as a visit's reference, is limited like a session: a guesser who
    begins new sessions is still counted.
    """
    if not settings.RATE_LIMITS:
        return True
    most = {_digest("address", address_of(request)): limit.address}
    if request.session.session_key:
        most[_digest("session", request.session.session_key)] = limit.session
    if subject:
        most[_digest("subject", subject)] = limit.session
    counts = Tries.objects.count_up(what=limit.what, keys=list(most), now=now)
    return all(counts[key] <= allowed for key, allowed in most.items())


def _digest(kind: str, value: str) -> str:
    return salted_hmac(f"bookings.limits.{kind}", value, algorithm="sha256").hexdigest()


def address_of(request: HttpRequest) -> str:
    """The client's address; behind HTTPS it is the last one that our own proxy has written."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.HTTPS else ""
    return forwarded.rpartition(",")[2].strip() or request.META["REMOTE_ADDR"]
