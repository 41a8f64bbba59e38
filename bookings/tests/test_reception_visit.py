"""What reception does to a visit: through the verbs, by POST, with the version it saw."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from bookings.models import Appointment, Status
from bookings.tests.desk import at_desk, person, stand_at
from conftest import Cast, melbourne
from portal.models import User

pytestmark = pytest.mark.django_db


TEN = melbourne(2, 10)


@pytest.fixture
def client(cast: Cast, now: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> Client:
    stand_at(now, monkeypatch)
    return at_desk(person("reception"))


@pytest.fixture
def visit(client: Client, book) -> Appointment:
    """Pat's massage at ten."""
    return book(TEN)


@pytest.fixture
def begun(visit: Appointment, monkeypatch: pytest.MonkeyPatch) -> Appointment:
    """The same, ten minutes after its start."""
    stand_at(TEN + dt.timedelta(minutes=10), monkeypatch)
    return visit


def press(client: Client, name: str, visit: Appointment, **typed: object):
    """Send a form of this visit, with the version seen unless said otherwise."""
    return client.post(
        reverse(f"admin:{name}", args=[visit.reference]), {"version": visit.version, **typed}
    )


def now_is(visit: Appointment) -> Appointment:
    return Appointment.objects.get(pk=visit.pk)


def test_check_in(client: Client, visit: Appointment) -> None:
    answer = press(client, "visit_check_in", visit)
    assert now_is(visit).status == Status.ARRIVED
    assert answer["Location"] == f"/admin/?day=2027-03-02#visit-{visit.reference}"


def test_after_a_press_the_same_choice_is_shown_again(client: Client, visit: Appointment) -> None:
    back = "/admin/?day=2027-03-02&location=melbourne#visit-1"
    assert press(client, "visit_check_in", visit, next=back)["Location"] == back


def test_a_press_never_leads_to_another_site(client: Client, visit: Appointment) -> None:
    answer = press(client, "visit_check_in", visit, next="https://elsewhere.example/")
    assert answer["Location"].startswith("/admin/")


def test_a_stale_form_names_what_has_changed(client: Client, visit: Appointment) -> None:
    press(client, "visit_check_in", visit)
    answer = press(client, "visit_no_show", visit)
    assert answer.status_code == 409
    assert "This visit has been changed" in answer.content.decode()
    assert now_is(visit).status == Status.ARRIVED


def test_no_show_is_for_after_the_start(client: Client, visit: Appointment) -> None:
    answer = press(client, "visit_no_show", visit)
    assert answer.status_code == 409
    assert "has not started yet" in answer.content.decode()


def test_no_show(client: Client, begun: Appointment) -> None:
    press(client, "visit_no_show", begun)
    assert now_is(begun).status == Status.NOSHOW


def test_closing_asks_whether_needles_were_used(client: Client, begun: Appointment) -> None:
    answer = press(client, "visit_complete", begun)
    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()
    assert now_is(begun).status == Status.BOOKED


def test_closing_without_needles(client: Client, begun: Appointment) -> None:
    press(client, "visit_complete", begun, needles_used="no", spoken_consent="not_asked")
    after = now_is(begun)
    assert (after.status, after.needles_used) == (Status.FULFILLED, False)


def test_h07_needles_ask_for_consent_and_screening(client: Client, begun: Appointment) -> None:
    used = {"needles_used": "yes", "areas": ["calf"]}
    for typed in ({}, {"spoken_consent": "yes"}, {"screening_checked": "on"}):
        answer = press(client, "visit_complete", begun, **used, **typed)
        assert "There is a problem" in answer.content.decode()
        assert now_is(begun).status == Status.BOOKED
    press(
        client,
        "visit_complete",
        begun,
        **used,
        spoken_consent="yes",
        screening_checked="on",
    )
    after = now_is(begun)
    assert (after.status, after.needles_used) == (Status.FULFILLED, True)


def test_h08_cancelling_asks_whether_to_tell_the_patient(
    client: Client, visit: Appointment
) -> None:
    answer = press(client, "visit_cancel", visit, who="patient", note="on the phone")
    page = answer.content.decode()
    assert now_is(visit).status == Status.BOOKED
    assert "There is a problem" in page
    assert 'value="on the phone"' in page


@pytest.mark.parametrize(("typed", "told"), [("yes", True), ("no", False)])
def test_cancelling(client: Client, visit: Appointment, typed: str, told: bool) -> None:
    press(client, "visit_cancel", visit, who="patient", tell=typed, note="on the phone")
    after = now_is(visit)
    assert (after.status, after.tell_patient) == (Status.CANCELLED, told)
    assert (after.cancelled_by, after.cancelled_late) == ("patient", True)
    assert after.changed_by is not None


@pytest.mark.parametrize("name", ["visit_check_in", "visit_no_show", "visit_move_to"])
def test_nothing_changes_by_looking(client: Client, visit: Appointment, name: str) -> None:
    assert client.get(reverse(f"admin:{name}", args=[visit.reference])).status_code == 405
    assert now_is(visit).version == visit.version


def test_an_unknown_visit_is_not_found(client: Client) -> None:
    assert client.get(reverse("admin:visit_cancel", args=["NOSUCH99"])).status_code == 404


ACTS = [
    "visit_check_in",
    "visit_no_show",
    "visit_complete",
    "visit_cancel",
    "visit_move_to",
]


@pytest.mark.parametrize("name", ACTS)
def test_staff_without_a_group_change_nothing(visit: Appointment, name: str) -> None:
    nobody = User.objects.create_user("new@staff.example", "pass", is_staff=True)
    assert press(at_desk(nobody), name, visit).status_code == 403
    assert now_is(visit).version == visit.version


@pytest.mark.parametrize("group", ["reception", "practitioner", "clinical lead", "manager"])
def test_every_group_works_the_day(visit: Appointment, group: str) -> None:
    press(at_desk(person(group, "one@staff.example")), "visit_check_in", visit)
    assert now_is(visit).status == Status.ARRIVED


def test_today_offers_only_what_fits(
    client: Client, visit: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def offered(of: Client) -> set[str]:
        page = of.get(reverse("admin:index"), {"day": "2027-03-02"}).content.decode()
        return {
            name
            for name in ("check_in", "complete", "no_show", "cancel", "move")
            if reverse(f"admin:visit_{name}", args=[visit.reference]) in page
        }

    assert offered(client) == {"check_in", "cancel", "move"}
    stand_at(TEN + dt.timedelta(minutes=10), monkeypatch)
    assert offered(client) == {"check_in", "complete", "no_show", "cancel", "move"}
    press(client, "visit_check_in", visit)
    assert offered(client) == {"complete"}
    nobody = User.objects.create_user("new@staff.example", "pass", is_staff=True)
    assert offered(at_desk(nobody)) == set()


def test_a_wrong_press_is_taken_back_with_a_reason(client: Client, begun: Appointment) -> None:
    press(client, "visit_no_show", begun)
    missed = now_is(begun)
    address = reverse("admin:visit_correct", args=[begun.reference])
    assert "It goes back to booked." in client.get(address).content.decode()
    assert (
        "Say in a few words what was wrong."
        in press(client, "visit_correct", missed).content.decode()
    )
    press(client, "visit_correct", missed, reason="They were in the other room")
    again = now_is(begun)
    assert (again.status, again.correction_note) == (Status.BOOKED, "They were in the other room")
