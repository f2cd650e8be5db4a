"""Cutting a connection from inside the application it is served by: for faults on demand."""

from __future__ import annotations

from typing import Any

from convener.server.http.answers import Send
from convener.server.http.api import Receive


async def cut(receive: Receive, send: Send) -> None:
    """End a request's connection at once, without an answer.

    Raises ``ConnectionResetError`` where there is no connection: a caller in this process.
    """
    transport = _transport(send)
    if transport is None:
        raise ConnectionResetError("the connection was cut on demand")
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass  # uvicorn would answer 500 before it knows that nobody listens any more


def _transport(send: Send) -> Any:
    """uvicorn's ``send`` is a method of the request's cycle: no public way leads there, so a test pins it."""
    return getattr(getattr(send, "__self__", None), "transport", None)
