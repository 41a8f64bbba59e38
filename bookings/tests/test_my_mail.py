"""The emails of the sign-in: they leave at once, to whom they are for, and leave nothing."""

import datetime as dt

from django.db import connection

from bookings import messages
from bookings.models import AccountMail, Clinic
from bookings.tests.conftest import Server
from conftest import Cast

PAT = "pat@patient.example"


def written(now: dt.datetime, code: str | None = "123456", **changes: object) -> AccountMail:
    what = {"code": code} if code else None
    fields = {"kind": "sign_in", "to": PAT, "what": what, "created_at": now, **changes}
    return AccountMail.objects.create(**fields)


def test_a_code_leaves_and_its_row_is_erased(cast: Cast, server: Server, now: dt.datetime) -> None:
    written(now)
    assert messages.post_account_mail(now=now) == {"sent": 1}
    (mail,) = server.mails
    assert mail["To"] == PAT
    assert mail["Subject"] == "Your code for Example Clinic"
    assert "123456" not in mail["Subject"]
    for kind in ("plain", "html"):
        body = mail.get_body((kind,))
        assert body is not None
        assert "123456" in body.get_content()
        assert "15 minutes" in body.get_content()
    assert not AccountMail.objects.exists()


def test_h10_a_row_for_nobody_is_dropped(cast: Cast, server: Server, now: dt.datetime) -> None:
    written(now, code=None)
    assert messages.post_account_mail(now=now) == {"dropped": 1}
    assert server.mails == []
    assert not AccountMail.objects.exists()


def test_a_code_lies_encrypted_while_it_waits(cast: Cast, now: dt.datetime) -> None:
    written(now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT what FROM bookings_accountmail")
        assert b"123456" not in bytes(cursor.fetchone()[0])


def test_a_code_that_is_too_old_is_not_sent(cast: Cast, server: Server, now: dt.datetime) -> None:
    written(now - dt.timedelta(minutes=16))
    assert not messages.post_account_mail(now=now)
    assert server.mails == []
    assert not AccountMail.objects.exists()


def test_two_workers_send_one_code_once(cast: Cast, server: Server, now: dt.datetime) -> None:
    written(now)
    assert AccountMail.objects.claim(now)
    assert not messages.post_account_mail(now=now)
    assert messages.post_account_mail(now=now + dt.timedelta(seconds=31)) == {"sent": 1}


def test_a_server_that_is_away_gets_it_half_a_minute_later(
    cast: Cast, server: Server, now: dt.datetime
) -> None:
    server.says["RCPT"] = "450 later"
    written(now)
    assert messages.post_account_mail(now=now) == {"again": 1}
    server.says.clear()
    assert messages.post_account_mail(now=now + dt.timedelta(seconds=31)) == {"sent": 1}
    assert len(server.mails) == 1


def test_an_address_that_nobody_has_is_dropped(
    cast: Cast, server: Server, now: dt.datetime
) -> None:
    server.says["RCPT"] = "550 5.1.1 nobody"
    written(now)
    assert messages.post_account_mail(now=now) == {"dropped": 1}
    assert not AccountMail.objects.exists()


def test_h17_the_switch_keeps_codes_back_too(cast: Cast, server: Server, now: dt.datetime) -> None:
    Clinic.objects.update(sending_stopped=True)
    written(now)
    assert not messages.post_account_mail(now=now)
    assert server.mails == []


def test_h16_the_demo_sends_codes_to_example_addresses_alone(
    cast: Cast, server: Server, now: dt.datetime
) -> None:
    written(now, to="somebody@gmail.com")
    assert messages.post_account_mail(now=now) == {"dropped": 1}
    assert server.mails == []
