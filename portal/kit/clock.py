"""The one clock. Views, tasks and commands ask it once and pass the answer on as `now`.

In production it is the system's clock. In the demo it runs ahead by an offset that
is kept in the database, so that web, worker and beat agree; it only moves forward.
"""

import datetime as dt
import time

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from portal.kit.models import Clock

_REREAD_SECONDS = 1.0
_seen: tuple[float, dt.timedelta] | None = None


def now() -> dt.datetime:
    """The clinic's present instant, aware, in UTC."""
    return timezone.now() + _ahead() if settings.DEMO else timezone.now()


def move(by: dt.timedelta) -> None:
    """Move the demo's clock forward for every process; each notices within a second."""
    global _seen
    if not settings.DEMO:
        raise RuntimeError("The clock is moved in the demo only.")
    if by < dt.timedelta(0):
        raise ValueError("The demo's clock only moves forward.")
    with transaction.atomic():
        row, _ = Clock.objects.select_for_update().get_or_create(
            pk=1, defaults={"ahead": dt.timedelta(0)}
        )
        row.ahead += by
        row.save(update_fields=["ahead"])
    _seen = None


def _ahead() -> dt.timedelta:
    global _seen
    if _seen is None or time.monotonic() - _seen[0] > _REREAD_SECONDS:
        row = Clock.objects.filter(pk=1).first()
        _seen = (time.monotonic(), row.ahead if row else dt.timedelta(0))
    return _seen[1]
