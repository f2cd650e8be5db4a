"""The pytest plugin. It imports nothing of the server before a fixture is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from convener.client import AsyncClient, Client
    from convener.testing.clock import Clock
    from convener.testing.enterprise import Enterprise
    from convener.testing.faults import Faults
    from convener.testing.instance import Server
    from convener.wire.lab import Seed

CLOCK = "convener_clock"
"""The setting in pytest's configuration."""

_SERVER = pytest.StashKey["Server"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini(
        CLOCK, "What the clock of convener's server shows at first: 2021-08-30T00:00:00Z. Default: now."
    )


@pytest.fixture(scope="session")
def convener_session(pytestconfig: pytest.Config) -> Iterator[Server]:
    """The server of this test process, with what earlier tests left in it: for fixtures of wider scope."""
    from convener.testing.instance import server

    text = pytestconfig.getini(CLOCK)
    with server(clock=datetime.fromisoformat(text) if text else None) as running:
        yield running


@pytest.fixture
def convener_server(convener_session: Server, request: pytest.FixtureRequest) -> Server:
    """A server that nobody has touched: reset for each test."""
    convener_session.reset()
    request.node.stash[_SERVER] = convener_session
    return convener_session


@pytest.fixture
def convener(convener_server: Server) -> Server:
    """Short for ``convener_server``."""
    return convener_server


@pytest.fixture
def convener_clock(convener_server: Server) -> Clock:
    """The server's clock: ``convener_clock.advance(days=7)``."""
    return convener_server.clock


@pytest.fixture
def convener_faults(convener_server: Server) -> Faults:
    """Faults on demand: ``convener_faults.error("CreateMeeting", "CONF_DATA_NOT_FOUND")``."""
    return convener_server.faults


@pytest.fixture
def clock(convener_clock: Clock) -> Clock:
    """Short for ``convener_clock``, where nobody else has a clock."""
    return convener_clock


@pytest.fixture
def faults(convener_faults: Faults) -> Faults:
    """Short for ``convener_faults``, where nobody else has faults."""
    return convener_faults


@pytest.fixture
def convener_seed() -> Seed | dict[str, Any]:
    """What ``convener_enterprise`` is made from; define it anew to have another one."""
    from convener.testing.enterprise import USUAL

    return USUAL


@pytest.fixture
def convener_enterprise(convener_server: Server, convener_seed: Seed | dict[str, Any]) -> Enterprise:
    """An enterprise with ann, its administrator, bob, cid, and an app."""
    return convener_server.seed(convener_seed)


@pytest.fixture
def convener_client(convener_server: Server, convener_enterprise: Enterprise) -> Iterator[Client]:
    """A client that blocks, logged in as the enterprise's first person."""
    with convener_server.client(convener_enterprise.people[0]) as client:
        yield client


@pytest.fixture
def convener_async_client(convener_server: Server, convener_enterprise: Enterprise) -> AsyncClient:
    """A client to await, logged in as the enterprise's first person. It holds nothing to be closed."""
    return convener_server.async_client(convener_enterprise.people[0])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Have the report of a failed test tell what the server was asked and what it answered."""
    report: pytest.TestReport = yield
    server = item.stash.get(_SERVER, None)
    if report.when == "call" and report.failed and server is not None:
        report.sections.append(("Requests to convener", server.explain()))
    return report
