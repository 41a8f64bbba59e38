"""The small named cast of the tests, and the fixed moment at which most of them happen."""

import datetime as dt
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from bookings import scheduling
from bookings.models import (
    Appointment,
    Clinic,
    ConsentText,
    Location,
    Offer,
    Patient,
    Practitioner,
    Room,
    Service,
    WorkingHours,
)
from portal.kit import clock
from screening.models import Assessment, Version
from screening.outcomes import Fired

MELBOURNE = ZoneInfo("Australia/Melbourne")
PERTH = ZoneInfo("Australia/Perth")
# A Tuesday, 8:00 in Melbourne and 5:00 in Perth; Melbourne has daylight saving time then.
NOW = dt.datetime(2027, 3, 1, 21, 0, tzinfo=dt.UTC)


def pytest_configure() -> None:
    """Unit tests need neither collected static files nor passwords that are slow to guess."""
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    # Each test client would read all that lies there.
    settings.STATIC_ROOT = settings.DATA_DIR / "no-static"
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def melbourne(day: int, hour: int, minute: int = 0, month: int = 3) -> dt.datetime:
    """An instant by Melbourne's clock, March 2027 unless said otherwise."""
    return dt.datetime(2027, month, day, hour, minute, tzinfo=MELBOURNE)


@pytest.fixture(autouse=True)
def own_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the moved clock that the one before it has read."""
    monkeypatch.setattr(clock, "_seen", None)


@pytest.fixture
def now() -> dt.datetime:
    return NOW


@dataclass
class Cast:
    """Two locations, two practitioners, two services, two patients."""

    clinic: Clinic
    melbourne: Location
    perth: Location
    couch: Room
    alex: Practitioner
    blake: Practitioner
    needling: Service
    massage: Service
    pat: Patient
    quinn: Patient


@pytest.fixture
def cast(db: None) -> Cast:
    """Alex works in Melbourne, Blake in Perth, Monday to Friday, 9:00 to 17:00 local time."""
    clinic = Clinic.objects.create(
        name="Example Clinic", phone="03 5550 0100", email="desk@clinic.example"
    )
    east = _location("Melbourne", MELBOURNE, "03 5550 0101")
    west = _location("Perth", PERTH, "08 5550 0102")
    services = [_service("Dry needling", needles=True), _service("Massage", needles=False)]
    return Cast(
        clinic=clinic,
        melbourne=east,
        perth=west,
        couch=east.rooms.get(),
        alex=_practitioner("Alex Demo", east, services),
        blake=_practitioner("Blake Demo", west, services),
        needling=services[0],
        massage=services[1],
        pat=_patient("Pat"),
        quinn=_patient("Quinn"),
    )


def _location(name: str, zone: ZoneInfo, phone: str) -> Location:
    place = Location.objects.create(
        name=name,
        slug=name.lower(),
        zone=zone.key,
        address=f"1 Example Street, {name}",
        country="AU",
        phone=phone,
        emergency_number="000",
        emergency_relay="106 by teletypewriter",
        urgent_name="Healthdirect",
        urgent_number="1800 022 222",
    )
    Room.objects.create(location=place, name="Room 1", features=["couch"])
    return place


def _service(name: str, *, needles: bool) -> Service:
    return Service.objects.create(
        name=name,
        slug=name.lower().replace(" ", "-"),
        summary=f"{name} with a physiotherapist.",
        minutes=30,
        buffer_after=10,
        price=Decimal(95),
        uses_needles=needles,
        room_features=["couch"],
    )


def _practitioner(name: str, place: Location, services: list[Service]) -> Practitioner:
    person = Practitioner.objects.create(name=name, slug=name.split(maxsplit=1)[0].lower())
    for service in services:
        Offer.objects.create(practitioner=person, service=service)
    for weekday in range(1, 6):
        WorkingHours.objects.create(
            practitioner=person,
            location=place,
            weekday=weekday,
            starts=dt.time(9),
            ends=dt.time(17),
        )
    return person


def _patient(first_name: str) -> Patient:
    return Patient.objects.create(
        first_name=first_name,
        last_name="Example",
        date_of_birth=dt.date(1980, 5, 17),
        email=f"{first_name.lower()}@patient.example",
        phone="0491 570 156",
        email_confirmed_at=NOW,
        created_at=NOW,
    )


@pytest.fixture
def open_online(cast: Cast, now: dt.datetime) -> None:
    """A published questionnaire and consent text, which nobody has signed yet."""
    Version.objects.create(number=1, status=Version.Status.PUBLISHED, published_at=now)
    ConsentText.objects.create(version=1, body="What may happen.", published_at=now)


@pytest.fixture
def screened(cast: Cast, now: dt.datetime) -> Callable[..., Assessment]:
    """An assessment of this level, by one fired rule that binds this kind of service."""
    version = Version.objects.create(number=1)

    def _screened(
        level: str = "clear", binds: str = "needling", *flags: str, **answers: Any
    ) -> Assessment:
        rule = Fired(
            code="T1",
            level=level,
            binds=binds,
            patient_line="A line for the patient.",
            staff_line="A line for reception.",
            reason="A reason for practitioners.",
        )
        return Assessment.objects.create(
            version=version,
            kind="needling",
            on=now.date(),
            born=cast.pat.date_of_birth,
            answers=answers,
            outcome=level,
            flags=list(flags),
            fired=[asdict(rule)],
            created_at=now,
            took_us=100,
        )

    return _screened


@pytest.fixture
def book(cast: Cast, now: dt.datetime) -> Callable[..., Appointment]:
    """Book by phone through the verb; keywords change what is booked."""

    def _book(start: dt.datetime, **changes: Any) -> Appointment:
        wanted: dict[str, Any] = {
            "now": now,
            "service": cast.massage,
            "location": cast.melbourne,
            "patient": cast.pat,
            "start": start,
            "source": Appointment.Source.PHONE,
            "key": secrets.token_hex(16),
            "for_staff": True,
            **changes,
        }
        return scheduling.book(**wanted)

    return _book
