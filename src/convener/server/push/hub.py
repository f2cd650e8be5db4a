"""From the event log to the sockets: one channel for each meeting that somebody watches here."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Protocol, get_args

import msgspec

from convener.domain.facts import Fact, MeetingEnded
from convener.domain.meeting import Meeting
from convener.server.clock import Clock, moment
from convener.server.jobs.wakeups import Stream
from convener.server.push import render
from convener.server.push.render import Frame, Snapshot
from convener.server.storage.database import Database, Reading
from convener.server.storage.facts import FactRow, facts_after, last_numbers

log = logging.getLogger("convener.push")

BATCH = 500
"""Facts read at once for a channel."""

POLL = timedelta(seconds=5)
"""How often channels look by themselves, should a wake-up be lost."""

ENDED = (1000, "conference ended")
LOST = (1013, "state lost, subscribe again")

_KINDS: dict[str, msgspec.json.Decoder[Fact]] = {
    kind.__name__: msgspec.json.Decoder(kind) for kind in get_args(Fact)
}


class Subscriber(Protocol):
    """A socket. Nothing here waits for it: it is dropped when it does not keep up."""

    types: frozenset[str]

    def push(self, data: bytes) -> None:
        """Write ready frames."""
        ...

    def end(self, code: int, reason: str) -> None:
        """Close it from our side."""
        ...


class SnapshotSource(Protocol):
    """Knows the present state of meetings."""

    async def snapshot(self, unit: Reading, corp_id: str, meeting_id: str) -> Snapshot | None: ...


class Channel:
    """The subscribers of one meeting, and how far in its log they are."""

    def __init__(self, hub: Hub, stream: Stream) -> None:
        self._hub = hub
        self._stream = stream
        self._newcomers: list[Subscriber] = []
        self._subscribers: set[Subscriber] = set()
        self._meeting: Meeting | None = None
        self._last: int | None = None
        self._woken = False
        self._task: asyncio.Task[None] | None = None

    def join(self, subscriber: Subscriber) -> None:
        """Send it the full state and every change after that; again for one that is here already."""
        self._newcomers.append(subscriber)
        self.wake()

    def leave(self, subscriber: Subscriber) -> bool:
        """Whether anybody is left."""
        self._subscribers.discard(subscriber)
        self._newcomers = [one for one in self._newcomers if one is not subscriber]
        return bool(self._subscribers or self._newcomers)

    def is_behind(self, number: int) -> bool:
        return self._last is not None and self._last < number

    def wake(self) -> None:
        """There may be something new; wake-ups while it works run together."""
        self._woken = True
        if self._task is None:
            self._task = asyncio.create_task(self._work())

    async def _work(self) -> None:
        try:
            while self._woken:
                self._woken = False
                await self._catch_up()
        except Exception:
            log.exception("push failed", extra={"action": "push_failed", "meeting": self._stream[1]})
            self.end(*LOST)
        finally:
            self._task = None

    async def _catch_up(self) -> None:
        """Send what is new to those who are here, then the whole state to those who came.

        Both are read at one moment, so nobody misses a change or gets it twice.
        """
        newcomers, self._newcomers = self._newcomers, []
        rows, snapshot = await self._hub.read(self._stream, self._last, whole=bool(newcomers))
        if newcomers and (snapshot is None or not snapshot.meeting.is_running):
            self._subscribers.update(newcomers)
            self.end(*ENDED)
            return
        if rows:
            self._last = rows[-1].number
            self._send(rows)
        if len(rows) == BATCH:
            self._newcomers = newcomers + self._newcomers
            self._woken = True
        elif snapshot is not None:
            self._admit(newcomers, snapshot)

    def _send(self, rows: Iterable[FactRow]) -> None:
        """Write each subscriber its frames of these facts in one go."""
        assert self._meeting is not None
        ended = False
        frames: list[Frame] = []
        for row in rows:
            fact = _KINDS[row.kind].decode(row.body) if row.kind in _KINDS else None
            ended = ended or isinstance(fact, MeetingEnded)
            frames += render.incremental(fact, self._meeting, moment(row.at)) if fact else ()
        if frames:
            joined: dict[frozenset[str], bytes] = {}
            for subscriber in self._subscribers:
                types = subscriber.types
                if types not in joined:
                    joined[types] = b"".join(frame.data for frame in frames if frame.type in types)
                subscriber.push(joined[types])
        if ended:
            self.end(*ENDED)

    def _admit(self, newcomers: Iterable[Subscriber], snapshot: Snapshot) -> None:
        self._meeting, self._last = snapshot.meeting, snapshot.last
        now = self._hub.clock.now()
        for subscriber in newcomers:
            subscriber.push(render.full(snapshot, subscriber.types, now))
            self._subscribers.add(subscriber)

    def end(self, code: int, reason: str) -> None:
        """Close every subscriber."""
        for subscriber in [*self._subscribers, *self._newcomers]:
            subscriber.end(code, reason)
        self._subscribers.clear()
        self._newcomers.clear()


class Hub:
    """All channels of this process."""

    def __init__(self, database: Database, clock: Clock, source: SnapshotSource) -> None:
        self._database = database
        self.clock = clock
        self._source = source
        self._channels: dict[Stream, Channel] = {}

    def join(self, stream: Stream, subscriber: Subscriber) -> None:
        """Subscribe a socket to a meeting: the full frames of its types, then every change."""
        channel = self._channels.get(stream)
        if channel is None:
            channel = self._channels[stream] = Channel(self, stream)
        channel.join(subscriber)

    def leave(self, stream: Stream, subscriber: Subscriber) -> None:
        """The socket is gone."""
        channel = self._channels.get(stream)
        if channel is not None and not channel.leave(subscriber):
            del self._channels[stream]

    def committed(self, streams: frozenset[Stream]) -> None:
        """Facts were stored for these meetings."""
        for stream in streams & self._channels.keys():
            self._channels[stream].wake()

    async def run(self) -> None:
        """Look for facts whose wake-up was lost, until cancelled."""
        while True:
            await asyncio.sleep(POLL.total_seconds())
            try:
                await self._wake_those_behind()
            except Exception:
                log.exception("push cannot read", extra={"action": "push_unreadable"})

    async def _wake_those_behind(self) -> None:
        if not self._channels:
            return
        found = await self._database.read(lambda unit: last_numbers(unit, self._channels))
        for stream, number in found.items():
            if (channel := self._channels.get(stream)) and channel.is_behind(number):
                channel.wake()

    async def read(
        self, stream: Stream, after: int | None, *, whole: bool
    ) -> tuple[list[FactRow], Snapshot | None]:
        """The facts after a number and, for ``whole``, the present state, both at one moment."""
        corp_id, meeting_id = stream

        async def look(unit: Reading) -> tuple[list[FactRow], Snapshot | None]:
            rows = []
            if after is not None:
                rows = await facts_after(unit, corp_id, meeting_id, after, most=BATCH)
            snapshot = await self._source.snapshot(unit, corp_id, meeting_id) if whole else None
            return rows, snapshot

        return await self._database.read(look, isolated=whole)
