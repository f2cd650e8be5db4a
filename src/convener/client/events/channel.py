"""The way to the frames of a conference, and back to them whenever it breaks. No I/O.

Control token, WebSocket token, connection, Subscribe; then frames, with a heartbeat a minute, the control
token renewed in time, and a new Subscribe when a frame is missing. Reference: Meeting Event Push.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

from convener.client.errors import ApiError, ClientError
from convener.client.events import verdict
from convener.client.events.access import Access
from convener.client.events.connection import Connection
from convener.client.events.effects import Ask, Leave, Open, Pause, Steps
from convener.client.events.errors import Declined, NotRunning, Refused, SocketClosed, SocketFailed
from convener.client.events.pace import Backoff
from convener.client.events.subscription import Subscription
from convener.client.events.verdict import Verdict
from convener.wire.control import CreateWebSocketToken

log = logging.getLogger("convener.client.events")

PATH = "/cms/open/websocket/confctl/increment/conn"

PATIENCE = 3
"""Attempts at a first success, and times in a row that new tokens may be turned down."""


class Channel:
    """One subscription, for as long as the conference runs.

    ``now`` tells seconds that only go forward, ``draw`` a chance from 0 to 1.
    """

    def __init__(
        self, subscription: Subscription, *, now: Callable[[], float], draw: Callable[[], float]
    ) -> None:
        self._subscription = subscription
        self._now = now
        self._draw = draw
        self._access = Access(subscription, now)
        self._backoff = Backoff(draw)
        self._was_open = False
        self._failures = 0
        """Attempts in a row that came to nothing."""
        self._turned_down = 0
        """Attempts in a row that failed because a token was not accepted."""

    def run(self) -> Steps:
        """Deliver frames until the conference is over.

        Raises ``Refused`` where trying again would not help, ``Closed``, ``SlowConsumer`` or ``Untrusted``
        that its driver throws in, and what kept it from a first success. After that it always comes back.
        """
        while True:
            try:
                yield from self._attempt()
            except ClientError as error:
                yield Leave()
                judged = verdict.of(error)
                if self._was_open and judged is Verdict.OVER:
                    return
                self._weigh(error, judged)
                pause = max(self._backoff.pause(), _asked(error))
                log.info("connection lost: %s", error, extra={"action": "events_lost", "pause": pause})
                yield Pause(pause)
            else:
                return

    def _attempt(self) -> Steps:
        """One connection. Returns when the conference is over; raises how the connection ended otherwise."""
        token = yield from self._access.token()
        request = CreateWebSocketToken(conference_id=self._subscription.conference_id)
        granted = yield Ask(request, token)
        yield Open(self._url(granted.web_socket_token))
        opened = self._now()
        connection = Connection(self._subscription, self._access, now=self._now, draw=self._draw)
        try:
            yield from connection.run()
        except ClientError as error:
            if connection.was_subscribed:
                self._was_open, self._failures, self._turned_down = True, 0, 0
                self._backoff.lasted(self._now() - opened)
            if not connection.saw_end or verdict.of(error) is Verdict.FINAL:
                raise

    def _url(self, token: str) -> str:
        query = urlencode({"confID": self._subscription.conference_id, "tmpToken": token})
        return f"{self._access.url}{PATH}?{query}"

    def _weigh(self, error: ClientError, judged: Verdict) -> None:
        """Raise what there is no way back from."""
        self._failures += 1
        if judged is Verdict.OVER:
            raise NotRunning(
                f"the conference does not run: {error}", number=verdict.number_of(error)
            ) from error
        self._turned_down = self._turned_down + 1 if judged is Verdict.EXPIRED else 0
        if judged is Verdict.EXPIRED:
            self._access.drop()
        if judged is Verdict.FINAL or self._turned_down >= PATIENCE:
            if isinstance(error, ApiError | Declined | SocketFailed | SocketClosed):
                number = verdict.number_of(error)
                raise Refused(f"the server does not allow it: {error}", number=number) from error
            raise error
        if not self._was_open and self._failures >= PATIENCE:
            raise error


def _asked(error: ClientError) -> float:
    """Seconds the server asked to be left alone."""
    asked = error.retry_after if isinstance(error, ApiError) else None
    return (asked or timedelta()).total_seconds()
