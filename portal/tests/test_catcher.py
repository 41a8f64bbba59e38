"""The demo's mail catcher, spoken to over SMTP as the worker speaks to it."""

import os
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from portal.demo import catcher
from portal.demo.environment import HOUSE, smtp_socket


@pytest.fixture
def smtp(tmp_path: Path) -> Iterator[smtplib.SMTP]:
    with smtp_socket(tmp_path) as listening:
        environment = {
            **os.environ,
            "PORTAL_DATA": str(tmp_path),
            "SMTP_FD": str(listening.fileno()),
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "portal.demo.catcher"],
            cwd=HOUSE,
            env=environment,
            pass_fds=[listening.fileno()],
        )
        with smtplib.SMTP("127.0.0.1", listening.getsockname()[1], timeout=20) as client:
            yield client
        process.terminate()
        process.wait()


def a_mail(subject: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "desk@demo.example", "ana@demo.example", subject
    mail.set_content("See you soon – bring nothing.")
    return mail


def test_mails_are_kept_whole_and_the_newest_comes_first(smtp, tmp_path) -> None:
    for subject in ("Your visit is booked", "Your visit is tomorrow"):
        smtp.send_message(a_mail(subject))
    newest, oldest = catcher.mails(tmp_path)
    assert (newest.subject, oldest.subject) == ("Your visit is tomorrow", "Your visit is booked")
    assert newest.to == "ana@demo.example"
    assert newest.received > oldest.received
    assert newest.text.strip() == "See you soon – bring nothing."


def test_the_address_of_the_envelope_counts_not_that_of_the_header(smtp, tmp_path) -> None:
    smtp.send_message(a_mail("Your visit is booked"), to_addrs=["ben@demo.example"])
    assert [mail.to for mail in catcher.mails(tmp_path)] == ["ben@demo.example"]


def test_an_id_opens_its_own_mail_and_no_other_file(smtp, tmp_path) -> None:
    smtp.send_message(a_mail("Your visit is booked"))
    (tmp_path / "secret.eml").write_text("Subject: not yours\n\n")
    [kept] = catcher.mails(tmp_path)
    found = catcher.mail(tmp_path, kept.id)
    assert found is not None
    assert found.received == kept.received
    assert catcher.mail(tmp_path, "../secret") is None
    assert catcher.mail(tmp_path, "nothing") is None


def test_a_restart_listens_on_the_same_port(tmp_path) -> None:
    with smtp_socket(tmp_path) as first:
        port = first.getsockname()[1]
    with smtp_socket(tmp_path) as second:
        assert second.getsockname()[1] == port
