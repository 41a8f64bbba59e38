"""People who wait, for the tests of the waitlist."""

import datetime as dt
from typing import Any, Protocol

from bookings.models import Patient, Wish


class Wait(Protocol):
    """Pat waits for a massage in Melbourne until the end of March; keywords change what for."""

    def __call__(self, **changes: Any) -> Wish: ...


def somebody(now: dt.datetime) -> Patient:
    """One more patient, with an address that is confirmed."""
    return Patient.objects.create(
        first_name="Sasha",
        last_name="Example",
        date_of_birth=dt.date(1980, 5, 17),
        email="sasha@patient.example",
        email_confirmed_at=now,
        created_at=now,
    )
