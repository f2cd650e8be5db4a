"""Text messages by an operator's gateway. The only file of the server that knows the HTTP library."""

from __future__ import annotations

import html
import json
import logging
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import httpx

from convener.domain.delivery import Attempt, Outcome
from convener.server.letters import Message
from convener.server.outgoing import Gateway, filled

log = logging.getLogger("convener.deliveries")

TIMEOUT = 20.0
"""Seconds of real time that the gateway may take."""

LONGEST_REPLY = 300
"""Characters of an answer that are kept."""

_AGAIN = frozenset({401, 403, 408, 425, 429})
"""Refusals that are about us and our key, or that say: later."""


class GatewayCarrier:
    """One request for each message; what the gateway answers with 2xx is on its way."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._escape = _escape(gateway)
        self._http: httpx.AsyncClient | None = None

    async def carry(self, recipient: str, message: Message) -> Attempt:
        assert isinstance(message, str)
        gateway, values = self._gateway, {"number": recipient, "text": message}
        body = None
        if gateway.body is not None:
            body = filled(gateway.body, {name: self._escape(text) for name, text in values.items()}).encode()
        url = filled(gateway.url, {name: quote(text, safe="") for name, text in values.items()})
        try:
            answer = await self._client().request(
                gateway.method, url, headers=dict(gateway.headers), content=body
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return Attempt(Outcome.FAILED, str(error) or type(error).__name__)
        outcome = _outcome(answer.status_code)
        # What is well may repeat the message, with the password in it.
        said = answer.reason_phrase if outcome is Outcome.SENT else answer.text[:LONGEST_REPLY]
        return Attempt(outcome, f"{answer.status_code} {said}")

    async def rest(self) -> None:
        http, self._http = self._http, None
        if http is not None:
            await http.aclose()

    def _client(self) -> httpx.AsyncClient:
        if self._http is None:
            self._http = httpx.AsyncClient(timeout=TIMEOUT)
        return self._http


class LogCarrier:
    """Only mentions that there was a message; to whom and what it says is for the outbox to show."""

    async def carry(self, recipient: str, message: Message) -> Attempt:
        log.info("text message", extra={"action": "text_message", "to": f"…{recipient[-4:]}"})
        return Attempt(Outcome.SENT, "logged")

    async def rest(self) -> None:
        pass


def _outcome(status: int) -> Outcome:
    if 200 <= status < 300:
        return Outcome.SENT
    return Outcome.REFUSED if 400 <= status < 500 and status not in _AGAIN else Outcome.FAILED


def _escape(gateway: Gateway) -> Callable[[str], str]:
    """How texts are written in the body, by the type that its header says; without one it is JSON."""
    types = [value for name, value in gateway.headers.items() if name.lower() == "content-type"]
    kind = types[0] if types else "json"
    if "json" in kind:
        return lambda text: json.dumps(text, ensure_ascii=False)[1:-1]
    if "form" in kind:
        return quote_plus
    return html.escape if "xml" in kind else str
