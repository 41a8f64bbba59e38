"""Whatever a family looks like: nobody is written to, or shown a visit, whose say has ended."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookings.messages import recipients
from bookings.messages.links import Wanted, new_links
from bookings.models import Appointment, Clinic, Patient, RelatedPerson, VisitLink
from bookings.models.related import say_ends_on
from conftest import MELBOURNE, NOW, Cast, melbourne

pytestmark = pytest.mark.django_db
BOXES = ["", "own@patient.example", "Sam@family.example", "sam@family.example", "jo@x.example"]
# Born then, and a birthday: the 12th, the 16th and the 18th; of a 29 February the 16th, and the
# 18th in a year without one.
BIRTHDAYS = [
    (dt.date(2015, 5, 17), dt.date(2027, 5, 17)),
    (dt.date(2011, 5, 17), dt.date(2027, 5, 17)),
    (dt.date(2009, 5, 17), dt.date(2027, 5, 17)),
    (dt.date(2012, 2, 29), dt.date(2028, 2, 29)),
    (dt.date(2012, 2, 29), dt.date(2030, 3, 1)),
]
HOURS = st.integers(min_value=-80, max_value=80)


@dataclass(frozen=True)
class Line:
    """Somebody who acts for the patient; `rights` opens one permission after the other."""

    relation: str
    box: str
    rights: int
    agreed: bool
    taken_back: bool


LINES = st.builds(
    Line,
    relation=st.sampled_from(["parent", "carer"]),
    box=st.sampled_from(BOXES),
    rights=st.integers(min_value=0, max_value=3),
    agreed=st.booleans(),
    taken_back=st.booleans(),
)


@dataclass(frozen=True)
class Family:
    """A patient, and a moment so many hours from a birthday in Melbourne."""

    birth: tuple[dt.date, dt.date]
    box: str
    lines: list[Line]
    hours: int
    in_perth: bool

    @property
    def moment(self) -> dt.datetime:
        day = dt.datetime.combine(self.birth[1], dt.time(), MELBOURNE)
        return day + dt.timedelta(hours=self.hours)


FAMILIES = st.builds(
    Family,
    birth=st.sampled_from(BIRTHDAYS),
    box=st.sampled_from(BOXES),
    lines=st.lists(LINES, max_size=3),
    hours=HOURS,
    in_perth=st.booleans(),
)


def made(family: Family, visit: Appointment, place: Any) -> list[RelatedPerson]:
    patient = visit.patient
    assert patient is not None
    Patient.objects.filter(pk=patient.pk).update(date_of_birth=family.birth[0], email=family.box)
    patient.refresh_from_db()
    Appointment.objects.filter(pk=visit.pk).update(location=place)
    visit.location = place
    return [_person(patient, one) for one in family.lines]


def _person(patient: Patient, one: Line) -> RelatedPerson:
    clinic = Clinic.objects.get()
    ends_on = say_ends_on(patient, one.relation, agreed=one.agreed, clinic=clinic, today=NOW.date())
    return RelatedPerson.objects.create(
        patient=patient,
        relation=one.relation,
        name="Sam",
        email=one.box,
        may_see=one.rights > 0,
        may_book=one.rights > 1,
        gets_messages=one.rights > 2 and bool(one.box),
        created_at=NOW,
        ends_on=ends_on,
        ended_at=NOW if one.taken_back else None,
    )


def expected(patient: Patient, persons: list[RelatedPerson], today: dt.date) -> set[str]:
    """The same rule, slowly: the addresses that are written to, in small letters."""
    standing = [one for one in persons if one.stands_on(today)]
    others = {one.email.lower() for one in standing if one.gets_messages}
    box = patient.email.lower()
    sharing = [one for one in persons if one.email.lower() == box]
    own = bool(box) and (not sharing or any(one.may_see_on(today) for one in sharing))
    grown = patient.age_on(today) >= Clinic.objects.get().guardian_age
    reads = own and (grown or not others)
    return others | ({box} if reads else set())


@given(family=FAMILIES)
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_h20_no_mail_and_no_page_reaches_whose_say_has_ended(
    cast: Cast, book: Callable[..., Appointment], family: Family
) -> None:
    with transaction.atomic():
        visit = book(melbourne(24, 10))
        place = cast.perth if family.in_perth else cast.melbourne
        persons = made(family, visit, place)
        now, patient = family.moment, visit.patient
        assert patient is not None
        today = now.astimezone(place.tz).date()
        by_key = {one.pk: one for one in persons}
        sent = [
            (by_key[one.person].email if one.person else patient.email).lower()
            for one in recipients([visit], now)[visit.pk]
            if not one.why
        ]
        assert len(sent) == len(set(sent)), "each address once"
        assert set(sent) == expected(patient, persons, today)
        for box in sent:
            sharing = [one for one in persons if one.email.lower() == box]
            assert not sharing or any(one.may_see_on(today) for one in sharing)
        new_links([Wanted(visit, person=one) for one in persons], NOW)
        for link in VisitLink.objects.filter(appointment=visit).select_related("related_person"):
            link.expires_at = now + dt.timedelta(days=1)
            person = by_key[link.related_person_id or 0]
            stands = person.ended_at is None and (not person.ends_on or today < person.ends_on)
            assert link.opens_at(now) == (person.may_see and stands)
        transaction.set_rollback(True)
