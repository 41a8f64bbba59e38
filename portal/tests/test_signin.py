"""Staff come in by password and second step, each trap of the sign-in package shut."""

import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse

from portal.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery staple"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def fresh_limits(db: None) -> Iterator[None]:
    """Codes used and tries counted in one test are nothing to the next."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def reception() -> User:
    return User.objects.create_user("reception@staff.example", PASSWORD, is_staff=True)


@pytest.fixture
def with_app(reception: User) -> User:
    """Reception has set up an authenticator app."""
    TOTP.activate(reception, SECRET)
    return reception


def code(secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def give_password(client: Client, email: str = "reception@staff.example", password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def give_code(client: Client):
    return client.post(reverse("mfa_authenticate"), {"code": code()})


def is_in(client: Client) -> bool:
    """Whether this browser reaches the admin's home."""
    return client.get(reverse("admin:index")).status_code == 200


def where(client: Client, path: str) -> str:
    """Where this path leads in the end."""
    return urlsplit(client.get(path, follow=True).redirect_chain[-1][0]).path


def test_the_sign_in_page_asks_for_a_password(client: Client) -> None:
    assert b'type="password"' in client.get(reverse("account_login")).content


def test_password_and_code_open_the_admin(client: Client, with_app: User) -> None:
    give_password(client)
    give_code(client)
    assert is_in(client)


def test_a_password_alone_opens_nothing(client: Client, with_app: User) -> None:
    answer = give_password(client)
    assert urlsplit(answer["Location"]).path == reverse("mfa_authenticate")
    assert not is_in(client)
    assert "_auth_user_id" not in client.session


def test_a_wrong_code_opens_nothing(client: Client, with_app: User) -> None:
    give_password(client)
    wrong = "000000" if code() != "000000" else "111111"
    client.post(reverse("mfa_authenticate"), {"code": wrong})
    assert not is_in(client)


def test_a_code_is_taken_once(client: Client, with_app: User) -> None:
    give_password(client)
    same = code()
    client.post(reverse("mfa_authenticate"), {"code": same})
    other = Client()
    give_password(other)
    other.post(reverse("mfa_authenticate"), {"code": same})
    assert is_in(client)
    assert not is_in(other)


def test_staff_without_an_app_are_sent_to_set_one_up(client: Client, reception: User) -> None:
    give_password(client)
    assert not is_in(client)
    login = client.get(reverse("admin:login"))
    assert urlsplit(login["Location"]).path == reverse("mfa_activate_totp")


def test_an_app_set_up_at_first_sign_in_opens_the_admin(client: Client, reception: User) -> None:
    give_password(client)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.get(reverse("mfa_activate_totp"))
    secret = client.session["mfa.totp.secret"]
    client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    assert not is_in(client), "setting up is not yet proving"
    client.post(reverse("mfa_reauthenticate"), {"code": code(secret)})
    assert is_in(client)


def test_a_session_without_the_second_step_is_asked_for_it(client: Client, with_app: User) -> None:
    client.force_login(with_app)
    login = client.get(reverse("admin:login"), {"next": "/admin/tasks/"})
    asked = urlsplit(login["Location"])
    assert asked.path == reverse("mfa_reauthenticate")
    assert parse_qs(asked.query) == {"next": ["/admin/tasks/"]}
    assert not is_in(client)


def test_a_stranger_is_sent_to_the_sign_in_page(client: Client) -> None:
    assert where(client, reverse("admin:index")) == reverse("account_login")
    assert urlsplit(client.get(reverse("admin:login"))["Location"]).path == reverse("account_login")


def test_somebody_who_is_not_staff_never_gets_in(client: Client, with_app: User) -> None:
    User.objects.update(is_staff=False)
    give_password(client)
    give_code(client)
    assert client.session["_auth_user_id"] == str(with_app.pk)
    assert not is_in(client)


def test_an_account_that_is_switched_off_is_out_at_once(client: Client, with_app: User) -> None:
    give_password(client)
    give_code(client)
    User.objects.update(is_active=False)
    assert not is_in(client)


def test_nobody_signs_up(client: Client) -> None:
    form = {"email": "new@patient.example", "password1": PASSWORD}
    assert client.get(reverse("account_signup")).status_code == 200
    client.post(reverse("account_signup"), form)
    assert not User.objects.exists()


@override_settings(ACCOUNT_LOGIN_BY_CODE_ENABLED=True, ACCOUNT_SIGNUP_FIELDS=["email*"])
def test_an_emailed_code_never_signs_staff_in(
    client: Client, with_app: User, mailoutbox: list
) -> None:
    client.post(reverse("account_login"), {"login": "reception@staff.example"})
    state = client.session["account_login"]["state"]["stages"]["login_by_code"]["data"]
    client.post(reverse("account_confirm_login_code"), {"code": state["code"]})
    assert "_auth_user_id" not in client.session
    give_code(client)
    assert not is_in(client)


def test_secrets_of_apps_are_encrypted(with_app: User) -> None:
    stored = Authenticator.objects.get(user=with_app, type=Authenticator.Type.TOTP).data["secret"]
    assert SECRET not in stored
    assert Authenticator.objects.get(user=with_app).wrap().validate_code(code())


def test_staff_cannot_drop_their_second_step(client: Client, with_app: User) -> None:
    give_password(client)
    give_code(client)
    client.post(reverse("mfa_reauthenticate"), {"code": code()})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=with_app, type=Authenticator.Type.TOTP).exists()
