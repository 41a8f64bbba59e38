"""Who reads the messages of a visit: the child's guardian, the young person, the grown-up."""

import datetime as dt
from collections.abc import Callable

import pytest

from bookings import scheduling
from bookings.messages import Delivered, find_due, is_reached, recipients
from bookings.models import Appointment, Message, Patient, RelatedPerson
from bookings.tests.conftest import Server
from bookings.tests.relatives import carer, parent, young
from conftest import Cast, melbourne

Book = Callable[..., Appointment]
Tick = Callable[[dt.datetime], Delivered]
START = melbourne(9, 10)
DAY, SECOND = dt.timedelta(days=1), dt.timedelta(seconds=1)


def to(server: Server) -> list[str]:
    return sorted(str(one["To"]) for one in server.mails)


def readers(visit: Appointment, moment: dt.datetime) -> list[str]:
    """By address; what cannot be sent in its words."""
    persons, patient = RelatedPerson.objects.in_bulk(), visit.patient
    assert patient is not None
    found = recipients([visit], moment)[visit.pk]
    return sorted(
        one.why or (persons[one.person].email if one.person else patient.email) for one in found
    )


def test_h20_a_childs_mail_goes_to_the_guardian_alone(
    book: Book, tick: Tick, server: Server, now: dt.datetime
) -> None:
    child = young(12, email="robin@patient.example")
    parent(child)
    book(START, patient=child)
    tick(now)
    assert to(server) == ["sam@family.example"]
    assert "This email is about Robin’s visit." in server.words()
    assert "parent or guardian" in server.words("html")


def test_a_child_whose_guardian_gets_none_reads_their_own(
    book: Book, tick: Tick, server: Server, now: dt.datetime
) -> None:
    child = young(12, email="robin@patient.example")
    parent(child, gets_messages=False)
    book(START, patient=child)
    tick(now)
    assert to(server) == ["robin@patient.example"]
    assert "This email is about" not in server.words()


@pytest.mark.parametrize("agreed", [True, False])
def test_h20_a_guardian_of_a_17_year_old_is_told_only_if_they_agree(
    book: Book, tick: Tick, server: Server, now: dt.datetime, agreed: bool
) -> None:
    patient = young(17, email="robin@patient.example")
    parent(patient, agreed=agreed)
    book(START, patient=patient)
    tick(now)
    told = ["robin@patient.example", "sam@family.example"] if agreed else ["robin@patient.example"]
    assert to(server) == told


def test_both_hear_of_a_move_and_each_once(
    book: Book, tick: Tick, server: Server, now: dt.datetime
) -> None:
    patient = young(17, email="robin@patient.example")
    parent(patient, agreed=True)
    visit = book(START, patient=patient)
    tick(now)
    visit.refresh_from_db()
    moved = scheduling.move(now=now + DAY, appointment=visit, start=START + DAY, version=1)
    for later in (DAY, DAY + SECOND, DAY + dt.timedelta(minutes=5)):
        tick(now + later)
    assert to(server) == sorted(["robin@patient.example", "sam@family.example"] * 2)
    moved.refresh_from_db()
    assert moved.told_during == moved.during
    assert moved.sequence == 1


def test_two_who_share_an_address_get_one_mail(
    book: Book, tick: Tick, server: Server, now: dt.datetime
) -> None:
    patient = young(17, email="Family@walker.example")
    parent(patient, agreed=True, email="family@walker.example")
    parent(patient, agreed=True, email="FAMILY@walker.example", name="Jo Walker")
    book(START, patient=patient)
    tick(now)
    assert to(server) == ["Family@walker.example"]
    RelatedPerson.objects.update(may_book=False)
    child = young(12)
    parent(child, email="both@walker.example")
    parent(child, email="Both@walker.example", name="Jo Walker")
    book(START + DAY, patient=child)
    tick(now)
    assert len(server.mails) == 2


def test_a_carer_reads_along_where_the_patient_agreed(
    book: Book, cast: Cast, tick: Tick, server: Server, now: dt.datetime
) -> None:
    carer(cast.pat)
    book(START)
    tick(now)
    assert to(server) == ["pat@patient.example", "sam@family.example"]


def test_a_patient_without_an_address_is_reached_through_their_carer(
    book: Book, cast: Cast, now: dt.datetime
) -> None:
    Patient.objects.filter(pk=cast.pat.pk).update(email="")
    visit = book(START)
    assert readers(visit, now) == ["no email address"]
    assert not is_reached(visit, now)
    sam = carer(cast.pat)
    assert readers(visit, now) == ["sam@family.example"]
    assert is_reached(visit, now)
    sam.mail_comes_back(now)
    assert not is_reached(visit, now)


def test_h20_what_is_said_ends_at_the_first_instant_of_the_birthday_where_the_visit_is(
    book: Book, cast: Cast
) -> None:
    child = young(15, email="")
    parent(child)
    here = book(melbourne(24, 10, month=5), patient=child)
    there = book(melbourne(25, 13, month=5), patient=child, location=cast.perth)
    midnight = melbourne(17, 0, month=5)
    in_perth = midnight + dt.timedelta(hours=2)
    assert here.patient is not None
    assert here.patient.birthday(16) == dt.date(2027, 5, 17)
    assert readers(here, midnight - SECOND) == ["sam@family.example"]
    assert readers(here, midnight) == ["no email address"]
    assert readers(there, in_perth - SECOND) == ["sam@family.example"]
    assert readers(there, in_perth) == ["no email address"]


def test_h20_who_was_born_on_29_february_comes_of_age_on_1_march(book: Book, cast: Cast) -> None:
    leapling = young(12, date_of_birth=dt.date(2012, 2, 29))
    assert leapling.birthday(16) == dt.date(2028, 2, 29)
    leapling.date_of_birth = dt.date(2016, 2, 29)
    assert leapling.birthday(18) == dt.date(2034, 3, 1)
    for age in range(60):
        day = leapling.birthday(age)
        assert (leapling.age_on(day), leapling.age_on(day - DAY)) == (age, age - 1)


def test_h20_what_waits_over_the_birthday_is_skipped_and_the_rest_is_paper(
    book: Book, tick: Tick, server: Server, cast: Cast
) -> None:
    child = young(15)
    parent(child)
    evening = melbourne(16, 23, month=5)
    visit = book(melbourne(18, 10, month=5), patient=child, now=evening, service=cast.needling)
    Message.objects.all().delete()
    find_due(now=evening)
    assert set(Message.objects.values_list("status", flat=True)) == {"due"}
    tick(evening + 2 * dt.timedelta(hours=1))
    assert server.mails == []
    rows = dict(Message.objects.values_list("related_person__name", "reason"))
    assert rows == {
        "Sam Walker": "this person gets no messages any more",
        None: "no email address",
    }
    assert not is_reached(visit, evening + DAY)


def test_h20_taking_back_takes_effect_on_what_is_found_and_not_sent(
    book: Book, tick: Tick, server: Server, now: dt.datetime
) -> None:
    child = young(12)
    parent(child)
    book(START, patient=child)
    find_due(now=now)
    RelatedPerson.objects.all().take_back(now)
    tick(now)
    assert server.mails == []


def test_h20_the_address_of_whose_say_has_ended_is_not_the_patients_own(
    book: Book, cast: Cast, now: dt.datetime
) -> None:
    sam = carer(cast.pat, email=cast.pat.email.upper())
    visit = book(START)
    assert readers(visit, now) == [cast.pat.email]
    RelatedPerson.objects.filter(pk=sam.pk).take_back(now)
    assert readers(visit, now) == ["the address is that of somebody who may not see the visits"]
    RelatedPerson.objects.filter(pk=sam.pk).update(email="", gets_messages=False)
    assert readers(visit, now) == [cast.pat.email]
