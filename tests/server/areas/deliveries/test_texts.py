"""Text messages by a gateway that takes a request for each."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from convener.domain.delivery import Outcome
from convener.server.areas.deliveries.sms import GatewayCarrier, LogCarrier
from convener.server.settings import Settings
from server.conftest import ORIGIN

MESSAGE = 'Tea at "nine" & more\nhttps://meet.test/#/j/1/2'


@dataclass
class Request:
    line: str
    headers: dict[str, str]
    body: str


@dataclass
class Gateway:
    """An HTTP server that writes down what it is asked for."""

    status: int = 202
    requests: list[Request] = field(default_factory=list)
    port: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line, *rest = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = dict(one.lower().split(": ", 1) for one in rest if one)
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        self.requests.append(Request(line, headers, body.decode()))
        head = f"HTTP/1.1 {self.status} Fine\r\nContent-Length: 2\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + b"ok")
        await writer.drain()
        writer.close()
        await writer.wait_closed()


@asynccontextmanager
async def listening() -> AsyncIterator[Gateway]:
    gateway = Gateway()
    server = await asyncio.start_server(gateway.serve, "127.0.0.1", 0)
    gateway.port = server.sockets[0].getsockname()[1]
    async with server:
        yield gateway


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    async with listening() as gateway:
        yield gateway


def carrier(gateway: Gateway, path: str = "/send", **settings: Any) -> GatewayCarrier:
    chosen = Settings(public_url=ORIGIN, sms_url=f"http://127.0.0.1:{gateway.port}{path}", **settings)
    return GatewayCarrier(chosen.gateway)


async def test_a_body_of_json(gateway: Gateway) -> None:
    headers = ("Content-Type: application/json", "Authorization: Bearer secret")
    body = '{"to": "{number}", "message": {"text": "{text}"}}'
    one = carrier(gateway, sms_headers=headers, sms_body=body)
    attempt = await one.carry("+8613800000001", MESSAGE)
    await one.rest()
    assert (attempt.outcome, attempt.reply) == (Outcome.SENT, "202 Fine")
    [request] = gateway.requests
    assert request.line == "POST /send HTTP/1.1"
    assert request.headers["authorization"] == "bearer secret"
    assert json.loads(request.body) == {"to": "+8613800000001", "message": {"text": MESSAGE}}


async def test_a_form(gateway: Gateway) -> None:
    headers = ("Content-Type: application/x-www-form-urlencoded",)
    one = carrier(gateway, sms_headers=headers, sms_body="to={number}&text={text}")
    await one.carry("+8613800000001", MESSAGE)
    await one.rest()
    assert parse_qs(gateway.requests[0].body) == {"to": ["+8613800000001"], "text": [MESSAGE]}


async def test_an_address(gateway: Gateway) -> None:
    one = carrier(gateway, "/send/{number}?text={text}", sms_method="get")
    await one.carry("+8613800000001", MESSAGE)
    await one.rest()
    method, address, _ = gateway.requests[0].line.split(" ")
    assert (method, gateway.requests[0].body) == ("GET", "")
    assert unquote(urlsplit(address).path) == "/send/+8613800000001"
    assert parse_qs(urlsplit(address).query) == {"text": [MESSAGE]}


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Outcome.SENT),
        (302, Outcome.FAILED),
        (400, Outcome.REFUSED),
        (401, Outcome.FAILED),
        (429, Outcome.FAILED),
        (500, Outcome.FAILED),
        (503, Outcome.FAILED),
    ],
)
async def test_what_the_gateways_answer_means(gateway: Gateway, status: int, outcome: Outcome) -> None:
    gateway.status = status
    one = carrier(gateway, sms_body="{number}{text}")
    assert (await one.carry("+861", MESSAGE)).outcome is outcome
    await one.rest()


async def test_a_gateway_that_is_away_is_asked_again(gateway: Gateway) -> None:
    async with listening() as gone:
        pass
    one = carrier(gone, sms_body="{number}{text}")
    assert (await one.carry("+861", MESSAGE)).outcome is Outcome.FAILED
    await one.rest()


async def test_the_log_tells_neither_what_it_says_nor_to_whom(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "convener.deliveries")
    assert (await LogCarrier().carry("+8613800000001", MESSAGE)).outcome is Outcome.SENT
    [record] = caplog.records
    assert vars(record)["to"] == "…0001"
    assert "Tea" not in str(vars(record))
    assert "13800000001" not in str(vars(record))
