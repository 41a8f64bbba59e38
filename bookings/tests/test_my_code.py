"""A code by email and a date of birth: who gets in, and what strangers learn (H09, H10)."""

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings.models import AccountMail, Appointment, Patient, PatientAccount
from bookings.tests.desk import person
from bookings.tests.mine import (
    CODE_PAGE,
    CONFIRM,
    ask_code,
    code_to,
    come_in,
    give_code,
    page,
    say_born,
    signed_in,
)
from conftest import Cast, melbourne
from portal.models import User

pytestmark = pytest.mark.usefixtures("morning")

OTHER_DAY = dt.date(1980, 5, 18)


@pytest.fixture(autouse=True)
def visit(cast: Cast, book, db: None) -> Appointment:
    cache.clear()
    return book(melbourne(4, 10))


def told(client: Client, email: str) -> str:
    """The page after asking, without what is drawn for each page, and without the address."""
    words = ask_code(client, email).content.decode()
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", words).replace(email, "")


def test_a_code_and_a_date_of_birth_show_the_visits(cast: Cast, now: dt.datetime) -> None:
    client = come_in(Client(), "PAT@patient.example")
    assert client.get("/my/")["Location"] == "/my/born/"
    assert say_born(client, cast.pat.date_of_birth)["Location"] == "/my/"
    assert "Thu 4 March" in page(client)
    account = PatientAccount.objects.get()
    assert (account.patient, account.related_person) == (cast.pat, None)
    assert abs(account.verified_at - now) < dt.timedelta(minutes=1)


def test_the_user_is_made_when_first_asked_for_and_has_no_password(cast: Cast) -> None:
    assert not User.objects.exists()
    signed_in(cast.pat)
    user = User.objects.get()
    assert user.email == "pat@patient.example"
    assert not user.has_usable_password()
    assert not user.is_staff
    assert not user.is_superuser
    signed_in(cast.pat)
    assert User.objects.count() == PatientAccount.objects.count() == 1


@pytest.mark.parametrize("email", ["nobody@patient.example", "reception@staff.example"])
def test_h10_the_page_after_asking_is_the_same_for_everybody(email: str) -> None:
    person("reception")
    assert told(Client(), email) == told(Client(), "pat@patient.example")
    assert code_to(email) == ""
    assert code_to("pat@patient.example") != ""


def test_h10_a_stranger_a_patient_and_staff_take_the_same_work(cast: Cast) -> None:
    person("reception")
    emails = ("nobody@patient.example", "reception@staff.example", cast.pat.email)
    work = {}
    for email in (*emails, *emails):
        client = Client()
        with CaptureQueriesContext(connection) as asked:
            client.post(CODE_PAGE, {"email": email})
        # The second time alone: the first one makes the patient's user.
        work[email] = [one["sql"].split()[0] for one in asked if "kit_clock" not in one["sql"]]
    assert work[emails[0]] == work[emails[1]] == work[emails[2]]
    assert AccountMail.objects.count() == 6


def test_no_user_is_made_for_a_stranger() -> None:
    ask_code(Client(), "nobody@patient.example")
    assert not User.objects.exists()


def test_h08_who_has_died_is_sent_no_code(cast: Cast) -> None:
    Patient.objects.update(contact_state=Patient.Contact.DIED)
    ask_code(Client(), cast.pat.email)
    assert code_to(cast.pat.email) == ""


def test_a_patient_who_is_switched_off_is_sent_no_code(cast: Cast) -> None:
    signed_in(cast.pat)
    User.objects.update(is_active=False)
    AccountMail.objects.all().delete()
    ask_code(Client(), cast.pat.email)
    assert code_to(cast.pat.email) == ""


def test_a_wrong_code_opens_nothing_and_five_end_it(cast: Cast) -> None:
    client = Client()
    ask_code(client, cast.pat.email)
    right = code_to(cast.pat.email)
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(4):
        assert b"This is not the code" in give_code(client, wrong).content
    assert give_code(client, wrong)["Location"] == CODE_PAGE
    give_code(client, right)
    assert "_auth_user_id" not in client.session


def test_a_code_works_once_and_in_the_browser_that_asked(cast: Cast) -> None:
    client, other = Client(), Client()
    ask_code(client, cast.pat.email)
    code = code_to(cast.pat.email)
    ask_code(other, "nobody@patient.example")
    give_code(other, code)
    assert "_auth_user_id" not in other.session
    give_code(client, code)
    client.post("/my/out/")
    assert give_code(client, code)["Location"].startswith(CODE_PAGE)
    assert "_auth_user_id" not in client.session


def test_a_code_is_over_after_15_minutes(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    ask_code(client, cast.pat.email)
    session = client.session
    session["account_login"]["state"]["stages"]["login_by_code"]["data"]["at"] -= 15 * 60 + 1
    session.save()
    assert give_code(client, code_to(cast.pat.email))["Location"] == CODE_PAGE
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("code", ["", "x" * 30, "\u0661\u0662\u0663\u0664\u0665\u0666"])
def test_what_is_no_code_gets_a_sentence(cast: Cast, code: str) -> None:
    client = Client()
    ask_code(client, cast.pat.email)
    answer = client.post(CONFIRM, {"code": code})
    assert answer.status_code == 200
    assert b"There is a problem" in answer.content


@pytest.mark.parametrize("path", [CODE_PAGE, "/accounts/password/reset/"])
@pytest.mark.parametrize("email", ["", "pat@", "a" * 250 + "@patient.example", "a\0@b.example"])
def test_what_is_no_address_gets_a_sentence(path: str, email: str) -> None:
    answer = Client().post(path, {"email": email}, follow=True)
    assert answer.status_code == 200
    if path == CODE_PAGE:
        assert b"There is a problem" in answer.content


def test_another_address_can_be_given_instead(cast: Cast) -> None:
    client = Client()
    ask_code(client, "typo@patient.example")
    assert client.get(CODE_PAGE)["Location"] == CONFIRM
    client.post("/accounts/logout/", {"next": CODE_PAGE})
    assert client.get(CODE_PAGE).status_code == 200
    come_in(client, cast.pat.email)


def test_h09_a_shared_address_shows_each_date_of_birth_its_own(cast: Cast, book) -> None:
    Patient.objects.filter(pk=cast.quinn.pk).update(
        email=cast.pat.email.upper(), date_of_birth=OTHER_DAY
    )
    book(melbourne(4, 12), patient=cast.quinn)
    client = signed_in(cast.pat)
    assert "12 noon" not in page(client)
    say_born(client, OTHER_DAY)
    words = page(client)
    assert "Pat Example</strong>" in words
    assert "Quinn Example</strong>" in words
    # The next sign-in starts from nothing again.
    assert "Quinn" not in page(signed_in(cast.pat))


def test_h10_somebody_elses_date_of_birth_says_nothing_of_anybody(cast: Cast) -> None:
    Patient.objects.filter(pk=cast.quinn.pk).update(date_of_birth=OTHER_DAY)
    client = come_in(Client(), cast.pat.email)
    known, unknown = say_born(client, OTHER_DAY), say_born(client, dt.date(1931, 1, 1))
    for answer in (known, unknown):
        assert answer.status_code == 200
        assert b"We find no visits for this date of birth." in answer.content
    assert client.get("/my/")["Location"] == "/my/born/"
    assert not PatientAccount.objects.exists()


def test_the_date_of_birth_is_not_guessed_for_long(cast: Cast, settings) -> None:
    settings.RATE_LIMITS = True
    client = come_in(Client(), cast.pat.email)
    tries = [say_born(client, dt.date(1970, 1, day)) for day in range(1, 15)]
    assert [one.status_code for one in tries] == [200] * 12 + [429] * 2
    # A new browser does not help: the address itself is counted.
    other = come_in(Client(), cast.pat.email)
    assert say_born(other, cast.pat.date_of_birth).status_code == 429


def test_codes_are_not_asked_for_without_end(cast: Cast, settings, monkeypatch) -> None:
    settings.RATE_LIMITS = True
    for _ in range(10):
        ask_code(Client(), cast.pat.email)
    assert AccountMail.objects.count() == 10
    answer = ask_code(Client(), cast.pat.email)
    assert b"Many codes were asked for" in answer.content
    assert AccountMail.objects.count() == 10
    # Nobody else is kept out by it.
    ask_code(Client(), cast.quinn.email)
    assert code_to(cast.quinn.email)


def test_h09_an_address_is_confirmed_by_the_code_and_the_date_of_birth(cast: Cast) -> None:
    Patient.objects.update(email_confirmed_at=None)
    client = come_in(Client(), cast.pat.email)
    cast.pat.refresh_from_db()
    assert cast.pat.email_confirmed_at is None
    say_born(client, cast.pat.date_of_birth)
    cast.pat.refresh_from_db()
    assert cast.pat.email_confirmed_at is not None


def test_h09_another_address_on_the_record_closes_the_old_one_at_once(cast: Cast) -> None:
    client = signed_in(cast.pat)
    Patient.objects.filter(pk=cast.pat.pk).update(email="pat.new@patient.example")
    assert client.get("/my/")["Location"] == "/my/born/"
    assert b"We find no visits" in say_born(client, cast.pat.date_of_birth).content
    AccountMail.objects.all().delete()
    ask_code(Client(), "pat@patient.example")
    assert code_to("pat@patient.example") == ""


def test_a_merged_record_shows_nothing(cast: Cast) -> None:
    client = signed_in(cast.pat)
    Patient.objects.filter(pk=cast.pat.pk).update(merged_into=cast.quinn)
    assert client.get("/my/")["Location"] == "/my/born/"
