"""A related person's way to a visit: their own link, as long as they may, and no further."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from bookings.messages.links import Wanted, new_links
from bookings.models import Appointment, Patient, RelatedPerson, VisitLink
from bookings.tests.relatives import BORN, carer, parent, young
from bookings.tests.walking import HELPER, Walker, set_clock
from conftest import Cast, melbourne

pytestmark = pytest.mark.django_db
Book = Callable[..., Appointment]
SECOND = dt.timedelta(seconds=1)
# The clock runs while a test does.
BEFORE = dt.timedelta(seconds=30)
BIRTHDAY = melbourne(17, 0, month=5)


def link(visit: Appointment, person: RelatedPerson | None, now: dt.datetime, **kind: str) -> str:
    address = new_links([Wanted(visit, person=person, **kind)], now)[0]
    return "/visit/" + address.partition("/visit/")[2]


def opens(client: Client, address: str, visit: Appointment) -> int:
    first = client.get(address)
    if first.status_code != 302:
        return first.status_code
    return client.get(f"/visit/{visit.reference}/").status_code


def prove(client: Client, visit: Appointment, born: dt.date) -> int:
    typed = {"born_0": born.day, "born_1": born.month, "born_2": born.year}
    keys = {"born_day": born.day, "born_month": born.month, "born_year": born.year}
    return client.post(f"/visit/{visit.reference}/", {**typed, **keys}).status_code


@pytest.fixture
def visit(book: Book, cast: Cast) -> Appointment:
    """A child of 15 comes in the week after turning 16."""
    return book(melbourne(24, 10, month=5), patient=young(15))


def test_h20_a_link_closes_at_the_first_instant_of_the_birthday(
    client: Client, visit: Appointment, now: dt.datetime
) -> None:
    assert visit.patient is not None
    address = link(visit, parent(visit.patient), now)
    set_clock(BIRTHDAY - BEFORE)
    assert opens(client, address, visit) == 200
    set_clock(BIRTHDAY)
    assert client.get(f"/visit/{visit.reference}/").status_code == 410
    assert opens(Client(), address, visit) == 410
    assert opens(Client(), link(visit, None, BIRTHDAY), visit) == 200


def test_h20_the_clock_is_that_of_the_place(cast: Cast, book: Book, now: dt.datetime) -> None:
    child = young(15)
    there = book(melbourne(25, 13, month=5), patient=child, location=cast.perth)
    made = VisitLink.objects.create(
        appointment=there,
        related_person=parent(child),
        digest="x",
        created_at=now,
        expires_at=there.ends,
    )
    in_perth = BIRTHDAY + dt.timedelta(hours=2)
    assert made.opens_at(in_perth - SECOND)
    assert not made.opens_at(in_perth)


def test_h20_taking_back_closes_what_is_open(
    client: Client, visit: Appointment, now: dt.datetime
) -> None:
    assert visit.patient is not None
    set_clock(now)
    address = link(visit, parent(visit.patient), now)
    assert opens(client, address, visit) == 200
    RelatedPerson.objects.all().take_back(now)
    for page in ("", "move/", "cancel/", "visit.ics", "how-are-you/"):
        assert client.get(f"/visit/{visit.reference}/{page}").status_code == 410, page
    assert opens(Client(), address, visit) == 410


def test_h20_the_browser_that_booked_is_shut_out_on_the_birthday_too(walker: Walker) -> None:
    set_clock(BIRTHDAY - dt.timedelta(minutes=5))
    walker.begin(who="child", born_year="2011")
    walker.choose("massage")
    walker.answer()
    walker.take(melbourne(18, 10, month=5))
    walker.fill_in(**HELPER)
    walker.book()
    visit = walker.visit
    assert visit.reference in walker.get("/book/done/").content.decode()
    set_clock(BIRTHDAY)
    assert visit.reference not in walker.get("/book/done/").content.decode()
    assert walker.get(f"/visit/{visit.reference}/").status_code == 410


def test_h09_a_guardians_link_confirms_the_guardians_address_alone(
    client: Client, visit: Appointment, now: dt.datetime
) -> None:
    assert visit.patient is not None
    Patient.objects.filter(pk=visit.patient.pk).update(email_confirmed_at=None)
    sam = parent(visit.patient, email_confirmed_at=None)
    set_clock(now)
    opens(client, link(visit, sam, now), visit)
    assert prove(client, visit, BORN[15]) == 302
    sam.refresh_from_db()
    visit.patient.refresh_from_db()
    assert sam.email_confirmed_at is not None
    assert visit.patient.email_confirmed_at is None


def test_who_may_see_and_not_book_changes_nothing(
    client: Client, cast: Cast, book: Book, now: dt.datetime
) -> None:
    visit = book(melbourne(24, 10))
    sam = carer(cast.pat, may_book=False)
    set_clock(now)
    opens(client, link(visit, sam, now), visit)
    prove(client, visit, cast.pat.date_of_birth)
    page = client.get(f"/visit/{visit.reference}/").content.decode()
    assert "Dry needling" in page or "Massage" in page
    for words in ("Move this visit", "Cancel this visit", "Answer the health questions"):
        assert words not in page
    for act in ("move/", "cancel/", "questions/"):
        answer = client.post(f"/visit/{visit.reference}/{act}", {"version": 1})
        assert answer.status_code == 302, act
    visit.refresh_from_db()
    assert visit.status == "booked"
    RelatedPerson.objects.update(may_book=True)
    assert "Move this visit" in client.get(f"/visit/{visit.reference}/").content.decode()


def test_a_calendar_file_names_its_readers_address_alone(
    client: Client, cast: Cast, book: Book, now: dt.datetime
) -> None:
    visit = book(melbourne(24, 10))
    set_clock(now)
    opens(client, link(visit, carer(cast.pat), now), visit)
    file = client.get(f"/visit/{visit.reference}/visit.ics").content.decode()
    assert "sam@family.example" in file
    assert cast.pat.email not in file


def test_unsubscribing_is_for_its_reader_alone(
    client: Client, cast: Cast, book: Book, now: dt.datetime
) -> None:
    visit, sam = book(melbourne(24, 10)), carer(cast.pat)
    set_clock(now)
    stop = link(visit, sam, now, purpose=VisitLink.Purpose.UNSUBSCRIBE)
    assert client.post(stop).status_code == 200
    sam.refresh_from_db()
    cast.pat.refresh_from_db()
    assert sam.unsubscribed_at is not None
    assert cast.pat.unsubscribed_at is None
