"""The asynchronous client."""

from __future__ import annotations

from typing import Self, TypeVar

from convener.client import exchange
from convener.client.transport import AsyncTransport
from convener.wire.base import Request
from convener.wire.identity import API_CLIENT, AccountLogin, CreateToken

Reply = TypeVar("Reply")


class AsyncClient:
    """Sends operations as one caller.

    ``token`` is what ``login`` sets: an access token for operations that need one. A control token is
    given to ``send`` for the operations of a running meeting.
    """

    def __init__(self, transport: AsyncTransport, *, token: str | None = None) -> None:
        self.transport = transport
        self.token = token

    async def send(self, request: Request[Reply], *, token: str | None = None) -> Reply:
        """Perform an operation. Raises ``ApiError`` when the server refuses."""
        out = exchange.outgoing(request, token=token or self.token)
        status, headers, body = await self.transport.send(out)
        return exchange.reply(request, status=status, headers=headers, body=body)

    async def login(self, account: str, password: str) -> None:
        """Log in with account and password and keep the access token."""
        login = CreateToken(
            authorization=exchange.basic(account, password),
            body=AccountLogin(account=account, client_type=API_CLIENT),
        )
        self.token = (await self.send(login)).access_token

    async def close(self) -> None:
        await self.transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
