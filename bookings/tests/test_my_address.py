"""A record moves to another email address only by a code that was sent there (H09)."""

import datetime as dt

import pytest
from django.test import Client

from bookings.models import AccountMail, Patient, PatientAccount, RelatedPerson
from bookings.tests.desk import person, stand_at
from bookings.tests.mine import code_to, come_in, page, say_born, signed_in
from conftest import Cast

pytestmark = pytest.mark.usefixtures("morning")

NEW = "pat.new@patient.example"


@pytest.fixture
def client(cast: Cast) -> Client:
    return signed_in(cast.pat)


def ask(client: Client, email: str = NEW, **more: str):
    return client.post("/my/address/", {"email": email, **more})


def give(client: Client, code: str):
    return client.post("/my/address/code/", {"code": code})


def address_of(cast: Cast) -> str:
    return Patient.objects.get(pk=cast.pat.pk).email


def test_the_code_from_the_new_mailbox_moves_the_record(client: Client, cast: Cast) -> None:
    assert ask(client)["Location"] == "/my/address/code/"
    assert address_of(cast) == cast.pat.email
    answer = give(client, code_to(NEW))
    assert b"The address is changed" in answer.content
    assert address_of(cast) == NEW
    assert client.get("/my/").status_code == 302
    assert PatientAccount.objects.get().ended_at is not None
    cast.pat.refresh_from_db()
    assert "No visit is booked." in page(signed_in(cast.pat))


def test_h09_without_the_code_nothing_moves(client: Client, cast: Cast) -> None:
    ask(client)
    code = code_to(NEW)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        assert b"This is not the code that we sent." in give(client, wrong).content
    over = give(client, code)
    assert over.status_code == 410
    assert b"no longer works" in over.content
    assert address_of(cast) == cast.pat.email


def test_a_code_for_an_address_is_over_after_15_minutes(
    client: Client, cast: Cast, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(client)
    stand_at(now + dt.timedelta(minutes=16), monkeypatch)
    assert give(client, code_to(NEW)).status_code == 410
    assert address_of(cast) == cast.pat.email


def test_h10_a_staff_address_gets_no_code_and_the_page_is_the_same(client: Client) -> None:
    person("reception")
    page_for = {}
    for email in (NEW, "reception@staff.example"):
        ask(client, email)
        page_for[email] = page(client, "/my/address/code/").replace(email, "")
    assert page_for[NEW].count("\n") == page_for["reception@staff.example"].count("\n")
    assert code_to("reception@staff.example") == ""


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("", b"Enter the new email address."),
        ("pat@", b"Enter an email address in full"),
        ("PAT@patient.example", b"This is the address that we have already."),
    ],
)
def test_what_is_no_new_address_gets_a_sentence(
    client: Client, email: str, sentence: bytes
) -> None:
    answer = ask(client, email)
    assert answer.status_code == 200
    assert sentence in answer.content
    assert AccountMail.objects.filter(kind="address").count() == 0


def test_of_several_people_only_the_chosen_one_moves(cast: Cast) -> None:
    day = dt.date(1985, 1, 2)
    Patient.objects.filter(pk=cast.quinn.pk).update(email=cast.pat.email, date_of_birth=day)
    client = signed_in(cast.pat)
    say_born(client, day)
    assert b"Choose whose address it is." in ask(client).content
    ask(client, who=cast.quinn.reference)
    give(client, code_to(NEW))
    assert address_of(cast) == cast.pat.email
    assert Patient.objects.get(pk=cast.quinn.pk).email == NEW


def test_whoever_looks_through_a_related_person_moves_no_address(
    cast: Cast, now: dt.datetime
) -> None:
    RelatedPerson.objects.create(
        patient=cast.pat,
        relation="carer",
        name="Sam",
        email="sam@carer.example",
        may_see=True,
        may_book=True,
        created_at=now,
    )
    client = come_in(Client(), "sam@carer.example")
    say_born(client, cast.pat.date_of_birth)
    assert ask(client)["Location"] == "/my/"
    assert not AccountMail.objects.filter(kind="address").exists()


def test_a_new_address_is_not_tried_without_end(client: Client, settings) -> None:
    settings.RATE_LIMITS = True
    codes = [ask(client, f"new{n}@patient.example").status_code for n in range(6)]
    assert codes == [302] * 5 + [429]
