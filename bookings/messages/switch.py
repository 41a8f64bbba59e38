"""The switch that stops all sending (hazard H17); only a person turns it back."""

import structlog

from bookings.models import Clinic

log = structlog.get_logger("bookings.messages")

RESTORED = (
    "This database is a copy, or a backup that was put back. Some of what waits may have been"
    " sent already: look at the messages, skip what is old, then switch sending on again."
)


def stop_sending(why: str) -> None:
    """Nothing leaves any more, and every page of the admin says why."""
    Clinic.objects.update(sending_stopped=True, sending_stopped_why=why[:200])
    log.error("sending stopped")
