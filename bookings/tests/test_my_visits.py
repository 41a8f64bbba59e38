"""My visits: all of the records that somebody has shown to be theirs."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings import scheduling
from bookings.models import Appointment, PatientAccount, RelatedPerson
from bookings.tests.desk import at_desk, person, stand_at
from bookings.tests.mine import come_in, page, say_born, signed_in
from conftest import Cast, melbourne

pytestmark = pytest.mark.usefixtures("morning")


@pytest.fixture
def visit(cast: Cast, book) -> Appointment:
    """Pat's massage on Thursday 4 March at 10:00."""
    return book(melbourne(4, 10))


@pytest.fixture
def client(visit: Appointment, cast: Cast) -> Client:
    """Pat has signed in."""
    return signed_in(cast.pat)


@pytest.fixture
def parent(cast: Cast, now: dt.datetime) -> RelatedPerson:
    """May see Pat's visits, and no more."""
    return RelatedPerson.objects.create(
        patient=cast.pat,
        relation="parent",
        name="Sam Example",
        email="sam@parent.example",
        may_see=True,
        created_at=now,
        ends_on=dt.date(2030, 1, 1),
    )


def test_what_is_ahead_and_what_is_past_stand_on_one_page(
    client: Client, visit: Appointment, cast: Cast, book, now: dt.datetime
) -> None:
    gone = book(melbourne(5, 10))
    scheduling.cancel(now=now, appointment=gone, who=Appointment.CancelledBy.PATIENT)
    words = page(client)
    coming, past = words.split('id="past"')
    assert "Thu 4 March, 10 am (Melbourne time)" in coming
    assert "Massage with Alex Demo, Melbourne" in coming
    assert f"/visit/{visit.reference}/move/" in coming
    assert f"/visit/{visit.reference}/cancel/" in coming
    assert f"/visit/{visit.reference}/visit.ics" in coming
    assert "Fri 5 March" in past
    assert "Cancelled." in past
    assert "/move/" not in past


def test_a_visit_opens_in_full_and_leads_back(client: Client, visit: Appointment) -> None:
    words = page(client, f"/visit/{visit.reference}/")
    assert "Alex Demo" in words
    assert 'href="/my/"' in words.split("<main")[1]
    assert client.get(f"/visit/{visit.reference}/visit.ics").status_code == 200


def test_a_visit_is_moved_and_cancelled_from_there(client: Client, visit: Appointment) -> None:
    start = melbourne(4, 11).isoformat()
    client.post(f"/visit/{visit.reference}/move/", {"start": start, "version": 1})
    visit.refresh_from_db()
    assert visit.starts == melbourne(4, 11)
    client.post(f"/visit/{visit.reference}/cancel/", {"version": 2})
    visit.refresh_from_db()
    assert visit.status == "cancelled"
    assert visit.cancelled_by == "patient"


def test_two_browsers_that_move_one_visit_do_not_undo_each_other(
    client: Client, visit: Appointment, cast: Cast
) -> None:
    other, path = signed_in(cast.pat), f"/visit/{visit.reference}/move/"
    other.post(path, {"start": melbourne(4, 11).isoformat(), "version": 1})
    late = client.post(path, {"start": melbourne(4, 14).isoformat(), "version": 1})
    assert late.status_code == 409
    assert b"Thu 04 Mar, 11:00" in late.content
    visit.refresh_from_db()
    assert visit.starts == melbourne(4, 11)


@pytest.mark.parametrize("path", ["", "move/", "cancel/", "visit.ics"])
def test_somebody_elses_visit_is_as_unknown_as_one_that_is_not(
    client: Client, cast: Cast, book, path: str
) -> None:
    foreign = book(melbourne(4, 12), patient=cast.quinn)
    answer = client.get(f"/visit/{foreign.reference}/{path}")
    assert answer.status_code == 404
    assert answer.content == client.get(f"/visit/BCDFGHJK/{path}").content
    client.post(f"/visit/{foreign.reference}/cancel/", {"version": 1})
    foreign.refresh_from_db()
    assert foreign.is_active


def test_nothing_is_stored_by_a_browser_and_no_other_page_is_told(client: Client) -> None:
    for path in ("/my/", "/my/born/", "/my/address/"):
        answer = client.get(path)
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "same-origin"


def test_many_visits_ask_no_more_of_the_database_than_one(
    client: Client, book, cast: Cast, now: dt.datetime
) -> None:
    def asked(expected: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert page(client).count("my-visit__when") == expected
        # The clock is read again when a second has passed.
        return sum("kit_clock" not in one["sql"] for one in queries)

    one = asked(1)
    for hour in range(11, 16):
        book(melbourne(4, hour))
    gone = book(melbourne(5, 10))
    scheduling.cancel(now=now, appointment=gone, who=Appointment.CancelledBy.PATIENT)
    assert asked(7) == one <= 12


def test_h11_after_30_minutes_without_a_press_it_signs_out(
    client: Client, visit: Appointment, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_at(now + dt.timedelta(minutes=29), monkeypatch)
    assert client.get("/my/").status_code == 200
    stand_at(now + dt.timedelta(minutes=60), monkeypatch)
    assert client.get(f"/visit/{visit.reference}/").status_code == 404
    ended = client.get("/my/")
    assert ended.status_code == 410
    assert b"This page has closed" in ended.content
    assert client.get("/my/")["Location"].startswith("/accounts/login/code/")


@pytest.mark.parametrize("way", ["/my/out/", "/book/leave/"])
def test_h11_signing_out_leaves_nothing(client: Client, visit: Appointment, way: str) -> None:
    client.get(way)
    assert client.get("/my/").status_code == 200
    client.post(way)
    assert client.get(f"/visit/{visit.reference}/").status_code == 404
    assert client.get("/my/").status_code == 302


def test_h20_a_parent_who_may_see_looks_and_does_not_act(
    visit: Appointment, parent: RelatedPerson, cast: Cast
) -> None:
    client = come_in(Client(), parent.email)
    say_born(client, cast.pat.date_of_birth)
    words = page(client)
    assert "Thu 4 March" in words
    assert "/cancel/" not in words
    for act in ("move", "cancel"):
        refused = client.post(f"/visit/{visit.reference}/{act}/", {"version": 1})
        assert refused["Location"] == f"/visit/{visit.reference}/"
    visit.refresh_from_db()
    assert visit.is_active


def test_h20_a_parent_who_may_book_moves(
    visit: Appointment, parent: RelatedPerson, cast: Cast
) -> None:
    parent.may_book = True
    parent.save()
    client = come_in(Client(), parent.email)
    say_born(client, cast.pat.date_of_birth)
    start = melbourne(4, 11).isoformat()
    client.post(f"/visit/{visit.reference}/move/", {"start": start, "version": 1})
    visit.refresh_from_db()
    assert visit.starts == melbourne(4, 11)


@pytest.mark.parametrize("change", ["may_see", "ends_on", "ended_at", "email"])
def test_h20_a_say_that_ends_closes_the_open_page(
    visit: Appointment, parent: RelatedPerson, cast: Cast, now: dt.datetime, change: str
) -> None:
    client = come_in(Client(), parent.email)
    say_born(client, cast.pat.date_of_birth)
    assert "Thu 4 March" in page(client)
    # It is 2 March by the clinic's clock, and still 1 March in UTC.
    ends = {
        "may_see": False,
        "ends_on": dt.date(2027, 3, 2),
        "ended_at": now,
        "email": "x@y.example",
    }
    setattr(parent, change, ends[change])
    parent.save()
    assert client.get("/my/")["Location"] == "/my/born/"
    assert client.get(f"/visit/{visit.reference}/").status_code == 404


def test_h20_a_parent_at_the_childs_own_address_comes_in_as_a_parent_alone(
    visit: Appointment, parent: RelatedPerson, cast: Cast, now: dt.datetime
) -> None:
    parent.email = cast.pat.email
    parent.save()
    signed_in(cast.pat)
    assert PatientAccount.objects.get().related_person == parent
    parent.ended_at = now
    parent.save()
    client = come_in(Client(), cast.pat.email)
    assert b"We find no visits" in say_born(client, cast.pat.date_of_birth).content


def test_staff_are_shown_no_visits_of_their_own(cast: Cast) -> None:
    answer = at_desk(person("reception")).get("/my/")
    assert answer.status_code == 403
    assert b"You are signed in as staff" in answer.content
