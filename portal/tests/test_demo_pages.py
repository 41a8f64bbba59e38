"""The demo's own page: sign-ins with their codes, the clock, and nothing of it in production."""

import datetime as dt
import runpy
import stat
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import authenticate
from django.test import Client
from django.urls import Resolver404, URLResolver, resolve, reverse
from django.urls.resolvers import RegexPattern

from bookings.models import Clinic
from portal import urls
from portal.demo import data, staff
from portal.kit import clock
from portal.models import User


@pytest.fixture
def crew(db, monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "plainly-for-a-test")
    Clinic.objects.create(**data.CLINIC)
    staff.engage()


def test_the_page_shows_each_role_with_its_code(client, crew):
    page = client.get(reverse("dev:index"))
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    for mailbox, *_ in data.STAFF:
        assert f"{mailbox}@demo.example" in page.content.decode()
    assert "plainly-for-a-test" in page.content.decode()


def test_the_codes_and_the_password_are_valid(crew, monkeypatch):
    moment = time.time()
    monkeypatch.setattr(time, "time", lambda: moment)
    for one in staff.sign_ins():
        user = User.objects.get(email=one.email)
        assert user.is_staff
        assert user.groups.get().name == one.role
        assert authenticate(username=one.email, password="plainly-for-a-test") == user
        authenticator = Authenticator.objects.get(user=user)
        assert not TOTP(authenticator).validate_code("000000" if one.code != "000000" else "1")
        assert TOTP(authenticator).validate_code(one.code)
        assert 0 < one.seconds <= 30


def test_a_new_password_of_the_install_reaches_the_staff(crew, monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "another-one-for-a-test")
    staff.engage()
    assert User.objects.count() == len(data.STAFF)
    for mailbox, *_ in data.STAFF:
        email = f"{mailbox}@demo.example"
        assert authenticate(username=email, password="another-one-for-a-test")


def test_h16_the_password_is_random_for_each_install_and_for_us_alone(
    settings, tmp_path, monkeypatch
):
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    made = []
    for install in ("one", "two"):
        settings.DATA_DIR = tmp_path / install
        made.append(staff.password())
        assert staff.password() == made[-1]
        kept = settings.DATA_DIR / "demo-password"
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert len(made[0]) >= 12
    assert made[0] != made[1]


@pytest.mark.parametrize(("name", "hours"), [("dev:hour", 1), ("dev:day", 24)])
def test_a_press_moves_the_clock_forward(client, crew, name, hours):
    before = clock.now()
    answer = client.post(reverse(name))
    assert answer.status_code == 302
    assert answer["Location"] == reverse("dev:index")
    gone = clock.now() - before
    assert dt.timedelta(hours=hours) <= gone < dt.timedelta(hours=hours, minutes=2)
    clock.move(dt.timedelta(0))


@pytest.mark.parametrize("name", ["dev:hour", "dev:day"])
def test_opening_the_address_does_not_move_the_clock(client, crew, name):
    assert client.get(reverse(name)).status_code == 405


def test_a_press_needs_the_token_of_the_page(crew):
    assert Client(enforce_csrf_checks=True).post(reverse("dev:day")).status_code == 403


def test_h16_there_is_no_demo_page_in_production(settings):
    assert resolve("/dev/").view_name == "dev:index"
    settings.DEMO = False
    patterns = runpy.run_path(urls.__file__)["urlpatterns"]
    production = URLResolver(RegexPattern(r"^/"), patterns)
    assert production.resolve("/contact/").view_name == "contact"
    for path in ("/dev/", "/dev/clock/day/", "/dev/mail/"):
        with pytest.raises(Resolver404):
            production.resolve(path)


def test_the_page_asks_few_questions_of_the_database(client, crew, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        client.get(reverse("dev:index"))
