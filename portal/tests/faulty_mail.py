"""An SMTP server that misbehaves on command."""

import logging
from collections.abc import Awaitable, Callable
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller

from portal.tests.running import free_port

_log = logging.getLogger("mail.log")
Answer = Awaitable[str | None]


class MailServer:
    """Takes mail and notes the Message-ID of each before it says so.

    `at` misbehaves: by the name of an SMTP command (EHLO, RCPT, DATA) what is awaited in
    its place, with the connection as its argument; its answer is the server's, or None for
    "250 OK". A mail counts as taken unless that answer is a refusal.
    """

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.at: dict[str, Callable[[Any], Answer]] = {}
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    def start(self) -> None:
        # What the server says of ten thousand mails would drown the report of a failure.
        _log.setLevel(logging.ERROR)
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()
        _log.setLevel(logging.NOTSET)

    def took(self, mails: int) -> Callable[[], bool]:
        """Whether so many mails have been taken, or more."""
        return lambda: len(self.taken) >= mails

    async def _says(self, command: str, connection: Any) -> str:
        """The answer to a command; a fault that was asked for happens while it is awaited."""
        fault = self.at.get(command)
        return (await fault(connection) if fault else None) or "250 OK"

    # The names are those that aiosmtpd calls.
    async def handle_EHLO(  # noqa: N802
        self, connection: Any, session: Any, _envelope: Any, name: str, answers: list[str]
    ) -> list[str]:
        session.host_name = name
        await self._says("EHLO", connection)
        return answers

    async def handle_RCPT(  # noqa: N802
        self, connection: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return await self._says("RCPT", connection)

    async def handle_DATA(self, connection: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        head, _, _ = envelope.original_content.partition(b"\r\n\r\n")
        mail = str(message_from_bytes(head)["Message-ID"])
        self.taken.append(mail)
        said = await self._says("DATA", connection)
        if not said.startswith("250"):
            self.taken.remove(mail)
        return said
