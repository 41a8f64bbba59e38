"""A patient's account and the staff's door: each trap between them is shut."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from bookings.models import AccountMail
from bookings.tests.desk import at_desk, person, stand_at
from bookings.tests.mine import ask_code, code_to, give_code, signed_in
from conftest import Cast
from portal.models import User

RESET = "/accounts/password/reset/"


@pytest.fixture(autouse=True)
def morning(db: None, now: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_at(now, monkeypatch)
    cache.clear()


@pytest.fixture
def client(cast: Cast) -> Client:
    """Pat has signed in by a code."""
    return signed_in(cast.pat)


def test_a_patient_who_goes_to_the_admin_lands_on_my_visits(client: Client) -> None:
    first = client.get(reverse("admin:index"))
    assert first.status_code == 302
    assert client.get(first["Location"])["Location"] == "/my/"


@pytest.mark.parametrize(
    "name", ["account_set_password", "account_email", "mfa_activate_totp", "mfa_add_webauthn"]
)
def test_a_patients_account_gets_no_password_address_or_second_step(
    client: Client, name: str
) -> None:
    typed = {"password1": "correct horse battery", "password2": "correct horse battery"}
    for answer in (
        client.get(reverse(name)),
        client.post(reverse(name), {**typed, "action_add": "", "email": "x@patient.example"}),
    ):
        assert answer["Location"] == "/my/"
    assert not User.objects.get().has_usable_password()


def test_a_patients_account_gets_no_link_for_a_new_password(cast: Cast, client: Client) -> None:
    person("reception")
    AccountMail.objects.all().delete()
    for email in (cast.pat.email, "nobody@patient.example", "reception@staff.example"):
        answer = Client().post(RESET, {"email": email}, follow=True)
        assert b"If the address is one of ours" in answer.content
    assert [bool(mail.what) for mail in AccountMail.objects.order_by("pk")] == [False, False, True]
    to_staff = AccountMail.objects.get(to="reception@staff.example")
    assert "/accounts/password/reset/key/" in str(to_staff.what)


def test_a_patient_who_joins_the_staff_sees_no_visits_and_needs_both_steps(
    client: Client, cast: Cast
) -> None:
    User.objects.update(is_staff=True)
    assert client.get("/my/").status_code == 403
    assert client.get(reverse("admin:index")).status_code == 302
    AccountMail.objects.all().delete()
    ask_code(Client(), cast.pat.email)
    assert code_to(cast.pat.email) == ""


def test_a_code_asked_before_joining_the_staff_signs_nobody_in(cast: Cast) -> None:
    browser = Client()
    ask_code(browser, cast.pat.email)
    User.objects.update(is_staff=True)
    give_code(browser, code_to(cast.pat.email))
    assert "_auth_user_id" not in browser.session


def test_patients_stand_in_no_list_of_staff(client: Client, cast: Cast) -> None:
    manager = at_desk(person("manager"))
    page = manager.get(reverse("admin:portal_user_changelist")).content.decode()
    assert "manager@staff.example" in page
    assert cast.pat.email not in page
    patient = User.objects.get(email=cast.pat.email)
    change = reverse("admin:portal_user_change", args=[patient.pk])
    assert manager.get(change).status_code == 302
    assert manager.post(change, {"is_staff": "on"}).status_code == 302
    patient.refresh_from_db()
    assert not patient.is_staff


def test_an_account_that_a_manager_makes_is_one_of_the_staff() -> None:
    typed = {"email": "new@staff.example", "usable_password": "false"}
    at_desk(person("manager")).post(reverse("admin:portal_user_add"), typed)
    assert User.objects.get(email="new@staff.example").is_staff


def test_staff_who_ask_for_a_code_while_signed_in_go_home() -> None:
    answer = at_desk(person("reception")).get("/accounts/login/code/")
    assert answer["Location"] == reverse("admin:index")
