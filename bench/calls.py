"""Calls a second on one database, beside what the database does without us."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from statistics import median

from bench import lone, pgbench, requests
from bench.load import Load
from bench.postgres import Postgres
from bench.remote import Remote, remote
from bench.report import Figure, Want
from bench.server import serving
from bench.turns import Effort, in_turns
from bench.world import MEETINGS, World

CONNECTIONS = 16
MORE = 64
EARLIER = 4
"""Logins of everybody before logins are measured: a table that was empty a moment ago is planned badly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling:
    """How often a second the database alone does the work of a call."""

    bookings: Callable[[], float]
    details: Callable[[], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Goals:
    """(must, aim) where the databases differ."""

    bookings: tuple[float, float]
    details: tuple[float, float]


ON_POSTGRES = Goals(bookings=(0.30, 0.50), details=(0.25, 0.45))
ON_SQLITE = Goals(bookings=(0.8, 1.5), details=(0.22, 0.45))
OF_OUR_OWN = (0.3, 0.6)


def on_postgres(world: World, server: Postgres, effort: Effort) -> list[Figure]:
    """The rows of PostgreSQL."""
    row, conference, holding = world.booked
    fresh = {row: ":id", conference: ":random", holding: ":random"}
    chosen = {world.detail_of: "lpad(:n::text, 32, '0')"}

    def bookings() -> float:
        script = pgbench.writing(world.booking.written("postgresql"), fresh)
        return server.rate(world.url, script.text, script.constants, effort.seconds)

    def details() -> float:
        script = pgbench.reading(world.detail.asked, MEETINGS, chosen)
        return server.rate(world.url, script.text, script.constants, effort.seconds)

    ceiling, known = Ceiling(bookings=bookings, details=details), partial(server.analyse, world.url)
    return _rows("PostgreSQL", world, ceiling, ON_POSTGRES, effort, known)


def on_sqlite(world: World, effort: Effort, note: Callable[[str], None]) -> list[Figure]:
    """The rows of SQLite; the ceiling works on a copy, as big as ours."""
    note(_least(world, effort))
    copy = world.data / "ceiling.db"
    shutil.copyfile(world.url.removeprefix("sqlite:///"), copy)
    row, conference, holding = world.booked
    fresh: dict[str, lone.Fresh] = {row: "{:032x}".format, conference: str, holding: "{:032x}".format}
    chosen = {world.detail_of: lambda n: f"{n % MEETINGS:032d}"}
    ceiling = Ceiling(
        bookings=lambda: lone.writing(copy, world.booking.written("sqlite"), fresh, effort.seconds),
        details=lambda: lone.reading(copy, world.detail.asked, chosen, effort.seconds),
    )
    figures = _rows("SQLite", world, ceiling, ON_SQLITE, effort)
    note(_with_more(world, effort))
    return figures


def _least(world: World, effort: Effort) -> str:
    """What is left for a call when HTTP has had its share."""
    with callers(world) as (load, _):
        rate = median(load.call("rate", [requests.HEALTH], effort.seconds) for _ in range(effort.turns))
    return f"A call that only gets an answer, `GET /healthz`: {rate:,.0f}/s, {1e6 / rate:.0f} µs each."


def _with_more(world: World, effort: Effort) -> str:
    """What waiting for the disk together is worth."""
    with callers(world, MORE) as (load, tokens):
        bookings, details = in_turns(
            effort.turns,
            lambda: load.call("rate", requests.bookings(tokens), effort.seconds),
            lambda: load.call("rate", requests.details(tokens), effort.seconds),
        )
    return (
        f"With {MORE} calls under way, not {CONNECTIONS}: "
        f"{bookings:,.0f} bookings/s and {details:,.0f} details/s on SQLite."
    )


def _rows(
    database: str,
    world: World,
    ceiling: Ceiling,
    goals: Goals,
    effort: Effort,
    known: Callable[[], None] = lambda: None,
) -> list[Figure]:
    """``known`` tells a planner what the tables hold."""
    with callers(world) as (load, tokens):
        load.call("each", requests.logins(world.visitors) * EARLIER)
        known()

        def rate(calls: list[bytes]) -> Callable[[], float]:
            return lambda: float(load.call("rate", calls, effort.seconds))

        bookings, bookings_alone, series, details, details_alone, logins = in_turns(
            effort.turns,
            rate(requests.bookings(tokens)),
            ceiling.bookings,
            rate(requests.series(tokens)),
            rate(requests.details(tokens)),
            ceiling.details,
            rate(requests.logins(world.visitors)),
        )
    return [
        _figure(f"bookings, {database}", bookings, bookings_alone, goals.bookings),
        _figure(f"details, {database}", details, details_alone, goals.details),
        _figure(f"series of 50, {database}", series, bookings, OF_OUR_OWN),
        _figure(f"logins, {database}", logins, details, OF_OUR_OWN),
    ]


@contextlib.contextmanager
def callers(world: World, connections: int = CONNECTIONS) -> Iterator[tuple[Remote, list[str]]]:
    """A server on the world, connections to it, and everybody's access tokens."""
    with serving(world.data, world.url) as server, remote(Load) as load:
        server.wait()
        load.call("connect", server.address, connections)
        load.call("each", requests.logins(world.visitors))  # from now on their passwords are remembered
        yield load, requests.tokens(load, world.accounts)


def _figure(name: str, ours: float, ceiling: float, goals: tuple[float, float]) -> Figure:
    must, aim = goals
    return Figure(
        name=name, ours=ours, ceiling=ceiling, unit="/s", want=Want.RATIO_AT_LEAST, must=must, aim=aim
    )
