"""Generated requests, good and bad, against the published document: whatever comes back is in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case as AnyCase
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from convener import __version__
from convener.server.clock import VirtualClock
from convener.server.http import openapi
from convener.wire.base import OPERATIONS
from support.background import Background, in_background
from support.world import NOON, World

DOCUMENT = openapi.document(OPERATIONS.values(), title="convener", version=__version__)
OFF = {"enabled": False}
CONFIG = SchemathesisConfig.from_dict({"phases": {"examples": OFF, "coverage": OFF}})
"""What these phases would send, ``test_every_operation`` does."""
schema = schemathesis.openapi.from_dict(DOCUMENT, config=CONFIG).exclude(deprecated=True)

Case = AnyCase[Any]
CLOCK = "/convener/v1/clock"

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
"""Not among them: that whatever violates a schema is refused, since requests are read leniently."""

modest = settings(
    max_examples=12,
    phases=[Phase.generate],  # shrinking takes minutes
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

KNOWN = {"account", "appId", "conferenceID", "expireTime", "nonce", "password", "pwd", "token"}
"""What a body names and proves things with."""


class Target:
    """A server with somebody who has logged in and holds a meeting.

    Operations on the clock go to a second, idle one: they would end the meeting and every token, and
    thousands of years hold very many timers.
    """

    def __init__(self, server: Background, aside: Background, world: World) -> None:
        self._server = server
        self._aside = aside
        self._world = world
        self._session = requests.Session()

    def check(self, case: Case, headers: dict[str, Any] | None = None) -> None:
        server = self._aside if case.path.startswith("/convener/") else self._server
        url = f"http://{server.address}"
        if case.path.startswith(CLOCK):  # what was seeded would live through every year
            self._session.post(f"{url}/convener/v1/reset", timeout=60)
        case.call_and_validate(base_url=url, session=self._session, headers=headers, checks=CHECKS)

    def check_known(self, case: Case) -> None:
        """The same by somebody with the right tokens, passwords and names."""
        if case.path.startswith(CLOCK):  # of which nothing needs to be known
            self.check(case)
            return
        operation = OPERATIONS[case.operation.definition.raw["operationId"]]
        valid = self._server.run(self._world.valid(operation))
        case.query.update(valid.query)
        if isinstance(case.body, dict) and isinstance(valid.body, dict):
            case.body |= {name: valid.body[name] for name in KNOWN & valid.body.keys()}
        self.check(case, valid.headers)

    def document(self) -> Any:
        return self._session.get(f"http://{self._server.address}/openapi.json", timeout=10).json()

    def close(self) -> None:
        self._session.close()


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    folder = tmp_path_factory.mktemp("fuzz")
    with (
        in_background(folder / "server", clock=VirtualClock(NOON)) as server,
        in_background(folder / "aside", clock=VirtualClock(NOON), idle=True) as aside,
    ):
        world = World(server.application, aside.application)
        server.run(world.furnish())
        target = Target(server, aside, world)
        yield target
        target.close()


def test_this_is_the_document_that_is_served(target: Target) -> None:
    assert target.document() == DOCUMENT


@schema.parametrize()
@modest
def test_whatever_anybody_sends(case: Case, target: Target) -> None:
    target.check(case)


@schema.parametrize()
@modest
def test_whatever_a_user_sends(case: Case, target: Target) -> None:
    target.check_known(case)
