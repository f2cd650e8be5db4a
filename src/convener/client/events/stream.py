"""Streams of frames: one awaits, one blocks. What they do is in ``channel.py``.

The socket is served beside the consumer, so that it stays alive however long a frame is worked on.
"""

from __future__ import annotations

import random
import time
from collections.abc import AsyncGenerator, Generator, Iterable
from typing import TYPE_CHECKING

from convener.client.events.awaiting import AsyncDriver
from convener.client.events.blocking import Driver
from convener.client.events.channel import Channel
from convener.client.events.frames import Frame
from convener.client.events.subscription import Subscription, chosen
from convener.wire.push import NotifyType

if TYPE_CHECKING:
    from convener.client.client import AsyncClient, Client

CAPACITY = 1000
"""Frames that may wait for the consumer."""


def watch_async(
    client: AsyncClient,
    conference_id: str,
    types: Iterable[NotifyType | str] | None = None,
    *,
    password: str | None = None,
    start: bool = False,
    capacity: int = CAPACITY,
) -> AsyncGenerator[Frame, None]:
    """The frames of a running conference, until it is over; closing the generator closes the socket.

    First comes a full frame of each type, then every change, in order and without gaps; after a lost
    connection or frame again full ones. Without ``types`` all that have typed frames are asked for.
    ``password`` is the host's; without it it is looked up in the meeting's detail. ``start``: start the
    conference if it does not run yet.

    Raises ``ClientError``: ``Refused`` (``NotRunning``, ``PasswordNeeded``) where trying again would not
    help, ``SlowConsumer`` when ``capacity`` frames wait and another comes, and whatever keeps it from
    connecting for the first time. A connection that breaks later is made anew, however long it takes.
    """
    channel = _channel(client, conference_id, types, password=password, start=start)
    return AsyncDriver(client, channel, capacity).taken()


def watch(
    client: Client,
    conference_id: str,
    types: Iterable[NotifyType | str] | None = None,
    *,
    password: str | None = None,
    start: bool = False,
    capacity: int = CAPACITY,
) -> Generator[Frame, None, None]:
    """As ``watch_async``; the socket is served by a thread of its own."""
    channel = _channel(client, conference_id, types, password=password, start=start)
    return Driver(client, channel, capacity).taken()


def _channel(
    client: Client | AsyncClient,
    conference_id: str,
    types: Iterable[NotifyType | str] | None,
    *,
    password: str | None,
    start: bool,
) -> Channel:
    subscription = Subscription(
        conference_id=conference_id,
        types=chosen(types),
        password=password,
        start=start,
        origin="ws" + client.url.removeprefix("http"),
    )
    return Channel(subscription, now=time.monotonic, draw=random.random)
