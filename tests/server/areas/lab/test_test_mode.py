"""Operations of our own for tests are there for tests only."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from convener.client import AsyncClient
from convener.client.transport import AsyncTransport
from convener.server.app import Application, compose
from convener.server.settings import Settings
from convener.wire import errors, lab
from convener.wire.base import OPERATIONS, Operation
from convener.wire.lab import AddFault, FaultKind, NewFault
from convener.wire.meetings import ShowMeetingDetail
from server.conftest import ORIGIN
from support.refusals import refused

OURS = [each for each in OPERATIONS.values() if each.request.__module__ == lab.__name__]


@pytest.fixture
async def production(tmp_path: Path) -> AsyncIterator[Application]:
    application = await compose(Settings(data=tmp_path))
    yield application
    await application.close()


@pytest.fixture
async def http(production: Application) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(production.api), base_url=ORIGIN) as client:
        yield client


@pytest.mark.parametrize("operation", OURS, ids=lambda each: each.name)
async def test_on_the_machine_s_time_nobody_knows_them(http: httpx.AsyncClient, operation: Operation) -> None:
    answer = await http.request(operation.method, operation.path, content=b"{}")
    assert answer.status_code == errors.PATH_UNKNOWN.status
    assert answer.json()["error_code"] == errors.PATH_UNKNOWN.code


async def test_nor_does_the_document(http: httpx.AsyncClient) -> None:
    document = json.dumps((await http.get("/openapi.json")).json())
    assert "/convener/v1/clock" in document
    assert not [each.path for each in OURS if each.path in document]


async def test_a_fault_cannot_be_asked_for_there(production: Application) -> None:
    assert production.lab is None
    transport = AsyncTransport(ORIGIN, app=production.api)
    async with AsyncClient(ORIGIN, transport=transport) as client:
        with refused(errors.PATH_UNKNOWN):
            await client.send(AddFault(body=NewFault(kind=FaultKind.DROP_BEFORE)))
        with refused(errors.USER_TOKEN_AUTH_FAILED):
            await client.send(ShowMeetingDetail(conference_id="1"))
