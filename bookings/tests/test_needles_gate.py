"""No needles without a yes and a screening, whoever writes the row (hazard H07)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookings import scheduling
from bookings.models import Appointment, Patient, SpokenConsent
from bookings.scheduling import Area, Done, NotPossible, Talk
from bookings.tests.needles import needled, said_yes
from conftest import Cast, melbourne

pytestmark = pytest.mark.django_db
Book = Callable[..., Appointment]
START, END = melbourne(3, 10), melbourne(3, 11)
LEVELS = ["clear", "note", "review", "stop", "stop_urgent", "emergency", None]
OFTEN = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
BOOLEANS = st.booleans()


@pytest.fixture
def visit(cast: Cast, book: Book) -> Appointment:
    return book(START, service=cast.needling)


@OFTEN
@given(
    level=st.sampled_from(LEVELS),
    needles=BOOLEANS,
    spoken=BOOLEANS,
    checked=BOOLEANS,
    paper=BOOLEANS,
    current=st.sampled_from(["none", "used", "used and asked"]),
    place=st.sampled_from(["calf", "neck", "chest", "upper_back"]),
    days=st.sampled_from([0, 179, 181]),
    fainted=BOOLEANS,
)
def test_h07_the_verb_uses_needles_only_on_a_yes_and_a_valid_screening(
    visit: Appointment, screened: Any, now: dt.datetime, **asked: Any
) -> None:
    """What the verb lets pass is counted from its rules alone, written down once more."""
    said, expected = _tried(visit, screened, now, **asked)
    with transaction.atomic():
        if expected:
            done = scheduling.complete(**said)
            assert done.needles_used == asked["needles"]
        else:
            with pytest.raises(NotPossible):
                scheduling.complete(**said)
        transaction.set_rollback(True)


def _tried(
    visit: Appointment, screened: Any, now: dt.datetime, **asked: Any
) -> tuple[dict[str, Any], bool]:
    fresh = asked["days"] < 180 and not asked["fainted"]
    valid = asked["level"] in ("clear", "note", "review") and fresh
    given_answers = None
    if asked["level"]:
        given_answers = screened(asked["level"])
        given_answers.pk, given_answers.created_at = None, START - dt.timedelta(asked["days"])
        given_answers.save(force_insert=True)
    Patient.objects.update(ask_again_since=START if asked["fainted"] else None)
    Appointment.objects.filter(pk=visit.pk).update(assessment=given_answers)
    near = asked["place"] != "calf" and asked["spoken"]
    current, agreed = asked["current"] != "none", asked["current"] == "used and asked"
    ok = not near or asked["paper"]
    if asked["needles"]:
        ok = ok and asked["spoken"] and (asked["checked"] or valid)
    ok = ok and (not current or agreed)
    said = {
        "now": END,
        "appointment": visit,
        "version": visit.version,
        "needles_used": asked["needles"],
        "spoken_consent": asked["spoken"],
        "screening_checked": asked["checked"],
        "talk": Talk(signed_paper=asked["paper"], electrical=agreed),
        "done": Done(areas=[Area(asked["place"], "")], electrical_stimulation=current),
    }
    return said, ok


@OFTEN
@given(
    level=st.sampled_from(LEVELS),
    kind=st.sampled_from(["needling", "hands_on"]),
    consent=st.sampled_from([True, False, None]),
    checked=st.sampled_from([True, False, None]),
    row=st.sampled_from([None, "yes", "no", "withdrawn", "undone"]),
    days=st.sampled_from([0, 179, 181]),
)
def test_h07_the_database_takes_needles_from_nobody_without_a_yes_and_a_screening(
    visit: Appointment, screened: Any, **asked: Any
) -> None:
    """By raw SQL, past every verb."""
    with transaction.atomic():
        assessment = None
        if asked["level"]:
            assessment = screened(asked["level"])
            assessment.pk, assessment.kind = None, asked["kind"]
            assessment.created_at = START - dt.timedelta(asked["days"])
            assessment.save(force_insert=True)
        if asked["row"]:
            undone = END if asked["row"] == "undone" else None
            said = "yes" if undone else asked["row"]
            taken_back = START if said == "withdrawn" else None
            said_yes(visit, END, said=said, undone_at=undone, withdrawn_at=taken_back)
        good = asked["level"] in ("clear", "note", "review") and asked["kind"] == "needling"
        valid = good and asked["days"] < 180
        passes = asked["consent"] is True and asked["row"] == "yes"
        passes = passes and (asked["checked"] is True or valid)
        key = assessment.pk if assessment else None
        assert _written(visit, asked["consent"], asked["checked"], key) == passes
        transaction.set_rollback(True)


def _written(
    visit: Appointment, consent: bool | None, checked: bool | None, assessment: int | None
) -> bool:
    """Whether the database takes it."""
    statement = """
        UPDATE bookings_appointment SET status = 'fulfilled', needles_used = true,
            spoken_consent = %s, screening_checked = %s, assessment_id = %s WHERE id = %s
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [consent, checked, assessment, visit.pk])
    except DatabaseError:
        return False
    return True


@pytest.fixture
def yes(visit: Appointment) -> SpokenConsent:
    """A yes on which needles were used."""
    needled(visit)
    return SpokenConsent.objects.get()


@pytest.mark.parametrize(
    "change",
    [{"said": "no"}, {"at": END}, {"signed_paper": True}, {"undone_at": END}],
    ids=str,
)
def test_h07_a_yes_on_which_needles_were_used_stays(
    yes: SpokenConsent, change: dict[str, Any]
) -> None:
    rows = SpokenConsent.objects.filter(pk=yes.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**change)
    with pytest.raises(IntegrityError, match="is kept"), transaction.atomic():
        rows.delete()


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"near_lungs": True}, "near_the_lungs_in_writing"),
        ({"said": "no", "electrical": True}, "electrical_needs_a_yes"),
        ({"said": "withdrawn"}, "withdrawn_has_its_moment"),
        ({"said": "no", "withdrawn_at": END}, "withdrawn_has_its_moment"),
        ({"where": "online"}, "before_the_visit_it_is_only_taken_back"),
    ],
)
def test_h07_the_database_refuses_a_consent_that_does_not_hold_together(
    visit: Appointment, fields: dict[str, Any], name: str
) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        said_yes(visit, END, **fields)


def test_a_visit_has_one_answer_at_a_time(visit: Appointment) -> None:
    said_yes(visit, END)
    with pytest.raises(IntegrityError, match="one_spoken_consent_at_a_visit"), transaction.atomic():
        said_yes(visit, END, said="no")


def test_what_happens_to_the_patient_later_leaves_a_needled_visit_as_it_is(
    cast: Cast, yes: SpokenConsent
) -> None:
    Patient.objects.update(ask_again_since=END)
    moved = Appointment.objects.filter(pk=yes.appointment_id)
    assert moved.update(patient=cast.quinn) == 1
