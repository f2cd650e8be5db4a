"""Logging in, when it is needed and as often as it is needed."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from client.conftest import Connect, Site
from client.scripted import Answer, Received, Scripted, refuses, says
from client.shells import at_once
from convener.client import Account, AppId, Forbidden, Unauthenticated
from convener.wire import errors
from convener.wire.control import CreateConfToken, InviteBody, Invitee, InviteParticipant
from convener.wire.convener import ShowClock
from convener.wire.errors import Fault
from convener.wire.identity import CheckToken, CreateToken, DeleteToken, LoginToken, TokenCheck
from convener.wire.meetings import CreateMeeting, ScheduleBody, ShowMeetingDetail
from support.refusals import refused

ANN = Account("ann@acme", "Secret-1")
BOOKING = CreateMeeting(body=ScheduleBody(media_types="HDVideo"))
LOGIN, LOGOUT = CreateToken.operation.path, DeleteToken.operation.path


def token(text: str) -> Answer:
    return says({"accessToken": text, "clientType": 72, "tokenType": 0})


class Door:
    """Lets in who has the newest token; gives a new one for each login."""

    def __init__(self, script: Scripted) -> None:
        self.logins = 0
        self.script = script
        script.respond = self.respond

    def respond(self, request: Received) -> Answer:
        if request.path == LOGIN:
            self.logins += 1
            return token(f"token-{self.logins}")
        if request.headers.get("x-access-token") != f"token-{self.logins}":
            return refuses(401, errors.USER_TOKEN_AUTH_FAILED.code)
        return says([])

    def forget(self) -> None:
        """As if the token had expired."""
        self.logins += 1


@pytest.fixture
def door(script: Scripted) -> Door:
    return Door(script)


async def test_the_first_call_that_needs_a_token_logs_in(connect: Connect, site: Site) -> None:
    client = connect(site.url, credentials=site.admin, trust=site.trust)
    await client.send(ShowClock())
    assert client.token is None
    [info] = await client.send(BOOKING)
    token = client.token
    await client.send(ShowMeetingDetail(conference_id=info.conference_id))
    assert client.token == token is not None


async def test_without_credentials_nobody_is_logged_in(connect: Connect, site: Site) -> None:
    client = connect(site.url, trust=site.trust)
    with refused(errors.USER_TOKEN_AUTH_FAILED):
        await client.send(BOOKING)
    with pytest.raises(ValueError, match="credentials"):
        await client.login()


async def test_a_token_got_elsewhere_will_do(connect: Connect, site: Site) -> None:
    login = await connect(site.url, credentials=site.admin, trust=site.trust).login()
    client = connect(site.url, token=login.access_token, trust=site.trust)
    assert await client.send(BOOKING)


async def test_a_login_says_who_one_is_and_counts_from_then_on(connect: Connect, site: Site) -> None:
    client = connect(site.url, trust=site.trust)
    login: LoginToken = await client.login(site.admin)
    assert login.user is not None
    assert login.user.uclogin_account == site.admin.account
    assert client.token == login.access_token
    assert await client.send(BOOKING)


@pytest.mark.parametrize("password", ["wrong-Pass-1", ""])
async def test_a_wrong_password_is_told(connect: Connect, site: Site, password: str) -> None:
    client = connect(site.url, credentials=Account(site.admin.account, password), trust=site.trust)
    with pytest.raises(Unauthenticated) as caught:
        await client.send(BOOKING)
    assert caught.value.code == errors.WRONG_ACCOUNT_OR_PASSWORD.code


class TestAppId:
    """Applications log in for whom they like, again and again."""

    async def who(self, connect: Connect, site: Site, credentials: AppId) -> tuple[Any, ...]:
        client = connect(site.url, credentials=credentials, trust=site.trust)
        await client.login()
        user = (await client.login()).user
        return (user.company_id, user.third_account, user.admin_type.name)

    async def test_of_one_enterprise(self, connect: Connect, site: Site) -> None:
        corp, _, rank = await self.who(connect, site, site.app)
        assert rank == "DEFAULT"
        credentials = replace(site.app, user_id="bob", user_name="Bob", valid_for=None)
        assert await self.who(connect, site, credentials) == (corp, "bob", "NONE")

    async def test_of_several_enterprises(self, connect: Connect, site: Site) -> None:
        app = site.provider_app
        for corp_id, user_id, rank in ((site.customer, "eve", "NONE"), (site.customer, None, "DEFAULT")):
            credentials = replace(app, corp_id=corp_id, user_id=user_id)
            assert await self.who(connect, site, credentials) == (corp_id, user_id, rank)
        assert (await self.who(connect, site, replace(app, corp_id="")))[0] != site.customer

    async def test_a_wrong_key_is_told(self, connect: Connect, site: Site) -> None:
        client = connect(site.url, credentials=replace(site.app, app_key="other"), trust=site.trust)
        with refused(errors.APP_ID_NOT_VERIFIED):
            await client.login()

    @pytest.mark.parametrize(
        ("corp_id", "user_id", "signature"),
        [
            (None, "alice", "F3F3DAC941C884C68BBB204CB690737BE489AA4163893410EDED7DF50A1AD8A3"),
            ("818803911", "alice", "9BA523CAF7BDDC857340D9DF441450A205020A1FFC5A4E24196E7CAE75BB882F"),
            ("818803911", None, "AA3639C3C02DD2F2BBB332E75A56423083DA297A76824979CFA5484455BA9B2D"),
        ],
    )
    def test_proofs_are_those_of_the_specification(
        self, corp_id: str | None, user_id: str | None, signature: str
    ) -> None:
        app = AppId("0a1b2c", "3c9f0key", corp_id=corp_id, user_id=user_id)
        login = app.proved(expires=1700000600, nonce="11111111-2222-3333-4444-555555555555")
        assert login.authorization == f"HMAC-SHA256 signature={signature},access=MGExYjJj"

    def test_every_login_has_a_proof_of_its_own(self) -> None:
        app = AppId("id", "key")
        assert app.login().body.nonce != app.login().body.nonce


def test_secrets_are_not_shown() -> None:
    assert "Secret-1" not in repr(ANN)
    assert "s3cret" not in repr(AppId("id", "s3cret"))


class TestADeadToken:
    """One new login, and the call is made again."""

    async def test_is_replaced(self, connect: Connect, door: Door) -> None:
        client = connect(door.script.url, credentials=ANN)
        await client.send(BOOKING)
        door.forget()
        assert await client.send(BOOKING) == []
        assert (client.token, door.logins) == ("token-3", 3)

    async def test_is_replaced_once(self, connect: Connect, script: Scripted) -> None:
        script.respond = lambda request: (
            token("t") if request.path == LOGIN else refuses(401, errors.USER_TOKEN_AUTH_FAILED.code)
        )
        client = connect(script.url, credentials=ANN, token="old")
        with pytest.raises(Unauthenticated):
            await client.send(BOOKING)
        assert [request.path == LOGIN for request in script.received] == [False, True, False]

    async def test_is_replaced_once_for_many_calls(self, connect: Connect, door: Door) -> None:
        client = connect(door.script.url, credentials=ANN)
        assert await at_once(client, [BOOKING] * 20) == [[]] * 20
        assert door.logins == 1
        door.forget()
        assert await at_once(client, [BOOKING] * 20) == [[]] * 20
        assert door.logins == 3

    @pytest.mark.parametrize("fault", [errors.TOKEN_DISPLACED, errors.CONF_PWD_AUTH_FAILED])
    async def test_is_not_what_every_refusal_means(
        self, connect: Connect, script: Scripted, fault: Fault
    ) -> None:
        """Two programs that displace each other would do so for ever; a meeting's password is no login."""
        script.respond = lambda request: refuses(fault.status, fault.code)
        client = connect(script.url, credentials=ANN, token="old")
        with pytest.raises(Unauthenticated):
            await client.send(BOOKING)
        assert len(script.received) == 1

    async def test_without_credentials_is_an_error(self, connect: Connect, door: Door) -> None:
        client = connect(door.script.url, token="dead")
        with pytest.raises(Unauthenticated):
            await client.send(BOOKING)

    async def test_that_was_given_to_the_call_is_an_error(self, connect: Connect, door: Door) -> None:
        client = connect(door.script.url, credentials=ANN)
        with pytest.raises(Unauthenticated):
            await client.send(BOOKING, token="dead")
        assert door.logins == 0


async def test_an_access_token_is_never_sent_as_a_control_token(connect: Connect, site: Site) -> None:
    client = connect(site.url, credentials=site.admin, trust=site.trust)
    [info] = await client.send(BOOKING)
    invite = InviteParticipant(
        conference_id=info.conference_id, body=InviteBody(attendees=[Invitee(phone="+861")])
    )
    with refused(errors.REQUEST_TOKEN_IS_NULL):
        await client.send(invite)
    granted = await client.send(
        CreateConfToken(conference_id=info.conference_id, password=info.password_entry[0].password)
    )
    assert (await client.send(invite, token=granted.data.token)).return_code == 0


async def test_after_a_logout_the_token_is_dead_and_the_next_call_logs_in(
    connect: Connect, site: Site
) -> None:
    client = connect(site.url, credentials=site.admin, trust=site.trust)
    login = await client.login()
    await client.logout()
    assert client.token is None
    check = CheckToken(body=TokenCheck(token=login.access_token, need_gen_new_token=False))
    with pytest.raises(Unauthenticated):
        await client.send(check)
    await client.send(BOOKING)
    assert client.token not in (None, login.access_token)


async def test_logging_out_twice_or_too_late_does_nothing(connect: Connect, door: Door) -> None:
    client = connect(door.script.url, token="dead")
    await client.logout()
    await client.logout()
    assert [request.path for request in door.script.received] == [LOGOUT]


async def test_a_locked_account_is_forbidden(connect: Connect, script: Scripted) -> None:
    script.respond = lambda request: refuses(423, errors.USER_LOCKED.code)
    with pytest.raises(Forbidden):
        await connect(script.url, credentials=ANN).login()


async def test_credentials_may_be_of_ones_own(connect: Connect, script: Scripted) -> None:
    class Ticket:
        def login(self) -> CreateToken:
            return CreateToken(authorization="Ticket 1", body=ANN.login().body)

    script.respond = lambda request: token("t")
    await connect(script.url, credentials=Ticket()).login()
    [request] = script.received
    assert request.headers["authorization"] == "Ticket 1"
    assert json.loads(request.body) == {"account": "ann@acme", "clientType": 72}
