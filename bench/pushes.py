"""Push: frames a second, how late they come, and what an idle socket costs."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import quantiles

from bench import requests
from bench.audience import Audience
from bench.bare import Writer
from bench.load import Address
from bench.processes import SERVER, sockets_at_most
from bench.remote import Remote, remote
from bench.report import Figure, Want
from bench.requests import Conference
from bench.server import Server, serving
from bench.turns import Effort, in_turns
from bench.world import World

CHANGERS = 16
"""Connections that change the meeting as fast as they can."""

PACE = 20
"""Changes a second when delays are measured."""

MEMORY = Path("/dev/shm")
"""A file system in memory, on Linux."""


class Room:
    """A running meeting on a server of ours, with an audience."""

    def __init__(self, server: Server, audience: Remote, conference: Conference) -> None:
        self.server = server
        self.audience = audience
        self.conference = conference

    def fill(self, address: Address, count: int) -> None:
        """Subscribe so many."""
        self.audience.call("connect", self.server.address, 16)
        answers = self.audience.call("each", self.conference.socket_tokens(count))
        upgrades = [self.conference.upgrade(answer) for answer in answers]
        self.audience.call("open", address, upgrades, self.conference.subscribe())

    def sample(self) -> bytes:
        """A frame as everybody gets it."""
        self.audience.call("connect", self.server.address, CHANGERS)
        frame: bytes = self.audience.call("sample", self.conference.change())
        return frame

    def saturated(self, seconds: float, *, changers: int = CHANGERS) -> float:
        """Frames a second while the meeting changes as fast as it can."""
        self.audience.call("connect", self.server.address, changers)
        return float(self.audience.call("frames", seconds, self.conference.changes()))

    def delays(self, seconds: float, per_second: float) -> list[float]:
        self.audience.call("connect", self.server.address, CHANGERS)
        change = self.conference.change()
        found: list[float] = self.audience.call("delays", seconds, change, per_second=per_second)
        return found


@contextlib.contextmanager
def room(world: World) -> Iterator[Room]:
    """Start a server and a meeting on it."""
    with serving(world.data, world.url) as server, remote(Audience) as audience:
        server.wait()
        audience.call("connect", server.address, 16)
        [token] = requests.tokens(audience, world.accounts[:1])
        yield Room(server, audience, requests.start_conference(audience, token))


class Bare:
    """A bare protocol with as large an audience."""

    def __init__(self, writer: Remote, audience: Remote, frame: bytes) -> None:
        self._writer = writer
        self._audience = audience
        self._frame = frame

    def fill(self, count: int) -> None:
        """Connect so many."""
        self._audience.call("open", self._writer.call("listen"), [b""] * count, b"")

    def saturated(self, seconds: float) -> float:
        self._writer.begin("saturate", self._frame, seconds + 1)
        try:
            return float(self._audience.call("frames", seconds))
        finally:
            self._writer.end()

    def delays(self, seconds: float, per_second: float) -> list[float]:
        self._writer.begin("at_intervals", self._frame, per_second=per_second, seconds=seconds)
        try:
            found: list[float] = self._audience.call("delays", seconds)
            return found
        finally:
            self._writer.end()


@contextlib.contextmanager
def bare(frame: bytes) -> Iterator[Bare]:
    """Start a protocol that writes this frame."""
    with remote(Writer, core=SERVER) as writer, remote(Audience) as audience:
        yield Bare(writer, audience, frame)


def frames_and_delays(world: World, effort: Effort, note: Callable[[str], None]) -> Iterator[Figure]:
    """Frames a second at 1,000 and 5,000 subscribers, and delays at 1,000."""
    most = sockets_at_most()
    for wanted in (1000, 5000):
        count = min(wanted, most)
        if count < wanted:
            note(f"This machine lets a process hold {count:,} sockets: not {wanted:,} subscribers.")
        with room(world) as ours:
            ours.fill(ours.server.address, count)
            with bare(ours.sample()) as reference:
                reference.fill(count)
                yield _frames(ours, reference, count, effort)
                alone = ours.saturated(effort.seconds, changers=1)
                note(f"{count:,} subscribers, one change at a time, no frames joined: {alone:,.0f} frames/s.")
                if wanted == 1000:
                    yield _whole_delay(ours, count, effort)
        if wanted == 1000:
            yield _delay(world, count, effort)


def _frames(ours: Room, reference: Bare, count: int, effort: Effort) -> Figure:
    rate, ceiling = in_turns(
        effort.turns,
        lambda: ours.saturated(effort.seconds),
        lambda: reference.saturated(effort.seconds),
    )
    return Figure(
        name=f"push frames, {count:,} subscribers",
        ours=rate,
        ceiling=ceiling,
        unit="/s",
        want=Want.RATIO_AT_LEAST,
        must=0.5,
        aim=0.85,
    )


def _delay(world: World, count: int, effort: Effort) -> Figure:
    """Beside what writes to no disk: one slow sync would make 1,000 frames late and be all that is seen."""
    with _on_no_disk(world) as quick, room(quick) as ours:
        ours.fill(ours.server.address, count)
        with bare(ours.sample()) as reference:
            reference.fill(count)
            delay, ceiling = in_turns(
                2 * effort.turns + 1,  # a percentile of few changes is one of them
                lambda: _p99(ours.delays(effort.seconds, PACE)),
                lambda: _p99(reference.delays(effort.seconds, PACE)),
            )
    return Figure(
        name=f"push p99, {count:,} subscribers, {PACE} changes a second",
        ours=delay,
        ceiling=ceiling,
        unit="ms",
        want=Want.RATIO_AT_MOST,
        must=1.7,
        aim=1.1,
    )


@contextlib.contextmanager
def _on_no_disk(world: World) -> Iterator[World]:
    """The same world in memory, where the system has a file system for that."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        data = Path(folder, "data")
        shutil.copytree(world.data, data, ignore=shutil.ignore_patterns("ceiling.db*", "many.db*"))
        yield replace(world, data=data, url=f"sqlite:///{data / 'convener.db'}")


def _whole_delay(ours: Room, count: int, effort: Effort) -> Figure:
    [delay] = in_turns(effort.turns, lambda: _p99(ours.delays(effort.seconds, PACE)))
    return Figure(
        name=f"push p99 from HTTP change to frame, {count:,} subscribers",
        ours=delay,
        ceiling=None,
        unit="ms",
        want=Want.AT_MOST,
        must=50,
        aim=15,
    )


def _p99(delays: list[float]) -> float:
    return quantiles(delays, n=100)[98]
