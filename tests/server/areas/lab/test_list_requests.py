from __future__ import annotations

import contextlib
from datetime import timedelta
from typing import Any

import httpx
import pytest

from convener.client import Account, ApiError
from convener.server.app import Application
from convener.server.clock import VirtualClock
from convener.wire import errors
from convener.wire.base import Request
from convener.wire.control import CreateConfToken, InviteBody, Invitee, InviteParticipant
from convener.wire.identity import AccountLogin, CreateToken, DeleteToken
from convener.wire.lab import (
    MOST_REQUESTS,
    PASSWORD,
    AddFault,
    ClearRequests,
    FaultKind,
    ListRequests,
    NewFault,
    RequestSeen,
    TokenKind,
    TokenSeen,
    TokenState,
)
from convener.wire.meetings import ConferenceInfo, CreateMeeting, ScheduleBody, ShowMeetingDetail
from convener.wire.unserved import UNSERVED
from server.areas.lab.conftest import Lab
from server.conftest import NOON, ORIGIN

BOOKING = CreateMeeting(body=ScheduleBody(media_types="Voice"))
DETAIL = ShowMeetingDetail(conference_id="999999999")


@pytest.fixture
async def token(lab: Lab) -> str:
    return (await lab.seed("ann")).users[0].token


async def last(lab: Lab) -> RequestSeen:
    return (await lab.send(ListRequests(limit=1))).data[0]


async def explained(lab: Lab, request: Request[Any], token: str | None = None) -> RequestSeen:
    """What is said of a call that may be refused."""
    with contextlib.suppress(ApiError):
        await lab.client(token=token).send(request, token=token)
    return await last(lab)


async def test_what_came_in_and_what_it_meant(lab: Lab, token: str) -> None:
    seen = await explained(lab, BOOKING, token)
    assert (seen.number, seen.method, seen.path, seen.at) == (
        1,
        "POST",
        "/v1/mmc/management/conferences",
        NOON,
    )
    assert (seen.operation, seen.status, seen.code, seen.meaning) == ("CreateMeeting", 200, None, "Done.")
    assert seen.body == '{"mediaTypes":"Voice"}'
    assert seen.headers["content-type"] == "application/json"
    assert seen.milliseconds is not None


async def test_parameters(lab: Lab, token: str) -> None:
    seen = await explained(lab, ShowMeetingDetail(conference_id="1", search_key="a b"), token)
    assert seen.query["conferenceID"] == "1"
    assert seen.query["searchKey"] == "a b"


async def test_secrets_are_masked(lab: Lab, token: str) -> None:
    [info] = await lab.client(token=token).send(BOOKING)
    host = info.password_entry[0].password
    granted = await lab.send(CreateConfToken(conference_id=info.conference_id, password=host))
    await explained(
        lab,
        InviteParticipant(conference_id=info.conference_id, body=InviteBody(attendees=[])),
        granted.data.token,
    )
    await lab.client().login(Account("ann", PASSWORD))
    told = str((await lab.send(ListRequests())).data)
    assert "Basic ann:" in told
    for secret in (token, PASSWORD, granted.data.token, f"'{host}'"):
        assert secret not in told
    assert token[:6] in told


async def test_bodies_that_are_no_json_are_told_by_size(application: Application, lab: Lab) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application.api), base_url=ORIGIN) as http:
        await http.post("/v1/usg/acs/auth/account", content=b"password=secret")
        assert (await last(lab)).body == "(15 bytes that are not JSON)"
        await http.post(
            "/v1/usg/acs/auth/account", json={"pwd": "secret", "list": [{"token": "t"}], "account": "ann"}
        )
        assert (await last(lab)).body == '{"pwd":"•••","list":[{"token":"•••"}],"account":"ann"}'


class TestTokens:
    async def test_of_somebody(self, lab: Lab, token: str) -> None:
        seen = await explained(lab, BOOKING, token)
        assert seen.token == TokenSeen(
            kind=TokenKind.ACCESS,
            state=TokenState.VALID,
            account="ann",
            enterprise="Acme",
            client_type=72,
            until=NOON + timedelta(days=1),
        )

    async def test_none(self, lab: Lab) -> None:
        seen = await explained(lab, DETAIL)
        assert (seen.token, seen.code) == (None, errors.USER_TOKEN_AUTH_FAILED.code)
        assert "X-Access-Token is missing" in seen.meaning
        assert "Log in" in str(seen.advice)

    async def test_unknown(self, lab: Lab) -> None:
        seen = await explained(lab, DETAIL, "cnr" + "0" * 37)
        assert seen.token == TokenSeen(kind=TokenKind.ACCESS, state=TokenState.UNKNOWN)
        assert "never issued" in seen.meaning

    async def test_expired(self, lab: Lab, token: str, clock: VirtualClock) -> None:
        clock.set(NOON + timedelta(days=2))
        seen = await explained(lab, DETAIL, token)
        assert seen.token is not None
        assert (seen.token.state, seen.token.account) == (TokenState.EXPIRED, "ann")
        assert seen.token.until == NOON + timedelta(days=1)
        assert "expired" in seen.meaning

    async def test_displaced(self, lab: Lab, token: str) -> None:
        login = CreateToken(
            authorization=Account("ann", PASSWORD).login().authorization,
            body=AccountLogin(account="ann", client_type=0),
        )
        first, _ = [await lab.send(login) for _ in range(2)]
        seen = await explained(lab, DETAIL, first.access_token)
        assert seen.token is not None
        assert seen.token.state is TokenState.DISPLACED
        assert "newer login" in seen.meaning

    async def test_refresh_token_in_its_place(self, lab: Lab, token: str) -> None:
        login = await lab.client().login(Account("ann", PASSWORD))
        seen = await explained(lab, DETAIL, login.refresh_token)
        assert seen.token is not None
        assert seen.token.kind is TokenKind.REFRESH
        assert "refresh token" in seen.meaning

    async def test_logged_out(self, lab: Lab, token: str) -> None:
        assert (await explained(lab, DeleteToken(token=token))).token.state is TokenState.VALID
        assert (await explained(lab, DETAIL, token)).token.state is TokenState.UNKNOWN

    async def test_of_a_meeting(self, lab: Lab, token: str, clock: VirtualClock) -> None:
        info, control = await self._control(lab, token)
        invite = InviteParticipant(
            conference_id=info.conference_id, body=InviteBody(attendees=[Invitee(phone="+861")])
        )
        seen = await explained(lab, invite, control)
        assert seen.token == TokenSeen(
            kind=TokenKind.CONTROL,
            state=TokenState.VALID,
            enterprise="Acme",
            conference_id=info.conference_id,
            until=NOON + timedelta(minutes=30),
        )
        clock.set(NOON + timedelta(minutes=31))
        seen = await explained(lab, invite, control)
        assert seen.token.state is TokenState.EXPIRED
        assert "CreateConfToken" in str(seen.advice)

    async def _control(self, lab: Lab, token: str) -> tuple[ConferenceInfo, str]:
        [info] = await lab.client(token=token).send(
            CreateMeeting(body=ScheduleBody(media_types="Voice", length=60))
        )
        host = info.password_entry[0].password
        granted = await lab.send(CreateConfToken(conference_id=info.conference_id, password=host))
        return info, granted.data.token


async def test_refusals_in_plain_words(lab: Lab, token: str) -> None:
    seen = await explained(lab, DETAIL, token)
    assert (seen.status, seen.code, seen.constant) == (400, "MMC.111070005", "CONF_DATA_NOT_FOUND")
    assert seen.detail == (
        "No such meeting for this caller: never booked, cancelled, ended, or another enterprise's."
    )
    assert "has this ID" in seen.meaning
    assert "conferenceID" in str(seen.advice)


async def test_paths_that_do_not_exist(application: Application, lab: Lab) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application.api), base_url=ORIGIN) as http:
        await http.post("/v1/mmc/management/conference")
        seen = await last(lab)
        assert (seen.operation, seen.status) == (None, 404)
        assert seen.advice == "There is /v1/mmc/management/conferences."
        await http.patch("/v1/mmc/management/conferences/confDetail")
        seen = await last(lab)
        assert (seen.operation, seen.status) == (None, 405)
        assert "Allow" in str(seen.advice)
        await http.get(next(path for _, method, path in UNSERVED if method == "GET" and "{" not in path))
        seen = await last(lab)
        assert seen.status == 501
        assert seen.operation is not None


async def test_faults_are_named(lab: Lab, token: str) -> None:
    fault = await lab.send(AddFault(body=NewFault(kind=FaultKind.ERROR, code="CONF_IS_CLOSED")))
    seen = await explained(lab, DETAIL, token)
    assert (seen.fault, seen.constant) == (fault.id, "CONF_IS_CLOSED")
    assert "fault" in str(seen.advice)


async def test_our_own_calls_and_pages_are_not_among_them(application: Application, lab: Lab) -> None:
    await lab.send(ListRequests())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application.api), base_url=ORIGIN) as http:
        await http.get("/healthz")
    assert (await lab.send(ListRequests())).data == []


async def test_the_last_ones_are_kept(lab: Lab) -> None:
    for _ in range(MOST_REQUESTS + 3):
        await explained(lab, DETAIL)
    found = (await lab.send(ListRequests())).data
    assert [each.number for each in found] == [*range(4, MOST_REQUESTS + 4)]
    found = (await lab.send(ListRequests(after=MOST_REQUESTS))).data
    assert [each.number for each in found] == [MOST_REQUESTS + 1, MOST_REQUESTS + 2, MOST_REQUESTS + 3]
    await lab.send(ClearRequests())
    assert (await lab.send(ListRequests())).data == []
