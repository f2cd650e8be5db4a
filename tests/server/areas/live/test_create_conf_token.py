from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import pytest

from convener.client import AsyncClient
from convener.server.app import Application
from convener.server.clock import VirtualClock, micros
from convener.wire import errors
from convener.wire.control import ConfToken, CreateConfToken, CreateWebSocketToken
from convener.wire.meetings import ConferenceInfo
from server.conftest import NOON, MakePerson, Person
from support.refusals import refused


@pytest.fixture
async def ann(make_person: MakePerson) -> Person:
    return await make_person("Ann Roe")


@pytest.fixture
async def running(ann: Person) -> ConferenceInfo:
    return await ann.book()


async def token(client: AsyncClient, info: ConferenceInfo, **given: Any) -> ConfToken:
    given.setdefault("password", info.password_entry[0].password)
    given.setdefault("login_type", 1)
    return await client.send(CreateConfToken(conference_id=info.conference_id, **given))


async def test_the_host_password_buys_a_token(
    anonymous: AsyncClient, ann: Person, running: ConferenceInfo
) -> None:
    answer = await token(anonymous, running)
    data = answer.data
    assert data.token.startswith("cnr")
    assert len(data.token) == 51
    assert (data.role, data.conf_token_expire_time) == (1, 1800)
    assert data.expire_time == micros(NOON + timedelta(minutes=30)) // 1000
    assert (data.user_id, data.org_id) == (ann.user_id, ann.corp_id)
    assert data.ws_url == "wss://meet.test:8443"
    assert answer.global_public_ip == "meet.test:8443"
    assert "AttendeesNotify" in data.support_notify_type


async def test_a_live_token_is_kept_alive_without_a_password(
    anonymous: AsyncClient, running: ConferenceInfo, clock: VirtualClock
) -> None:
    first = (await token(anonymous, running)).data
    clock.set(NOON + timedelta(minutes=29))
    encoded = "Basic " + base64.b64encode(first.token.encode()).decode()
    kept = (await token(anonymous, running, password=None, authorization=encoded)).data
    assert kept.token == first.token
    assert kept.expire_time == micros(NOON + timedelta(minutes=59)) // 1000


async def test_an_expired_token_needs_the_password_again(
    anonymous: AsyncClient, ann: Person, clock: VirtualClock
) -> None:
    running = await ann.book(length=120)
    first = (await token(anonymous, running)).data
    clock.set(NOON + timedelta(minutes=30))
    with refused(errors.CONF_AUTHEN_NEED_PASSWORD):
        await token(anonymous, running, password=None, authorization=first.token)
    assert (await token(anonymous, running, authorization=first.token)).data.token != first.token


async def test_refusals(anonymous: AsyncClient, ann: Person, running: ConferenceInfo) -> None:
    with refused(errors.CONF_NOT_FOUND_OR_AUTH_FAILED):
        await token(anonymous, running, password="wrong")
    with refused(errors.CONF_NOT_FOUND_OR_AUTH_FAILED):
        await token(anonymous, running, password=running.password_entry[1].password)
    with refused(errors.CONF_AUTHEN_NEED_PASSWORD):
        await token(anonymous, running, password=None)
    with refused(errors.CONF_BAD_REQUEST):
        await token(anonymous, running, login_type=2)
    with refused(errors.CONF_NOT_FOUND_OR_AUTH_FAILED):
        await anonymous.send(CreateConfToken(conference_id="987654321", password="1", login_type=1))
    coming = await ann.book(start_time="2021-09-01 09:00")
    with refused(errors.CONF_NOT_STARTED):
        await token(anonymous, coming)


async def test_password_and_type_may_stand_in_the_query(
    anonymous: AsyncClient, running: ConferenceInfo
) -> None:
    password = running.password_entry[0].password
    answer = await token(
        anonymous, running, password=None, login_type=None, password_in_query=password, login_type_in_query=1
    )
    assert answer.data.role == 1


class TestControlTokens:
    async def test_a_token_opens_its_own_meeting_only(
        self, anonymous: AsyncClient, ann: Person, running: ConferenceInfo
    ) -> None:
        granted = (await token(anonymous, running)).data.token
        answer = await anonymous.send(
            CreateWebSocketToken(conference_id=running.conference_id), token=granted
        )
        assert len(answer.web_socket_token) == 51
        other = await ann.book()
        with refused(errors.CONF_AUTH_FAIL):
            await anonymous.send(CreateWebSocketToken(conference_id=other.conference_id), token=granted)

    async def test_missing_unknown_and_expired(
        self, anonymous: AsyncClient, running: ConferenceInfo, clock: VirtualClock
    ) -> None:
        request = CreateWebSocketToken(conference_id=running.conference_id)
        with refused(errors.REQUEST_TOKEN_IS_NULL):
            await anonymous.send(request)
        with refused(errors.CONF_AUTH_FAIL):
            await anonymous.send(request, token="cnr" + "0" * 48)
        granted = (await token(anonymous, running)).data.token
        clock.set(NOON + timedelta(minutes=30))
        with refused(errors.CONF_AUTH_FAIL):
            await anonymous.send(request, token=granted)

    async def test_a_token_ends_with_its_conference(
        self, anonymous: AsyncClient, ann: Person, clock: VirtualClock, application: Application
    ) -> None:
        short = await ann.book(length=15)
        granted = (await token(anonymous, short)).data.token
        clock.set(NOON + timedelta(minutes=15))
        await application.worker.run_due()
        with refused(errors.CONF_NOT_STARTED):
            await anonymous.send(CreateWebSocketToken(conference_id=short.conference_id), token=granted)
