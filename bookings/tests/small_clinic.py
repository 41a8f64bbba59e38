"""A clinic so small that a few bookings fill it: three practitioners in two rooms."""

import datetime as dt
from dataclasses import dataclass

from bookings.models import (
    Clinic,
    Closure,
    Location,
    Offer,
    Patient,
    Practitioner,
    Room,
    Service,
    WorkingHours,
)
from conftest import Cast, melbourne
from portal.models import User

MONDAY_TO_FRIDAY = range(1, 6)
REVIEW_HOURS = 2
EARLY, LATE = (dt.time(9), dt.time(16)), (dt.time(10), dt.time(17))
AWAY = (melbourne(4, 10), melbourne(4, 11))
Span = tuple[dt.datetime, dt.datetime]


@dataclass(frozen=True)
class SmallClinic:
    """Who and what it has; `hours` are local and of a weekday, by practitioner, as is `leave`."""

    location: Location
    people: list[Practitioner]
    rooms: list[Room]
    services: list[Service]
    patients: list[Patient]
    lead: User
    hours: dict[int, tuple[dt.time, dt.time]]
    leave: dict[int, Span]

    def open(self, person: int, day: dt.date) -> Span | None:
        """The hours of this practitioner on this day, in UTC."""
        if day.isoweekday() not in MONDAY_TO_FRIDAY:
            return None
        opens, closes = (
            dt.datetime.combine(day, at, self.location.tz) for at in self.hours[person]
        )
        return opens.astimezone(dt.UTC), closes.astimezone(dt.UTC)

    def local_day(self, moment: dt.datetime) -> dt.date:
        return moment.astimezone(self.location.tz).date()


def small_clinic(cast: Cast) -> SmallClinic:
    """Alex and Blake work from 9 to 16, Casey from 10 to 17; needles need the second room.

    Alex is away for an hour on the first Thursday, and Blake sees two people a day.
    """
    Clinic.objects.update(review_hours=REVIEW_HOURS)
    services = [cast.massage, cast.needling]
    _slower(cast.needling)
    Practitioner.objects.filter(pk=cast.blake.pk).update(most_a_day=2)
    Practitioner.objects.create(name="Casey Demo", slug="casey")
    Room.objects.create(location=cast.melbourne, name="Room 2", features=["couch", "device"])
    people = list(Practitioner.objects.order_by("pk"))
    Offer.objects.bulk_create(Offer(practitioner=people[-1], service=one) for one in services)
    hours = {one.pk: EARLY for one in people} | {people[-1].pk: LATE}
    _work(cast.melbourne, people, hours)
    Closure.objects.create(practitioner=cast.alex, during=AWAY, reason="A course")
    return SmallClinic(
        location=cast.melbourne,
        people=people,
        rooms=list(cast.melbourne.rooms.order_by("pk")),
        services=services,
        patients=[cast.pat, cast.quinn, *(_patient(name) for name in ("Robin", "Sasha"))],
        lead=User.objects.create_user("lead@clinic.example", is_staff=True),
        hours=hours,
        leave={cast.alex.pk: AWAY},
    )


def _slower(needling: Service) -> None:
    """Longer, with time before it, in the one room with a device, and two days ahead at most."""
    needling.minutes, needling.buffer_before = 45, 5
    needling.room_features = ["couch", "device"]
    needling.horizon_days = 2
    needling.save()


def _work(
    place: Location, people: list[Practitioner], hours: dict[int, tuple[dt.time, dt.time]]
) -> None:
    WorkingHours.objects.all().delete()
    WorkingHours.objects.bulk_create(
        WorkingHours(
            practitioner=one,
            location=place,
            weekday=weekday,
            starts=hours[one.pk][0],
            ends=hours[one.pk][1],
        )
        for one in people
        for weekday in MONDAY_TO_FRIDAY
    )


def _patient(name: str) -> Patient:
    return Patient.objects.create(
        first_name=name,
        last_name="Example",
        date_of_birth=dt.date(1980, 5, 17),
        created_at=melbourne(1, 8),
    )
