"""Faults of calls as a client sees them, without a connection and over real ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from convener.client import ApiError, Client, NotFound, RateLimited, Retries, TimedOut, Unreachable
from convener.testing import Enterprise, Server
from convener.wire.base import Request
from convener.wire.meetings import ConferenceInfo, CreateMeeting, ScheduleBody, ShowMeetingDetail

ONCE = Retries(attempts=1)
BOOKING = CreateMeeting(body=ScheduleBody(media_types="Voice"))

Connect = Callable[..., Client]


def direct(server: Server, enterprise: Enterprise, **options: Any) -> Client:
    return server.client(enterprise["ann"], retries=ONCE, **options)


def over_tls(server: Server, enterprise: Enterprise, **options: Any) -> Client:
    token = enterprise["ann"].token
    return Client(server.url, token=token, trust=server.trust, retries=ONCE, **options)


def in_clear_text(server: Server, enterprise: Enterprise, **options: Any) -> Client:
    return Client(server.plain_url, token=enterprise["ann"].token, retries=ONCE, **options)


@pytest.fixture(params=[direct, over_tls, in_clear_text])
def connect(
    request: pytest.FixtureRequest, convener_server: Server, convener_enterprise: Enterprise
) -> Iterator[Connect]:
    """Makes a client of ann's."""
    made: list[Client] = []

    def make(**options: Any) -> Client:
        made.append(request.param(convener_server, convener_enterprise, **options))
        return made[-1]

    yield make
    for client in made:
        client.close()


@pytest.fixture
def client(connect: Connect) -> Client:
    return connect()


def booked(client: Client) -> ConferenceInfo:
    return client.send(BOOKING)[0]


def number_of(server: Server, name: str) -> int:
    return sum(each.operation == name for each in server.requests())


def test_a_chosen_error_comes_so_many_times(convener_server: Server, client: Client) -> None:
    convener_server.faults.error(CreateMeeting, "CONF_DATA_NOT_FOUND", times=2)
    for _ in range(2):
        with pytest.raises(NotFound) as caught:
            client.send(BOOKING)
        assert (caught.value.code, caught.value.constant) == ("MMC.111070005", "CONF_DATA_NOT_FOUND")
    assert booked(client)
    assert convener_server.faults.pending() == []


def test_an_error_may_have_another_status(convener_server: Server, client: Client) -> None:
    convener_server.faults.error("*", "MMC.111070003", status=503)
    with pytest.raises(ApiError) as caught:
        client.send(BOOKING)
    assert (caught.value.status, caught.value.constant) == (503, "CONF_EXCEPTION")


def test_a_connection_cut_before_anything_is_done(convener_server: Server, client: Client) -> None:
    convener_server.faults.drop(CreateMeeting)
    with pytest.raises(Unreachable):
        client.send(BOOKING)
    assert booked(client)


def test_a_connection_cut_after_it_was_done(convener_server: Server, client: Client) -> None:
    """The meeting is there, though its booking had no answer: the room is taken by it."""
    ann = convener_server.seed({"name": "Other", "users": [{"account": "dee"}]}).people[0]
    room = CreateMeeting(body=ScheduleBody(media_types="Voice", vmr_flag=1, vmr_id=ann.room_id))
    client.token = ann.token
    convener_server.faults.drop(CreateMeeting, after=True)
    with pytest.raises(Unreachable):
        client.send(room)
    with pytest.raises(ApiError) as caught:
        client.send(room)
    assert caught.value.constant.startswith("VMR_CONF_CONFLICT")


def test_a_delay_longer_than_the_client_waits(convener_server: Server, connect: Connect) -> None:
    meeting = booked(connect())
    hasty = connect(timeout=timedelta(seconds=1))
    convener_server.faults.delay(ShowMeetingDetail, timedelta(hours=1))
    with pytest.raises(TimedOut):
        hasty.send(ShowMeetingDetail(conference_id=meeting.conference_id))
    assert hasty.send(ShowMeetingDetail(conference_id=meeting.conference_id))


def test_a_delay_that_is_short_enough(convener_server: Server, client: Client) -> None:
    convener_server.faults.delay(CreateMeeting, 0.03)  # a loop's timers may be a millisecond early
    assert booked(client)
    [seen] = convener_server.requests()
    assert seen.milliseconds is not None
    assert seen.milliseconds >= 20


def test_a_delay_and_then_an_error(convener_server: Server, client: Client) -> None:
    convener_server.faults.delay(CreateMeeting, 0.001)
    convener_server.faults.error(CreateMeeting, "CONF_SERVER_FLOW_CONTROL")
    with pytest.raises(RateLimited):
        client.send(BOOKING)


def test_other_operations_are_left_alone(convener_server: Server, client: Client) -> None:
    convener_server.faults.error(ShowMeetingDetail, "CONF_DATA_NOT_FOUND")
    assert booked(client)
    assert len(convener_server.faults.pending()) == 1


def test_the_oldest_of_several_comes_first(convener_server: Server, client: Client) -> None:
    convener_server.faults.error("*", "CONF_IS_CLOSED")
    convener_server.faults.error(CreateMeeting, "CONF_DATA_NOT_FOUND")
    constants = []
    for _ in range(2):
        with pytest.raises(ApiError) as caught:
            client.send(BOOKING)
        constants.append(caught.value.constant)
    assert constants == ["CONF_IS_CLOSED", "CONF_DATA_NOT_FOUND"]


def test_until_the_end_of_a_block(convener_server: Server, client: Client) -> None:
    with convener_server.faults.error(CreateMeeting, "CONF_IS_CLOSED", times=0) as fault:
        for _ in range(3):
            with pytest.raises(ApiError):
                client.send(BOOKING)
        assert len(convener_server.faults.pending()) == 1
    assert not fault.is_pending
    assert booked(client)


def test_our_own_operations_never_fail(convener_server: Server) -> None:
    convener_server.faults.drop("*", times=0)
    assert convener_server.clock.advance(minutes=1)
    assert convener_server.seed({})
    convener_server.faults.clear()


def test_the_client_gets_over_it(convener_server: Server, convener_enterprise: Enterprise) -> None:
    """With its usual patience: what may run twice is sent again."""
    client = convener_server.client(
        convener_enterprise["ann"], retries=Retries(attempts=3, first=timedelta(milliseconds=1))
    )
    meeting = booked(client)
    convener_server.faults.drop(ShowMeetingDetail, times=2)
    assert client.send(ShowMeetingDetail(conference_id=meeting.conference_id))
    assert number_of(convener_server, "ShowMeetingDetail") == 3


async def test_clients_that_are_awaited(convener_server: Server, convener_enterprise: Enterprise) -> None:
    client = convener_server.async_client(
        convener_enterprise["ann"], retries=ONCE, timeout=timedelta(seconds=1)
    )
    faults = convener_server.faults
    request: Request[Any] = BOOKING
    faults.error(CreateMeeting, "CONF_DATA_NOT_FOUND")
    faults.drop(CreateMeeting)
    faults.drop(CreateMeeting, after=True)
    for expected in (NotFound, Unreachable, Unreachable):
        with pytest.raises(expected):
            await client.send(request)
    faults.delay(CreateMeeting, 3600)
    with pytest.raises(TimedOut):
        await client.send(request)
    assert await client.send(request)
