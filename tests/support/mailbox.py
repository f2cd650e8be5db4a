"""A real SMTP server in the test's event loop, that can be told to misbehave."""

from __future__ import annotations

import asyncio
import email
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from typing import Any

import icalendar
from aiosmtpd.smtp import SMTP, AuthResult

ACCEPTED = "250 taken on"


@dataclass
class Mail:
    """One that was taken on."""

    recipient: str
    message: EmailMessage

    @property
    def text(self) -> str:
        return self.message.get_body(("plain",)).get_content()

    @property
    def calendar(self) -> Any:
        """What it has for a calendar program."""
        parts = [part for part in self.message.walk() if part.get_content_type() == "text/calendar"]
        content: Any = parts[0].get_payload(decode=True) if parts else None
        return None if content is None else icalendar.Calendar.from_ical(content)

    @property
    def method(self) -> str | None:
        return None if self.calendar is None else str(self.calendar["METHOD"])

    @property
    def sequence(self) -> int:
        """Of the calendar entry."""
        return max(int(event["SEQUENCE"]) for event in self.calendar.walk("VEVENT"))


class _Session(SMTP):
    """Hangs up after the answer to DATA, while the mail comes, where it is told to."""

    def __init__(self, box: Mailbox, **options: Any) -> None:
        super().__init__(box, **options)
        self._box = box

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._wire = transport
        self._box.connections += 1

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802  named by the library
        if not self._box.drops:
            return await super().smtp_DATA(arg)
        self._box.drops -= 1
        await self.push("354 go on")
        await self._reader.readline()
        self._wire.abort()
        return None


@dataclass
class Mailbox:
    """What has arrived, and how the server answers."""

    mails: list[Mail] = field(default_factory=list)
    answer: Callable[[str], str] = lambda recipient: "250 ok"
    """To RCPT, by recipient."""
    data_answer: str = ACCEPTED
    drops: int = 0
    """How many times it hangs up in the middle of a mail."""
    stalls: bool = False
    """It never answers a recipient."""
    swallows: bool = False
    """It takes mails on and never says so."""
    lingers: bool = False
    """It never answers a goodbye."""
    stalled: asyncio.Event = field(default_factory=asyncio.Event)
    """Somebody waits for an answer that never comes."""
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    """A mail was taken on."""
    connections: int = 0
    port: int = 0
    _server: asyncio.Server | None = None
    _options: dict[str, Any] = field(default_factory=dict)

    async def open(self) -> None:
        """Listen, on the same port as before if there was one."""
        loop = asyncio.get_running_loop()
        tls = self._options.get("tls")
        options = {name: value for name, value in self._options.items() if name != "tls"}
        self._server = await loop.create_server(
            lambda: _Session(self, hostname="mail.test", loop=loop, **options),
            "127.0.0.1",
            self.port,
            ssl=tls,
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Be down."""
        self._server.close()
        await self._server.wait_closed()

    def take(self) -> list[Mail]:
        """What arrived since the last look, by recipient."""
        found, self.mails = self.mails, []
        return sorted(found, key=lambda mail: mail.recipient)

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if self.stalls:
            self.stalled.set()
            await asyncio.Event().wait()
        answer = self.answer(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_QUIT(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.lingers:
            await asyncio.Event().wait()
        return "221 bye"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.data_answer == ACCEPTED:
            message = email.message_from_bytes(envelope.content, policy=default)
            self.mails += [Mail(recipient, message) for recipient in envelope.rcpt_tos]
            self.arrived.set()
        if self.swallows:
            self.stalled.set()
            await asyncio.Event().wait()
        return self.data_answer


def authenticator(user: str, password: str) -> Callable[..., AuthResult]:
    def check(server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
        known = (given.login, given.password) == (user.encode(), password.encode())
        return AuthResult(success=known, handled=False)

    return check


@asynccontextmanager
async def mailbox(
    *, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None, **options: Any
) -> AsyncIterator[Mailbox]:
    """A server on a free port; ``tls`` from the first byte on, ``starttls`` as aiosmtpd takes it."""
    box = Mailbox(_options={"tls": tls, "tls_context": starttls, **options})
    await box.open()
    try:
        yield box
    finally:
        await box.close()
