"""A real SMTP server for the tests of messages, and one tick of the worker."""

import datetime as dt
import secrets
import socket
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from django.test import Client
from pytest_django import Settings

from bookings import messages, scheduling
from bookings.consent_text import load_consent_text
from bookings.messages import Delivered
from bookings.models import Appointment, Message, Wish
from bookings.tests.answers import assessed
from bookings.tests.desk import at_desk, person, stand_at
from bookings.tests.waitlist import Wait
from bookings.tests.walking import Walker, set_clock
from conftest import Cast, melbourne
from portal.kit import clock
from portal.models import User
from screening import drafting
from screening.load import load
from screening.models import Version


class Server:
    """Keeps what it takes; `says` makes it answer RCPT, DATA or MAIL with something else."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.says: dict[str, str] = {}
        # Called once a mail is taken, before the 250 that says so.
        self.after_data: Callable[[], None] | None = None
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port: int = probe.getsockname()[1]

    def start(self) -> None:
        self._controller = Controller(
            self,
            hostname="127.0.0.1",
            port=self.port,
            authenticator=self._nobody,
            auth_require_tls=False,
        )
        self._controller.start()

    def _nobody(self, *_: Any) -> AuthResult:
        """Every sign-in is refused with 535."""
        return AuthResult(success=False, handled=False)

    def stop(self) -> None:
        self._controller.stop()

    def last(self) -> EmailMessage:
        return self.mails[-1]

    def words(self, kind: str = "plain") -> str:
        """The text or html part of the last mail."""
        part = self.last().get_body((kind,))
        assert part is not None
        return part.get_content()

    def subjects(self) -> list[str]:
        return [str(one["Subject"]) for one in self.mails]

    # The names are those that aiosmtpd calls.
    async def handle_MAIL(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.says.get("MAIL", "250 OK")

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        if "RCPT" not in self.says:
            envelope.rcpt_tos.append(address)
        return self.says.get("RCPT", "250 OK")

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if "DATA" not in self.says:
            self.mails.append(message_from_bytes(envelope.original_content, policy=policy.default))
        if self.after_data:
            self.after_data()
        return self.says.get("DATA", "250 OK")


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 2
    running = Server()
    settings.EMAIL_PORT = running.port
    running.start()
    yield running
    running.stop()


@pytest.fixture
def journey(cast: Cast, now: dt.datetime) -> None:
    """The clinic's messages, active since last month."""
    messages.load_journey(now - dt.timedelta(days=30))


@pytest.fixture
def tick(journey: None, server: Server) -> Callable[[dt.datetime], Delivered]:
    """Find what is due at a moment and deliver it, as the worker does."""

    def _tick(moment: dt.datetime) -> Delivered:
        messages.find_due(now=moment)
        return messages.deliver(now=moment, owner=secrets.token_hex(8))

    return _tick


@pytest.fixture
def walker(cast: Cast, now: dt.datetime) -> Walker:
    """A patient's browser at a clinic with its questions and its texts; the clock shows `now`."""
    load(now=now)
    load_consent_text(now=now)
    # Half a minute early: while a test runs, the clock goes on.
    set_clock(now - dt.timedelta(seconds=30))
    return Walker()


def statuses() -> dict[str, str]:
    """The newest row of each step by its key: its status, and its reason if it has one."""
    rows = Message.objects.select_related("step").order_by("id")
    return {row.step.key: " ".join(filter(None, (row.status, row.reason))) for row in rows}


@pytest.fixture
def morning(db: None, now: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clinic's clock stands at `now`."""
    stand_at(now, monkeypatch)


@pytest.fixture
def steady_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine, the moved clock is read once: for those who count queries."""
    monkeypatch.setattr(clock, "_REREAD_SECONDS", 600)


@pytest.fixture
def reception(morning: None) -> Client:
    return at_desk(person("reception"))


@pytest.fixture
def manager(morning: None) -> Client:
    return at_desk(person("manager"))


@pytest.fixture
def questionnaire(now: dt.datetime) -> Version:
    return load(now=now)


@pytest.fixture
def on_aspirin(
    cast: Cast, book: Callable[..., Appointment], questionnaire: Version, now: dt.datetime
) -> Appointment:
    """Pat's needling on 12 March; Pat takes aspirin, which is a note."""
    return book(
        melbourne(12, 10),
        service=cast.needling,
        assessment=assessed(questionnaire, now, ["aspirin"]),
    )


@pytest.fixture
def stricter(questionnaire: Version, now: dt.datetime) -> Version:
    """A draft in which aspirin alone is for review."""
    draft = drafting.begin(base=questionnaire, now=now)
    draft.rules.filter(code="M2a").update(level="review")
    return draft


@pytest.fixture
def lead(db: None) -> User:
    return person("clinical lead")


@pytest.fixture
def pending(cast: Cast, book: Callable[..., Appointment], screened: Any) -> Appointment:
    """Pat's needling on Monday 8 March at 10:00, which waits for review."""
    return book(melbourne(8, 10), service=cast.needling, assessment=screened("review"))


@pytest.fixture
def wait(cast: Cast, now: dt.datetime, screened: Any, journey: None) -> Wait:
    """Joins the waitlist through the verb; Pat's health answers are clear."""
    answers = screened("clear")

    def _wait(**changes: Any) -> Wish:
        wanted = {
            "now": now,
            "patient": cast.pat,
            "service": cast.massage,
            "location": cast.melbourne,
            "until": dt.date(2027, 3, 31),
            "assessment": answers,
            **changes,
        }
        return scheduling.join(**wanted)

    return _wait
