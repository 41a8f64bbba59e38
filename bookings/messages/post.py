"""The way to the mail server: one connection for a batch, and what its answers mean."""

import re
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from types import TracebackType
from typing import Self

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

# RFC 2606 and 6761: addresses that can never be a person's.
_RESERVED = (
    *(".example", ".test", ".invalid", ".localhost"),
    *("example.com", "example.net", "example.org"),
)
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_BAD_CREDENTIALS = (530, 534, 535, 538)
_CLOSING = 421
_NOBODY = (550, 551, 553)
_ENHANCED = re.compile(r"5\.(?P<subject>\d{1,3})\.\d{1,3}")


class Verdict(Enum):
    SENT = "sent"
    AGAIN = "this one later"
    REFUSED = "this one never"
    LOST = "all of them later"
    STOP = "none until a person has looked"


@dataclass(frozen=True, slots=True)
class Answer:
    """`bad_address`: the server knows nobody of that name, now or later."""

    verdict: Verdict
    reason: str = ""
    bad_address: bool = False


def held_back(addresses: Sequence[str]) -> str:
    """Why no mail goes to these addresses from here; empty if it may (hazard H16).

    The demo writes to reserved addresses and to a catcher on this machine; a real clinic
    never writes to a reserved address.
    """
    found = [_is_reserved(address) for address in addresses]
    reserved = all(found) if settings.DEMO else any(found)
    if not settings.DEMO:
        return "an example address gets no mail" if reserved else ""
    if settings.EMAIL_HOST not in _LOOPBACK:
        return "the demo sends to this machine only"
    return "" if reserved else "the demo sends to example addresses only"


def _is_reserved(address: str) -> bool:
    domain = "." + address.rpartition("@")[2].lower()
    return any(domain.endswith(f".{one.lstrip('.')}") for one in _RESERVED)


class Post:
    """One SMTP connection, opened with the first email and closed with the block."""

    def __init__(self) -> None:
        self._server = get_connection()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # Every email of the batch is settled by now: a server that fails at QUIT, or has
        # gone, is no news.
        try:
            self._server.close()
        except OSError:
            return

    def send(self, email: EmailMultiAlternatives) -> Answer:
        """Hand one email over and say what became of it; never raises for the server's sake."""
        try:
            self._server.open()
            self._server.send_messages([email])
        except OSError as error:
            return judge(error)
        except ValueError:
            return Answer(Verdict.REFUSED, "the address is not valid")
        return Answer(Verdict.SENT)


def judge(error: OSError) -> Answer:
    """What an error of smtplib or of the network means for this email and the next ones."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        answer = _by_code(code, _text(words))
        return replace(answer, bad_address=_knows_nobody(code, _text(words)))
    if isinstance(error, (smtplib.SMTPConnectError, smtplib.SMTPHeloError)):
        return Answer(Verdict.LOST, f"{error.smtp_code} {_text(error.smtp_error)}")
    if isinstance(error, smtplib.SMTPResponseException):
        # A refused sender would refuse every other email as well.
        everyone = isinstance(error, (smtplib.SMTPAuthenticationError, smtplib.SMTPSenderRefused))
        return _by_code(error.smtp_code, _text(error.smtp_error), everyone=everyone)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Answer(Verdict.STOP, "The mail server does not offer what EMAIL_URL asks for.")
    return Answer(Verdict.LOST, f"no answer from the mail server ({type(error).__name__})")


def _by_code(code: int, words: str, *, everyone: bool = False) -> Answer:
    reason = f"{code} {words}"[:180]
    if code == _CLOSING:
        return Answer(Verdict.LOST, reason)
    if code < 500:
        return Answer(Verdict.LOST if everyone else Verdict.AGAIN, reason)
    if everyone or code in _BAD_CREDENTIALS:
        return Answer(
            Verdict.STOP, f"The mail server refused the clinic's sign-in or sender: {reason}"
        )
    return Answer(Verdict.REFUSED, reason)


def _knows_nobody(code: int, words: str) -> bool:
    """Not a full mailbox, nor a server that dislikes the sender (RFC 5321 and 3463)."""
    detail = _ENHANCED.match(words)
    return detail["subject"] == "1" if detail else code in _NOBODY


def _text(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words
