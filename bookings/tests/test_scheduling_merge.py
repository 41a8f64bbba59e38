"""Merging two records of one person: all of it moves, or nothing (hazard H10)."""

import datetime as dt
import threading

import pytest
from django.db import ProgrammingError, connection, transaction

from bookings import scheduling
from bookings.models import Appointment, Patient, PatientMerge, PatientNote, Task
from bookings.tests.desk import person, task
from conftest import Cast, melbourne
from portal.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db: None) -> User:
    return person("reception")


@pytest.fixture
def twin(cast: Cast, now: dt.datetime) -> Patient:
    """Pat once more, from an online booking."""
    return Patient.objects.create(
        first_name="Pat",
        last_name="Example",
        date_of_birth=cast.pat.date_of_birth,
        email="pat.new@patient.example",
        email_confirmed_at=now,
        provisional=True,
        created_at=now,
    )


def merged(cast: Cast, twin: Patient, desk: User, now: dt.datetime) -> PatientMerge:
    return scheduling.merge(now=now, kept=cast.pat, gone=twin, by=desk)


def test_visits_tasks_and_notes_move_and_the_merge_is_kept(
    cast: Cast, twin: Patient, desk: User, now: dt.datetime, book
) -> None:
    visit = book(melbourne(4, 10), patient=twin)
    call = task(now)
    Task.objects.filter(pk=call.pk).update(patient=twin)
    note = PatientNote.objects.create(patient=twin, text="Prefers mornings", author=desk, at=now)
    merge = merged(cast, twin, desk, now)
    visit.refresh_from_db()
    note.refresh_from_db()
    assert visit.patient == cast.pat
    assert (note.patient, note.text, note.author) == (cast.pat, "Prefers mornings", desk)
    assert Task.objects.get(pk=call.pk).patient == cast.pat
    assert (merge.kept, merge.gone, merge.by, merge.at) == (cast.pat, twin, desk, now)
    assert merge.moved == {
        "wishes": [],
        "visits": [visit.pk],
        "tasks": [call.pk],
        "messages": [],
        "notes": [note.pk],
        "related_persons": [],
        "courses": [],
        "accounts": [],
        "filled": [],
    }


def test_the_gone_record_stays_without_visits_and_out_of_every_search(
    cast: Cast, twin: Patient, desk: User, now: dt.datetime, book
) -> None:
    book(melbourne(4, 10), patient=twin)
    merged(cast, twin, desk, now)
    twin.refresh_from_db()
    assert twin.merged_into == cast.pat
    assert not twin.provisional
    assert not Appointment.objects.filter(patient__merged_into__isnull=False).exists()
    assert list(Patient.objects.matching("pat exa")) == [cast.pat]


def test_a_page_that_was_open_sees_that_the_visit_has_changed(
    cast: Cast, twin: Patient, desk: User, now: dt.datetime, book
) -> None:
    visit = book(melbourne(4, 10), patient=twin)
    merged(cast, twin, desk, now)
    with pytest.raises(scheduling.Changed):
        scheduling.check_in(now=now, appointment=visit, version=visit.version)


def test_overlapping_visits_refuse_and_nothing_moves(
    cast: Cast, twin: Patient, desk: User, now: dt.datetime, book
) -> None:
    book(melbourne(4, 10))
    other = book(melbourne(4, 12), patient=twin)
    # The same half hour for the two of them, with two practitioners.
    Appointment.objects.filter(pk=other.pk).update(
        during=Appointment.objects.get(patient=cast.pat).during,
        blocked=Appointment.objects.get(patient=cast.pat).blocked,
        practitioner=cast.blake,
        room=None,
    )
    note = PatientNote.objects.create(patient=twin, text="Hello", author=desk, at=now)
    with pytest.raises(scheduling.NotPossible, match="a visit at the same time"):
        merged(cast, twin, desk, now)
    note.refresh_from_db()
    twin.refresh_from_db()
    assert (note.patient, twin.merged_into) == (twin, None)
    assert not PatientMerge.objects.exists()


def test_blanks_are_filled_and_an_email_so_taken_is_not_confirmed(
    cast: Cast, twin: Patient, desk: User, now: dt.datetime
) -> None:
    Patient.objects.filter(pk=cast.pat.pk).update(email="", phone="0491 570 156")
    Patient.objects.filter(pk=twin.pk).update(phone="0491 570 999")
    merged(cast, twin, desk, now)
    kept = Patient.objects.get(pk=cast.pat.pk)
    assert (kept.email, kept.email_confirmed_at) == ("pat.new@patient.example", None)
    assert kept.phone == "0491 570 156"


@pytest.mark.parametrize("kept_state", ["normal", "paused", "none"])
def test_h08_whoever_may_not_be_contacted_stays_so(
    cast: Cast, twin: Patient, desk: User, now: dt.datetime, kept_state: str
) -> None:
    Patient.objects.filter(pk=cast.pat.pk).update(contact_state=kept_state, paused_until=now)
    Patient.objects.filter(pk=twin.pk).update(
        contact_state="died", unsubscribed_at=now, online_booking=False
    )
    merged(cast, twin, desk, now)
    kept = Patient.objects.get(pk=cast.pat.pk)
    assert (kept.contact_state, kept.unsubscribed_at) == ("died", now)
    assert not kept.online_booking


def test_h14_what_happened_to_either_asks_for_new_health_answers(
    cast: Cast, twin: Patient, desk: User, now: dt.datetime
) -> None:
    earlier = now - dt.timedelta(days=9)
    Patient.objects.filter(pk=cast.pat.pk).update(ask_again_since=earlier)
    Patient.objects.filter(pk=twin.pk).update(ask_again_since=now)
    merged(cast, twin, desk, now)
    assert Patient.objects.get(pk=cast.pat.pk).ask_again_since == now


def test_h10_a_record_is_merged_once_and_never_into_itself(
    cast: Cast, twin: Patient, desk: User, now: dt.datetime
) -> None:
    merged(cast, twin, desk, now)
    with pytest.raises(scheduling.NotPossible, match="merged already"):
        merged(cast, twin, desk, now)
    with pytest.raises(scheduling.NotPossible, match="the same one"):
        scheduling.merge(now=now, kept=cast.pat, gone=cast.pat, by=desk)


def test_a_chain_of_merges_ends_at_the_record_that_is_kept(
    cast: Cast, twin: Patient, desk: User, now: dt.datetime
) -> None:
    merged(cast, twin, desk, now)
    scheduling.merge(now=now, kept=cast.quinn, gone=cast.pat, by=desk)
    twin.refresh_from_db()
    assert twin.merged_into == cast.quinn


def test_notes_and_merges_are_written_once(
    cast: Cast, twin: Patient, desk: User, now: dt.datetime
) -> None:
    PatientNote.objects.create(patient=cast.pat, text="Hello", author=desk, at=now)
    merged(cast, twin, desk, now)
    for forbidden in (
        lambda: PatientNote.objects.update(text="Bye"),
        lambda: PatientNote.objects.all().delete(),
        lambda: PatientMerge.objects.update(at=now + dt.timedelta(days=1)),
        lambda: PatientMerge.objects.all().delete(),
    ):
        with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic():
            forbidden()


@pytest.mark.django_db(transaction=True)
def test_two_desks_merge_one_record_once(
    cast: Cast, twin: Patient, desk: User, now: dt.datetime
) -> None:
    said: list[str] = []

    def press() -> None:
        try:
            merged(cast, twin, desk, now)
            said.append("merged")
        except scheduling.NotPossible:
            said.append("refused")
        finally:
            connection.close()

    desks = [threading.Thread(target=press) for _ in range(2)]
    for one in desks:
        one.start()
    for one in desks:
        one.join()
    assert sorted(said) == ["merged", "refused"]
