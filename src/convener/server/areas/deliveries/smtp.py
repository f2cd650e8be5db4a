"""Mails by SMTP. The only file that knows the SMTP library."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import parseaddr

from aiosmtplib import (
    SMTP,
    SMTPDataError,
    SMTPException,
    SMTPNotSupported,
    SMTPRecipientRefused,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from convener.domain.delivery import Attempt, Outcome
from convener.server.letters import Message
from convener.server.outgoing import MailServer

TIMEOUT = 30.0
"""Seconds of real time that the server may take for one answer."""

GOODBYE = 2.0
"""The same at the end, when there is nothing more to lose."""

MOST_PER_CONNECTION = 50
"""Servers close connections that bring too much."""


@dataclass(slots=True)
class _Line:
    """An open connection, and how many mails went over it."""

    smtp: SMTP
    used: int = field(default=0)


class SmtpCarrier:
    """Hands mails to one server, over connections that are kept while there is something to send.

    A server that could not be reached is not asked again before ``rest``.
    """

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._trust = ssl.create_default_context(cafile=server.certificate)
        self._sender = parseaddr(server.sender)[1]
        self._idle: list[_Line] = []
        self._unreachable: Attempt | None = None

    async def carry(self, recipient: str, message: Message) -> Attempt:
        assert isinstance(message, EmailMessage)
        if self._unreachable is not None:
            return self._unreachable
        try:
            line = await self._line()
        except (SMTPException, OSError) as error:
            # What is wrong with us, such as our password, is no fault of the mail: it is tried again.
            self._unreachable = Attempt(Outcome.FAILED, _said(error))
            return self._unreachable
        kept = False
        try:
            attempt, kept = await self._send(line, recipient, message)
        finally:
            if kept and line.used < MOST_PER_CONNECTION:
                self._idle.append(line)
            else:
                line.smtp.close()
        return attempt

    async def rest(self) -> None:
        lines, self._idle, self._unreachable = self._idle, [], None
        for line in lines:
            try:
                async with asyncio.timeout(GOODBYE):
                    await line.smtp.quit()
            except (SMTPException, OSError):
                line.smtp.close()

    async def check(self) -> Attempt:
        """Connect and log in as if to send, and let go again: what came of it."""
        try:
            smtp = await self._connect()
            said = await smtp.noop()
            await smtp.quit()
        except (SMTPException, OSError) as error:
            return Attempt(Outcome.FAILED, _said(error))
        return Attempt(Outcome.SENT, said.message)

    async def _line(self) -> _Line:
        while self._idle:
            line = self._idle.pop()
            if line.smtp.is_connected:
                return line
        return _Line(await self._connect())

    async def _connect(self) -> SMTP:
        server = self._server
        smtp = SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password,
            use_tls=server.tls,
            start_tls=server.starttls,
            tls_context=self._trust,
            timeout=TIMEOUT,
        )
        await smtp.connect()
        return smtp

    async def _send(self, line: _Line, recipient: str, mail: EmailMessage) -> tuple[Attempt, bool]:
        """What came of it, and whether the connection is still good."""
        line.used += 1
        try:
            _, said = await line.smtp.send_message(mail, sender=self._sender, recipients=[recipient])
        except SMTPRecipientsRefused as refused:
            [one] = refused.recipients
            return _refusal(one), line.smtp.is_connected
        except SMTPDataError as error:
            return _refusal(error), line.smtp.is_connected
        except (SMTPNotSupported, ValueError) as error:
            # An address that this server, or no server at all, can be given.
            return Attempt(Outcome.REFUSED, _said(error)), line.smtp.is_connected
        except (SMTPException, OSError) as error:
            return Attempt(Outcome.FAILED, _said(error)), False
        return Attempt(Outcome.SENT, said), True


def _refusal(error: SMTPRecipientRefused | SMTPDataError) -> Attempt:
    """A refusal of this very mail: for good where the server says so."""
    outcome = Outcome.REFUSED if 500 <= error.code < 600 else Outcome.FAILED
    return Attempt(outcome, _said(error))


def _said(error: Exception) -> str:
    if isinstance(error, SMTPResponseException):
        return f"{error.code} {error.message}"
    return str(error) or type(error).__name__
