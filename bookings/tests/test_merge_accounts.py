"""Two records become one: the sign-ins and the related persons go along (hazard H10)."""

import datetime as dt

import pytest

from bookings import scheduling
from bookings.models import Appointment, Patient, PatientAccount, PatientMerge, RelatedPerson
from bookings.tests.desk import person
from bookings.tests.mine import page, signed_in
from conftest import Cast, melbourne
from portal.models import User

pytestmark = pytest.mark.usefixtures("morning")


@pytest.fixture
def twin(cast: Cast, now: dt.datetime) -> Patient:
    """Pat once more, from an online booking, at the same address."""
    return Patient.objects.create(
        first_name="Pat",
        last_name="Example",
        date_of_birth=cast.pat.date_of_birth,
        email=cast.pat.email,
        provisional=True,
        created_at=now,
    )


@pytest.fixture
def theirs(cast: Cast, twin: Patient, book) -> list[Appointment]:
    return [book(melbourne(4, 10)), book(melbourne(5, 10), patient=twin)]


def merge(cast: Cast, twin: Patient, now: dt.datetime) -> PatientMerge:
    return scheduling.merge(now=now, kept=cast.pat, gone=twin, by=person("reception"))


def test_whoever_saw_both_records_goes_on_seeing_all(
    cast: Cast, twin: Patient, theirs: list[Appointment], now: dt.datetime
) -> None:
    client = signed_in(cast.pat)
    before = page(client)
    merge(cast, twin, now)
    after = page(client)
    for words in (before, after):
        assert "Thu 4 March" in words
        assert "Fri 5 March" in words
    assert PatientAccount.objects.filter(ended_at=None).count() == 1


def test_a_sign_in_to_the_gone_record_alone_goes_along(
    cast: Cast, twin: Patient, theirs: list[Appointment], now: dt.datetime
) -> None:
    client = signed_in(cast.pat)
    account = PatientAccount.objects.get(patient=twin)
    PatientAccount.objects.filter(patient=cast.pat).delete()
    assert merge(cast, twin, now).moved["accounts"] == [account.pk]
    assert "Thu 4 March" in page(client)


def test_h09_one_with_another_address_opens_nothing_of_the_kept_record(
    cast: Cast, twin: Patient, theirs: list[Appointment], now: dt.datetime
) -> None:
    Patient.objects.filter(pk=twin.pk).update(email="old@patient.example")
    twin.refresh_from_db()
    client = signed_in(twin)
    merge(cast, twin, now)
    assert client.get("/my/")["Location"] == "/my/born/"


def test_related_persons_go_along(cast: Cast, twin: Patient, now: dt.datetime) -> None:
    carer = RelatedPerson.objects.create(
        patient=twin, relation="carer", name="Sam", created_at=now, may_see=True
    )
    user = User.objects.create_user("sam@carer.example")
    PatientAccount.objects.create(user=user, patient=twin, related_person=carer, verified_at=now)
    moved = merge(cast, twin, now).moved
    assert moved["related_persons"] == [carer.pk]
    carer.refresh_from_db()
    assert carer.patient == cast.pat
    assert PatientAccount.objects.get().patient == cast.pat
