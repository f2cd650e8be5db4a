"""The right to watch a conference: password, start, control token."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator
from typing import Any, TypeVar

from convener.client.errors import ApiError, ClientError, Closed
from convener.client.events import verdict
from convener.client.events.effects import Ask, Effect
from convener.client.events.errors import PasswordNeeded
from convener.client.events.pace import Lease
from convener.client.events.subscription import Subscription
from convener.client.events.verdict import Verdict
from convener.wire.control import CreateConfToken, TokenInfo
from convener.wire.meetings import ConferenceRole, MeetingDetail, ShowMeetingDetail, StartBody, StartMeeting

log = logging.getLogger("convener.client.events")

T = TypeVar("T")
Answer = Generator[Effect, Any, T]

LOGIN_TYPE = 1


class Access:
    """A control token that is live whenever it is asked for."""

    def __init__(self, subscription: Subscription, now: Callable[[], float]) -> None:
        self._conference_id = subscription.conference_id
        self._origin = subscription.origin
        self._password = subscription.password
        self._may_start = subscription.start
        self._now = now
        self._lease: Lease | None = None
        self.url = subscription.origin
        """Where the WebSocket is."""

    @property
    def renew_at(self) -> float:
        return float("inf") if self._lease is None else self._lease.renew_at

    def drop(self) -> None:
        """The token is not accepted any more."""
        self._lease = None

    def token(self) -> Answer[str]:
        """The control token, new or renewed if need be. Raises ``PasswordNeeded``, and what a call may."""
        if self._lease is None or self._lease.is_due(self._now()):
            info = yield from self._granted()
            self._keep(info)
            self._may_start = False  # once it has run, its end is the end
            return info.token
        return self._lease.token

    def renew(self) -> Answer[None]:
        """Renew the token of an open connection, which goes on whatever comes of it."""
        try:
            self._keep((yield self._request()).data)
        except Closed:
            raise
        except ClientError as error:
            log.info("control token not renewed: %s", error, extra={"action": "events_not_renewed"})
            if self._lease is not None:
                self._lease.later(self._now())

    def _granted(self) -> Answer[TokenInfo]:
        if self._password is None:
            self._password = yield from self._looked_up()
        try:
            answer = yield self._request()
        except ApiError as error:
            if not self._may_start or verdict.of(error) is not Verdict.OVER:
                raise
            body = StartBody(conference_id=self._conference_id, password=self._password)
            yield Ask(StartMeeting(body=body))
            answer = yield self._request()
        info: TokenInfo = answer.data
        return info

    def _request(self) -> Ask:
        """For a new token, or for the one we have to live on; expired, it is replaced by a new one."""
        return Ask(
            CreateConfToken(
                conference_id=self._conference_id,
                authorization=None if self._lease is None else self._lease.token,
                password=self._password,
                login_type=LOGIN_TYPE,
            )
        )

    def _keep(self, info: TokenInfo) -> None:
        self._lease = Lease.of(info.token, life=info.conf_token_expire_time, now=self._now())
        self.url = socket_url(info.ws_url, origin=self._origin)

    def _looked_up(self) -> Answer[str]:
        """The host's password, as the caller's own detail of the meeting shows it."""
        try:
            detail: MeetingDetail = yield Ask(ShowMeetingDetail(conference_id=self._conference_id, limit=1))
        except ApiError as error:
            if verdict.of(error) is Verdict.FINAL:
                raise PasswordNeeded(f"{_NEEDED}: {error}", number=verdict.number_of(error)) from error
            raise
        for entry in detail.conference_data.password_entry or ():
            if entry.conference_role is ConferenceRole.CHAIR and entry.password:
                return entry.password
        raise PasswordNeeded(_NEEDED)


_NEEDED = "give the host's password with password=: the meeting does not show it to this caller"


def socket_url(named: str | None, *, origin: str) -> str:
    """Where the WebSocket is, by what the token's answer says and the origin (``wss://…``) of the client.

    A client that came over TLS stays with it: a server behind something that ends TLS may not know.
    """
    url = (named or "").rstrip("/")
    if not url:
        return origin
    scheme, found, rest = url.partition("://")
    if not found:
        return f"wss://{url}"
    return f"wss://{rest}" if origin.startswith("wss://") else f"{scheme}://{rest}"
