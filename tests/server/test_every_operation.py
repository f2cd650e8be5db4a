"""The rules that hold for every operation, tried on each as its declaration says."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import msgspec
import pytest
import pytest_asyncio

from convener.server.app import compose
from convener.server.clock import VirtualClock
from convener.server.settings import Settings
from convener.wire import errors
from convener.wire.base import OPERATIONS, Auth, Operation
from convener.wire.common import Csv
from convener.wire.errors import CATALOGUE, Fault
from convener.wire.families import family_of
from convener.wire.identity import DeleteToken
from convener.wire.unserved import UNSERVED
from support.declared import Declared, fields
from support.world import NOON, ORIGIN, Message, World

pytestmark = pytest.mark.asyncio(loop_scope="module")

LARGEST = 1 << 20
"""Bytes of a body."""


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["sqlite", "postgres"])
async def world(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    url = ""
    if request.param == "postgres":
        server, name = request.getfixturevalue("postgres_server"), f"world_{uuid.uuid4().hex}"
        server.psql(f"CREATE DATABASE {name}")
        url = server.get_uri(name)
    folder = tmp_path_factory.mktemp("world")
    settings = Settings(data=folder, database_url=url, sms_url="log:", public_url=ORIGIN)
    application = await compose(settings, clock=VirtualClock(NOON))
    aside = await compose(Settings(data=folder / "aside"), clock=VirtualClock(NOON))
    world = World(application, aside)
    await world.furnish()
    yield world
    await application.close()
    await aside.close()


def assert_refused(answer: httpx.Response, fault: Fault) -> None:
    """The answer is this error and says nothing that the catalogue does not."""
    assert (answer.status_code, code(answer)) == (fault.status, fault.code), answer.text
    assert_is_refusal(answer)


def assert_is_refusal(answer: httpx.Response) -> None:
    found = answer.json()
    identity = {"request_id"} if found["error_code"].startswith("USG.") else set()
    assert found.keys() == {"error_code", "error_msg"} | identity
    assert Fault(found["error_code"], found["error_msg"], answer.status_code) in CATALOGUE
    assert answer.headers["content-type"] == "application/json;charset=UTF-8"
    assert answer.headers["x-request-id"]
    assert "Traceback" not in str(answer.headers)


def code(answer: httpx.Response) -> str:
    return answer.json()["error_code"] if answer.status_code >= 400 else ""


EVERY = [pytest.param(each, id=each.name) for each in OPERATIONS.values()]
WITH_BODY = [pytest.param(each, id=each.name) for each in OPERATIONS.values() if each.body]
WITH_FIELDS = [pytest.param(each, id=each.name) for each in OPERATIONS.values() if [*fields(each)]]


@pytest.mark.parametrize("operation", EVERY)
async def test_a_valid_request_is_answered_as_declared(world: World, operation: Operation) -> None:
    answer = await world.send(await world.valid(operation))
    assert answer.status_code == 200, answer.text
    assert answer.headers["x-request-id"]
    if operation.reply is None:
        assert (answer.content, answer.headers.get("content-type")) == (b"", None)
    elif operation.reply is Csv:
        assert answer.headers["content-type"] == "text/csv;charset=UTF-8"
        assert answer.text.startswith("\ufeffname,")
    else:
        assert answer.headers["content-type"] == "application/json;charset=UTF-8"
        msgspec.json.decode(answer.content, type=operation.reply)


class TestFields:
    @pytest.mark.parametrize("operation", WITH_FIELDS)
    async def test_bad_values_are_refused_as_declared_and_change_nothing(
        self, world: World, operation: Operation
    ) -> None:
        good = await world.valid(operation)
        bad = [(good.bent(each, value), each.fault) for each in fields(operation) for value in each.refused()]
        before = await world.state()
        for message, fault in bad:
            assert_refused(await world.send(message), fault)
        assert await world.state() == before

    @pytest.mark.parametrize("operation", WITH_FIELDS)
    async def test_values_at_the_limits_are_not(self, world: World, operation: Operation) -> None:
        for each in fields(operation):
            for value in each.accepted():
                answer = await world.send(await self._with(world, each, value))
                good = answer.status_code == 200 or each.path[-1] in NOT_ALONE | _fixed(operation)
                assert good, (each.name, value, answer.text)

    @pytest.mark.parametrize("operation", WITH_FIELDS)
    async def test_numbers_and_booleans_may_be_written_otherwise(
        self, world: World, operation: Operation
    ) -> None:
        for each in fields(operation):
            for value, others in written(each):
                plain = await world.send(await self._with(world, each, value))
                for other in others:
                    answer = await world.send(await self._with(world, each, other))
                    assert code(answer) == code(plain), (each.name, other, answer.text)

    @pytest.mark.parametrize("operation", WITH_FIELDS)
    async def test_mandatory_ones_may_not_be_absent(self, world: World, operation: Operation) -> None:
        for each in fields(operation):
            if each.required:
                assert_refused(await world.send(await self._without(world, each)), each.fault)

    @pytest.mark.parametrize("operation", WITH_BODY)
    async def test_null_is_absent(self, world: World, operation: Operation) -> None:
        for each in fields(operation):
            if each.place is None:
                absent = await world.send(await self._without(world, each))
                null = await world.send(await self._with(world, each, None))
                assert code(null) == code(absent), (each.name, null.text)

    @pytest.mark.parametrize("operation", EVERY)
    async def test_unknown_ones_are_ignored(self, world: World, operation: Operation) -> None:
        message = await world.valid(operation)
        message.query["ts"] = message.headers["X-Made-Up"] = "1"
        _add_unknown(message.body)
        answer = await world.send(message)
        assert answer.status_code == 200, answer.text

    async def _with(self, world: World, declared: Declared, value: Any) -> Message:
        message = await world.valid(OPERATIONS[declared.operation])
        message.put(declared, value)
        return message

    async def _without(self, world: World, declared: Declared) -> Message:
        message = await world.valid(OPERATIONS[declared.operation])
        message.drop(declared)
        return message


NOT_ALONE = {
    *("account", "pwd", "appId", "userId", "expireTime", "nonce", "authType"),  # proved by one another
    "vmrFlag",  # 1 needs a room
    *("startDate", "endDate"),  # have a form besides their length
    "confUUIDs",  # are names
}
"""Fields of which not every value within the limits is good in the valid request."""


def _fixed(operation: Operation) -> set[object]:
    """What booking settles: a change may only say the same again."""
    return {"confResType", "vmrIDType"} if operation.name.startswith("Update") else set()


def written(declared: Declared) -> list[tuple[Any, list[Any]]]:
    """Good values of numbers and booleans in a body, each with other ways to write it."""
    if declared.place is not None or declared.kind is str:
        return []
    found: list[tuple[Any, list[Any]]] = []
    for value in declared.accepted():
        if isinstance(value, bool):
            found.append((value, [str(value), str(value).lower(), str(value).upper()]))
        elif isinstance(value, int | float):
            switch: list[Any] = [bool(value)] if declared.kind is int and value in (0, 1) else []
            found.append((value, [str(value), *switch]))
    return found


def _add_unknown(body: Any) -> None:
    """A member that nobody declared, in every object."""
    if isinstance(body, list):
        for each in body:
            _add_unknown(each)
    if isinstance(body, dict):
        for each in body.values():
            _add_unknown(each)
        body["madeUp"] = {"deep": [None, 1]}


class TestBodies:
    @pytest.mark.parametrize("operation", WITH_BODY)
    async def test_broken_json(self, world: World, operation: Operation) -> None:
        for text in (b"{", b"{'a': 1}", b'{"a": 1', b"\xff\xfe", b"nonsense", b"[" * 5000):
            answer = await self._send(world, operation, text)
            assert_refused(answer, family_of(operation.path).broken_json)

    @pytest.mark.parametrize("operation", WITH_BODY)
    async def test_no_body(self, world: World, operation: Operation) -> None:
        for text in (b"", b" \r\n"):
            answer = await self._send(world, operation, text)
            assert_refused(answer, family_of(operation.path).missing_body)

    @pytest.mark.parametrize("operation", WITH_BODY)
    async def test_no_object(self, world: World, operation: Operation) -> None:
        for text in (b"[]", b"7", b'"text"', b"null"):
            answer = await self._send(world, operation, text)
            assert_refused(answer, family_of(operation.path).invalid_parameter)

    @pytest.mark.parametrize("operation", WITH_BODY)
    async def test_one_byte_too_much(self, world: World, operation: Operation) -> None:
        message = await world.valid(operation)
        message.body = message.content.ljust(LARGEST)
        assert (await world.send(message)).status_code == 200
        message.body += b" "
        assert_refused(await world.send(message), errors.BODY_TOO_LARGE)

    @pytest.mark.parametrize("operation", WITH_BODY)
    async def test_nul_characters(self, world: World, operation: Operation) -> None:
        message = await world.valid(operation)
        if isinstance(message.body, list):
            message.body.append("a\0b")
        else:
            message.body["madeUp"] = "a\0b"
        assert_refused(await world.send(message), family_of(operation.path).invalid_parameter)

    async def _send(self, world: World, operation: Operation, body: bytes) -> httpx.Response:
        message = await world.valid(operation)
        message.body = body
        return await world.send(message)


def of_auth(auth: Auth) -> list[Any]:
    return [pytest.param(each, id=each.name) for each in OPERATIONS.values() if each.auth is auth]


OWN_TOKEN = [pytest.param(OPERATIONS[name], id=name) for name in ("UpdateToken", "DeleteToken")]
"""Operations on the token that they present."""


class TestTokens:
    @pytest.mark.parametrize("operation", [*of_auth(Auth.USER), *OWN_TOKEN])
    async def test_no_access_token(self, world: World, operation: Operation) -> None:
        message = await world.valid(operation)
        del message.headers["X-Access-Token"]
        assert_refused(await world.send(message), family_of(operation.path).bad_access_token)

    @pytest.mark.parametrize("operation", [*of_auth(Auth.USER), *OWN_TOKEN])
    async def test_an_unknown_access_token(self, world: World, operation: Operation) -> None:
        for token in ("cnr" + "0" * 37, "x", "é", "cnr" * 1000):
            message = await world.valid(operation)
            message.headers["X-Access-Token"] = token.encode()
            assert_refused(await world.send(message), family_of(operation.path).bad_access_token)

    @pytest.mark.parametrize("operation", [*of_auth(Auth.USER), *OWN_TOKEN])
    async def test_an_access_token_that_was_logged_out(self, world: World, operation: Operation) -> None:
        gone = Message.of(DeleteToken(token=(await world.login()).access_token))
        await world.send(gone)
        message = await world.valid(operation)
        message.headers["X-Access-Token"] = gone.headers["X-Access-Token"]
        assert_refused(await world.send(message), family_of(operation.path).bad_access_token)

    @pytest.mark.parametrize("operation", [*of_auth(Auth.USER), *OWN_TOKEN])
    async def test_an_expired_access_token(self, world: World, operation: Operation) -> None:
        message = await world.valid(operation)
        token = (
            await world.login(client_type=5)
        ).access_token  # programs' logins would push out the world's own
        message.headers["X-Access-Token"] = token
        with world.after(timedelta(days=1)):
            assert_refused(await world.send(message), family_of(operation.path).bad_access_token)

    @pytest.mark.parametrize("operation", of_auth(Auth.USER))
    async def test_a_displaced_access_token(self, world: World, operation: Operation) -> None:
        first, _ = [await world.login(client_type=0) for _ in range(2)]
        message = await world.valid(operation)
        message.headers["X-Access-Token"] = first.access_token
        assert_refused(await world.send(message), errors.TOKEN_DISPLACED)

    @pytest.mark.parametrize("operation", of_auth(Auth.USER))
    async def test_the_other_name_of_the_header(self, world: World, operation: Operation) -> None:
        message = await world.valid(operation)
        message.headers["X-Auth-Token"] = message.headers.pop("X-Access-Token")
        assert (await world.send(message)).status_code == 200

    @pytest.mark.parametrize("operation", of_auth(Auth.CONFERENCE))
    async def test_no_control_token(self, world: World, operation: Operation) -> None:
        message = await world.valid(operation)
        del message.headers["X-Conference-Authorization"]
        assert_refused(await world.send(message), errors.REQUEST_TOKEN_IS_NULL)

    @pytest.mark.parametrize("operation", of_auth(Auth.CONFERENCE))
    async def test_an_unknown_control_token(self, world: World, operation: Operation) -> None:
        for token in ("cnr" + "0" * 48, "Basic", "Basic =", "Basic Y25y", "é"):
            message = await world.valid(operation)
            message.headers["X-Conference-Authorization"] = token.encode()
            assert_refused(await world.send(message), errors.CONF_AUTH_FAIL)

    @pytest.mark.parametrize("operation", of_auth(Auth.CONFERENCE))
    async def test_an_expired_control_token(self, world: World, operation: Operation) -> None:
        message = await world.valid(operation)
        with world.after(timedelta(minutes=30)):
            assert_refused(await world.send(message), errors.CONF_AUTH_FAIL)


FOREIGN = {
    "ShowMeetingDetail": ("conferenceID", errors.CONF_DATA_NOT_FOUND),
    "ShowOnlineMeetingDetail": ("conferenceID", errors.CONF_DATA_NOT_FOUND),
    "ListOnlineConfAttendee": ("conf_id", errors.CONF_DATA_NOT_FOUND),
    "ShowHisMeetingDetail": ("confUUID", errors.CONF_DATA_NOT_FOUND),
    "SearchAttendanceRecordsOfHisMeeting": ("confUUID", errors.CONF_DATA_NOT_FOUND),
    "SearchCtlRecordsOfHisMeeting": ("confUUID", errors.CONF_DATA_NOT_FOUND),
    "ShowRecordingDetail": ("confUUID", errors.RECORD_FILE_NOT_EXIST_OR_HAVE_NO_RIGHT),
    "ShowRecordingFileDownloadUrls": ("confUUID", errors.RECORD_FILE_NOT_EXIST_OR_HAVE_NO_RIGHT),
    "ShowRecordInfo": ("confUUID", errors.RECORD_FILE_NOT_EXIST_OR_HAVE_NO_RIGHT),
    "DeleteRecordings": ("confUUIDs", errors.RECORD_FILE_NOT_EXIST_OR_HAVE_NO_RIGHT),
    "ListMeetingChanges": ("conferenceID", errors.CONF_DATA_NOT_FOUND),
    "ShowAttendance": ("confUUID", errors.CONF_DATA_NOT_FOUND),
    "ExportAttendance": ("confUUID", errors.CONF_DATA_NOT_FOUND),
    **dict.fromkeys(
        (
            "UpdateMeeting",
            "CancelMeeting",
            "UpdateRecurringMeeting",
            "CancelRecurringMeeting",
            "UpdateRecurringSubMeeting",
            "CancelRecurringSubMeeting",
        ),
        ("conferenceID", errors.CONF_DATA_NOT_FOUND),
    ),
    "CreateConfToken": ("conferenceID", errors.CONF_NOT_FOUND_OR_AUTH_FAILED),
    "CreateWebSocketToken": ("conferenceID", errors.CONF_AUTH_FAIL),
    "InviteParticipant": ("conferenceID", errors.CONF_AUTH_FAIL),
    "DeleteAttendees": ("conferenceID", errors.CONF_AUTH_FAIL),
    "CreateMeeting": ("vmrID", errors.VMR_DATA_NOT_FOUND),
    "CreateRecurringMeeting": ("vmrID", errors.VMR_DATA_NOT_FOUND),
    "PreviewMeeting": ("vmrID", errors.VMR_DATA_NOT_FOUND),
    "ShowConfOrg": ("conferenceID", errors.CONF_DATA_NOT_FOUND),
    "UpdateMemberVmr": ("id", errors.ROOM_NOT_AVAILABLE),
    "AssociateVmr": ("id", errors.ROOM_NOT_AVAILABLE),
    "DisassociateVmr": ("id", errors.ROOM_NOT_AVAILABLE),
    "DeleteCorpVmr": ("id", errors.ROOM_NOT_AVAILABLE),
}
"""What names an object in each operation, and what answers an unknown one.

StartMeeting is not among them: its password opens meetings of any enterprise.
"""


@pytest.mark.parametrize("name", FOREIGN)
async def test_what_another_enterprise_has_is_unknown(world: World, name: str) -> None:
    member, fault = FOREIGN[name]
    answers = []
    named = {
        "conferenceID": (world.foreign_meeting.conference_id, "999999999"),
        "conf_id": (world.foreign_meeting.conference_id, "999999999"),
        "confUUID": (world.foreign_past, "0" * 32),
        "confUUIDs": (world.foreign_past, "0" * 32),
        "vmrID": (world.foreign_room, "0" * 32),
        "id": (world.foreign_room, "0" * 32),
    }
    for value in named[member]:
        message = await world.valid(OPERATIONS[name])
        if member in message.query:
            message.query[member] = value
        elif isinstance(message.body, list):
            message.body = [value]
        elif f"{{{member}}}" in OPERATIONS[name].path:
            message.path = OPERATIONS[name].path.replace(f"{{{member}}}", value)
        else:
            message.body |= {"vmrFlag": 1, member: value}
        answers.append(await world.send(message))
        assert_refused(answers[-1], fault)
    foreign, unknown = answers
    assert {**foreign.json(), "request_id": ""} == {**unknown.json(), "request_id": ""}
    assert foreign.headers.get("x-error-detail") == unknown.headers.get("x-error-detail")


METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


@pytest.mark.parametrize("operation", EVERY)
async def test_other_methods_are_refused(world: World, operation: Operation) -> None:
    message = await world.valid(operation)
    path = operation.path
    served = {each.method for each in OPERATIONS.values() if each.path == path}
    served |= {method for each in OPERATIONS.values() for method, alias in each.aliases if alias == path}
    served |= {method for _, method, other in UNSERVED if other == path}
    for method in METHODS - served:
        message.method = method
        answer = await world.send(message)
        assert answer.headers["allow"] == ", ".join(sorted(served))
        if method == "HEAD":
            assert answer.status_code == 405
        else:
            assert_refused(answer, errors.METHOD_NOT_ALLOWED)


async def test_a_path_where_nothing_is(world: World) -> None:
    for path in ("/v1/mmc/management/nothing", "/v1/usg/x", "/x/%2e%2e/%00", "/v1//", "/convener/v2/clock"):
        assert_refused(await world.send(Message("GET", path)), errors.PATH_UNKNOWN)


async def test_operations_to_come_say_so(world: World) -> None:
    for _, method, path in UNSERVED:
        assert_refused(await world.send(Message(method, path)), errors.OPERATION_NOT_SERVED_YET)


class TestRequestIds:
    @pytest.mark.parametrize("given", ["mine-1.a_B", "x" * 64])
    async def test_a_harmless_one_comes_back(self, world: World, given: str) -> None:
        headers = {"X-Request-ID": given.encode()}
        answer = await world.send(Message("GET", "/convener/v1/clock", headers=headers))
        assert answer.headers["x-request-id"] == given

    @pytest.mark.parametrize("given", ["", "x" * 65, "a b", "é"])
    async def test_any_other_is_replaced(self, world: World, given: str) -> None:
        headers = {"X-Request-ID": given.encode()}
        answer = await world.send(Message("GET", "/convener/v1/clock", headers=headers))
        assert len(answer.headers["x-request-id"]) == 32
