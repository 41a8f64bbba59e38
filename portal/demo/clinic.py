"""The demo clinic's rows, from the tables of portal.demo.data, once for a new database."""

import datetime as dt

from psycopg.types.range import Range

from bookings.models import (
    Clinic,
    Closure,
    Location,
    Offer,
    Opening,
    Patient,
    Practitioner,
    RelatedPerson,
    Room,
    Service,
    Task,
    WorkingHours,
)
from bookings.models.related import say_ends_on
from portal.demo import data
from portal.demo.plan import days, local, roll, weekly

_YEAR = dt.timedelta(days=365)


def build(*, now: dt.datetime) -> None:
    """Clinic, places, services, people and patients; for a database that has none of them."""
    Clinic.objects.create(**data.CLINIC)
    places = {row["slug"]: Location.objects.create(**row) for row in data.LOCATIONS}
    services = {row["slug"]: Service.objects.create(**row) for row in data.SERVICES}
    Room.objects.bulk_create(
        Room(location=places[location], name=name, features=features)
        for location, name, features in data.ROOMS
    )
    _people(places, services)
    _patients(now)
    _related_persons(now)
    _tasks(now)


def _people(places: dict[str, Location], services: dict[str, Service]) -> None:
    people = {
        slug: Practitioner.objects.create(
            slug=slug, name=name, registration_number=number, senior=senior, bio=bio
        )
        for slug, name, number, senior, bio in data.PEOPLE
    }
    Offer.objects.bulk_create(
        Offer(practitioner=people[who], service=services[slug])
        for who, slugs in data.OFFERS.items()
        for slug in slugs
    )
    WorkingHours.objects.bulk_create(
        WorkingHours(
            practitioner=people[who],
            location=places[location],
            weekday=weekday,
            starts=starts,
            ends=ends,
        )
        for who, location, weekdays, starts, ends in data.HOURS
        for weekday in weekdays
    )


def patient_reference(number: int) -> str:
    """By which the demo finds its patients again; they count from 0."""
    return f"DEMO{number:04}"


def _patients(now: dt.datetime) -> None:
    Patient.objects.bulk_create(
        [_patient(number, now) for number in range(len(data.FIRST_NAMES))]
        + [
            Patient(
                **{
                    "reference": patient_reference(number),
                    "first_name": first,
                    "last_name": "Example",
                    "date_of_birth": now.date() - age * _YEAR - dt.timedelta(days=100),
                    "email": f"{first.lower()}@{data.PATIENT_DOMAIN}",
                    "phone": "0491 570 110",
                    "created_at": now - _YEAR,
                    **special,
                }
            )
            for number, (first, age, special) in enumerate(
                data.OTHER_PATIENTS, start=len(data.FIRST_NAMES)
            )
        ]
    )


def _related_persons(now: dt.datetime) -> None:
    """A parent may everything until the birthday; whom a patient has agreed to sees and reads."""
    patients = Patient.objects.in_bulk(field_name="reference")
    clinic = Clinic.objects.get()
    for number, relation, name, mailbox, agreed in data.RELATED_PERSONS:
        patient = patients[patient_reference(number)]
        RelatedPerson.objects.create(
            patient=patient,
            relation=relation,
            name=name,
            email=f"{mailbox}@{data.PATIENT_DOMAIN}",
            phone="0491 570 156",
            may_see=True,
            may_book=relation == RelatedPerson.Relation.PARENT,
            gets_messages=True,
            agreed_at=now - _YEAR if agreed else None,
            created_at=now - _YEAR,
            ends_on=say_ends_on(patient, relation, agreed=agreed, clinic=clinic, today=now.date()),
        )


def _patient(number: int, now: dt.datetime) -> Patient:
    key = patient_reference(number)
    age = 19 + roll(key, "age", 62)
    values = {
        "reference": key,
        "first_name": data.FIRST_NAMES[number],
        "last_name": data.LAST_NAMES[roll(key, "last name", len(data.LAST_NAMES))],
        "date_of_birth": now.date() - age * _YEAR - dt.timedelta(days=roll(key, "day", 300)),
        "email": f"patient{number + 1:02}@{data.PATIENT_DOMAIN}",
        "email_confirmed_at": now - _YEAR,
        "phone": f"0491 570 {100 + number}",
        "created_at": now - _YEAR,
        **data.SPECIAL_PATIENTS.get(number, {}),
    }
    return Patient(**values)


def _tasks(now: dt.datetime) -> None:
    Task.objects.bulk_create(
        Task(
            kind=kind,
            what=what,
            created_at=now - dt.timedelta(hours=hours),
            due_at=now + dt.timedelta(hours=24 - hours),
        )
        for kind, hours, what in data.TASKS
    )


def extend_diary(*, since: dt.date, until: dt.date) -> None:
    """Closures and extra hours between two days; those that are there stay as they are."""
    places = Location.objects.in_bulk(field_name="slug")
    people = Practitioner.objects.in_bulk(field_name="slug")
    for day in days(since, until):
        for rest, who, where, weekday, opens, closes, why in data.CLOSURES:
            if weekly(rest, weekday, day) and where in places:
                Closure.objects.get_or_create(
                    practitioner=people.get(who),
                    location=places[where],
                    during=Range(local(day, opens, where), local(day, closes, where), "[)"),
                    reason=why,
                )
        for rest, who, where, weekday, opens, closes in data.OPENINGS:
            if weekly(rest, weekday, day) and where in places and who in people:
                Opening.objects.get_or_create(
                    practitioner=people[who],
                    location=places[where],
                    during=Range(local(day, opens, where), local(day, closes, where), "[)"),
                )
