"""A server by hand: context managers, the decorator, controls from elsewhere."""

from __future__ import annotations

import unittest
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import convener.testing
from convener.client import ApiError, AsyncClient, Client
from convener.testing import Controls, Server
from convener.wire.meetings import CreateMeeting, ScheduleBody, ShowMeetingDetail

AT = datetime(2030, 1, 1, tzinfo=UTC)
BOOKING = CreateMeeting(body=ScheduleBody(media_types="Voice"))


def test_a_context_manager() -> None:
    with convener.testing.server(clock=AT) as server:
        assert server.clock.now() == AT
        client = server.client(server.seed()["ann"])
        assert client.send(BOOKING)
        with Client(server.url, trust=server.trust, credentials=server.admin) as admin:
            assert admin.send(BOOKING)
        folder = server.certificate.parents[1]
    assert not folder.exists()


async def test_an_asynchronous_one() -> None:
    async with convener.testing.server(clock=AT) as server:
        client = server.async_client(server.seed()["ann"])
        assert await client.send(BOOKING)
        app = server.app(user_id="u")
        async with AsyncClient(server.plain_url, credentials=app) as other:
            assert await other.send(BOOKING)


def test_two_servers_at_once() -> None:
    with convener.testing.server() as one, convener.testing.server() as other:
        one.faults.drop("*", times=0)
        one.seed()
        assert other.client(other.seed()["ann"]).send(BOOKING)
        assert one.url != other.url


def test_one_that_nobody_said_a_time_to_shows_the_present() -> None:
    with convener.testing.server() as server:
        assert abs(server.clock.now() - datetime.now(UTC)) < timedelta(minutes=2)


class TestClock:
    def test_it_moves_by_words(self, convener_server: Server) -> None:
        clock, before = convener_server.clock, convener_server.clock.now()
        assert clock.advance(days=7, hours=1) == before + timedelta(days=7, hours=1)
        assert clock.advance(timedelta(minutes=5)) == before + timedelta(days=7, hours=1, minutes=5)
        assert clock.set(before) == before

    def test_what_falls_due_has_happened(self, convener_server: Server, convener_client: Client) -> None:
        [info] = convener_client.send(CreateMeeting(body=ScheduleBody(media_types="Voice", length=15)))
        convener_server.clock.advance(minutes=20)
        with pytest.raises(ApiError):
            convener_client.send(ShowMeetingDetail(conference_id=info.conference_id))

    def test_a_client_logs_in_again_after_a_week(
        self, convener_server: Server, convener_client: Client
    ) -> None:
        convener_server.clock.advance(days=7)
        assert convener_client.send(BOOKING)


def test_a_server_elsewhere_is_controlled_by_its_address(convener_server: Server) -> None:
    with Client(convener_server.url, trust=convener_server.trust) as client:
        controls = Controls(client)
        ann = controls.seed()["ann"]
        controls.faults.error(CreateMeeting, "CONF_IS_CLOSED")
        with pytest.raises(ApiError):
            convener_server.client(ann).send(BOOKING)
        assert controls.requests()[-1].constant == "CONF_IS_CLOSED"
        assert "CONF_IS_CLOSED" in controls.explain()
        controls.forget_requests()
        assert controls.requests() == []
        assert controls.reset() == convener_server.clock.now()


@convener.testing.served
class Case(unittest.TestCase):
    server: Server
    met: list[Any]

    def setUp(self) -> None:
        self.ann = self.server.seed()["ann"]

    def test_one(self) -> None:
        assert self.server.client(self.ann).send(BOOKING)
        assert len(self.server.requests()) == 1

    def test_other(self) -> None:
        self.test_one()


class Single(unittest.IsolatedAsyncioTestCase):
    @convener.testing.served
    def test_blocking(self, server: Server) -> None:
        assert server.client(server.seed()["ann"]).send(BOOKING)

    @convener.testing.served
    async def test_awaiting(self, server: Server) -> None:
        assert await server.async_client(server.seed()["ann"]).send(BOOKING)


@pytest.mark.parametrize("case", [Case, Single])
def test_unittest_by_itself(case: type[unittest.TestCase]) -> None:
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(case).run(result)
    assert result.wasSuccessful(), result.errors + result.failures
    assert result.testsRun == 2
