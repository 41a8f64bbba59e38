"""The demo's SMTP server: it takes every mail and keeps it as a file, for /dev/mail/ to show.

It listens on a socket that the supervisor has opened, so that a restart keeps the port.
"""

import asyncio
import datetime as dt
import os
import secrets
import socket
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

# UTC to the microsecond first: names sort in the order of arrival.
_STAMP = "%Y%m%dT%H%M%S.%fZ"


@dataclass(frozen=True)
class Mail:
    """A caught mail: its id for a URL, when it arrived (UTC), to whom, and all of it."""

    id: str
    received: dt.datetime
    to: str
    subject: str
    message: EmailMessage

    @property
    def text(self) -> str:
        """The plain text part, or nothing."""
        part = self.message.get_body(("plain",))
        return part.get_content() if part else ""


def folder(data: Path) -> Path:
    """Where the mails of a data folder lie."""
    return data / "mail"


def mails(data: Path) -> list[Mail]:
    """Every mail caught under this data folder, the newest first."""
    return [_read(path) for path in sorted(folder(data).glob("*.eml"), reverse=True)]


def mail(data: Path, mail_id: str) -> Mail | None:
    """The mail with this id, or None. The id may come from a URL: it never leads elsewhere."""
    path = folder(data) / f"{mail_id}.eml"
    return _read(path) if path in folder(data).glob("*.eml") else None


def _read(path: Path) -> Mail:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    received = dt.datetime.strptime(path.stem.split("-")[0], _STAMP).replace(tzinfo=dt.UTC)
    return Mail(path.stem, received, message["X-Envelope-To"], message["Subject"] or "", message)


class Keep:
    """Writes each mail to a file of its own; a reader never sees half of one."""

    def __init__(self, data: Path) -> None:
        self.folder = folder(data)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    # The name is the one that aiosmtpd calls.
    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Answer 250 once the mail is on disk."""
        name = f"{dt.datetime.now(dt.UTC):{_STAMP}}-{secrets.token_hex(4)}"
        to = f"X-Envelope-To: {', '.join(envelope.rcpt_tos)}\r\n".encode()
        half = self.folder / f"{name}.part"
        half.write_bytes(to + (envelope.original_content or b""))
        half.rename(self.folder / f"{name}.eml")
        return "250 Kept"


async def _listen(keep: Keep, listening: socket.socket) -> None:
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(keep, hostname="localhost", enable_SMTPUTF8=True), sock=listening
    )
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(
        _listen(
            Keep(Path(os.environ["PORTAL_DATA"])), socket.socket(fileno=int(os.environ["SMTP_FD"]))
        )
    )
