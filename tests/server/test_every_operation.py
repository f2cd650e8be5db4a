"""The rules that hold for every operation, tried on each as its declaration says."""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any

import httpx
import pytest
import pytest_asyncio

from convener.server.app import compose
from convener.server.clock import VirtualClock
from convener.server.settings import Settings
from convener.wire import codec, errors
from convener.wire.base import OPERATIONS, Auth, Operation
from convener.wire.errors import CATALOGUE, Fault
from convener.wire.families import family_of
from convener.wire.identity import DeleteToken
from convener.wire.unserved import UNSERVED
from support.declared import Declared, fields
from support.world import NOON, Message, World

pytestmark = pytest.mark.asyncio(loop_scope="module")

TOO_LARGE = 1 << 20


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["sqlite", "postgres"])
async def world(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    url = request.getfixturevalue("new_postgres")() if request.param == "postgres" else ""
    folder = tmp_path_factory.mktemp("world")
    application = await compose(Settings(data=folder, database_url=url), clock=VirtualClock(NOON))
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


EVERY = [pytest.param(operation, id=name) for name, operation in OPERATIONS.items()]
WITH_BODY = [pytest.param(each, id=each.name) for each in OPERATIONS.values() if each.body]
EVERY_FIELD = [each for operation in OPERATIONS.values() for each in fields(operation)]


def those(which: Iterable[Declared]) -> list[Any]:
    return [pytest.param(each, id=each.name) for each in which]


def written(declared: Declared) -> list[tuple[Any, list[Any]]]:
    """Good values of numbers and booleans in a body, each with other ways to write it."""
    if declared.place is not None or declared.kind is str or not declared.accepted():
        return []
    found = []
    for value in declared.accepted():
        if isinstance(value, bool):
            found.append((value, [str(value), str(value).lower(), str(value).upper()]))
        elif isinstance(value, int | float):
            switch = [bool(value)] if declared.kind is int and value in (0, 1) else []
            found.append((value, [str(value), *switch]))
    return found


@pytest.mark.parametrize("operation", EVERY)
async def test_a_valid_request_is_answered_as_declared(world: World, operation: Operation) -> None:
    answer = await world.send(await world.valid(operation))
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json;charset=UTF-8"
    assert answer.headers["x-request-id"]
    assert codec.read(answer.content, operation.reply) if operation.reply else answer.content == b""


class TestFields:
    @pytest.mark.parametrize("declared", those(each for each in EVERY_FIELD if each.refused()))
    async def test_a_bad_value_is_refused_as_declared(self, world: World, declared: Declared) -> None:
        for value in declared.refused():
            message = await world.valid(OPERATIONS[declared.operation])
            message.put(declared, value)
            assert_refused(await world.send(message), declared.fault)

    @pytest.mark.parametrize("declared", those(each for each in EVERY_FIELD if each.accepted()))
    async def test_a_value_at_the_limit_is_not(self, world: World, declared: Declared) -> None:
        for value in declared.accepted():
            message = await world.valid(OPERATIONS[declared.operation])
            message.put(declared, value)
            answer = await world.send(message)
            assert answer.status_code == 200 or code(answer) != declared.fault.code, (value, answer.text)

    @pytest.mark.parametrize("declared", those(each for each in EVERY_FIELD if written(each)))
    async def test_numbers_and_booleans_may_be_written_otherwise(
        self, world: World, declared: Declared
    ) -> None:
        for value, others in written(declared):
            message = await world.valid(OPERATIONS[declared.operation])
            message.put(declared, value)
            plain = await world.send(message)
            for other in others:
                message = await world.valid(OPERATIONS[declared.operation])
                message.put(declared, other)
                answer = await world.send(message)
                assert (answer.status_code, code(answer)) == (plain.status_code, code(plain)), other

    @pytest.mark.parametrize("declared", those(each for each in EVERY_FIELD if each.required))
    async def test_a_mandatory_field_may_not_be_absent(self, world: World, declared: Declared) -> None:
        message = await world.valid(OPERATIONS[declared.operation])
        message.drop(declared)
        assert_refused(await world.send(message), declared.fault)

    @pytest.mark.parametrize("declared", those(each for each in EVERY_FIELD if each.place is None))
    async def test_null_is_absent(self, world: World, declared: Declared) -> None:
        message = await world.valid(OPERATIONS[declared.operation])
        message.put(declared, None)
        answer = await world.send(message)
        if declared.required:
            assert_refused(answer, declared.fault)
        else:
            assert answer.status_code == 200, answer.text

    @pytest.mark.parametrize("operation", EVERY)
    async def test_unknown_ones_are_ignored(self, world: World, operation: Operation) -> None:
        message = await world.valid(operation)
        message.query["ts"] = message.headers["X-Made-Up"] = "1"
        _add_unknown(message.body)
        answer = await world.send(message)
        assert answer.status_code == 200, answer.text


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
    @pytest.mark.parametrize("text", [b"{", b"{'a': 1}", b'{"a": 1', b"\xff\xfe", b"nonsense", b"[" * 5000])
    async def test_broken_json(self, world: World, operation: Operation, text: bytes) -> None:
        message = await world.valid(operation)
        message.body = text
        assert_refused(await world.send(message), family_of(operation.path).broken_json)

    @pytest.mark.parametrize("operation", WITH_BODY)
    @pytest.mark.parametrize("text", [b"", b" \r\n"])
    async def test_no_body(self, world: World, operation: Operation, text: bytes) -> None:
        message = await world.valid(operation)
        message.body = text
        assert_refused(await world.send(message), family_of(operation.path).missing_body)

    @pytest.mark.parametrize("operation", WITH_BODY)
    @pytest.mark.parametrize("text", [b"[]", b"7", b'"text"', b"null"])
    async def test_no_object(self, world: World, operation: Operation, text: bytes) -> None:
        message = await world.valid(operation)
        message.body = text
        assert_refused(await world.send(message), family_of(operation.path).invalid_parameter)

    @pytest.mark.parametrize("operation", WITH_BODY)
    async def test_one_byte_too_much(self, world: World, operation: Operation) -> None:
        message = await world.valid(operation)
        whole = message.content.ljust(TOO_LARGE)
        message.body = whole
        assert (await world.send(message)).status_code == 200
        message = await world.valid(operation)
        message.body = message.content.ljust(TOO_LARGE + 1)
        assert_refused(await world.send(message), errors.BODY_TOO_LARGE)

    @pytest.mark.parametrize("operation", WITH_BODY)
    async def test_nul_characters(self, world: World, operation: Operation) -> None:
        message = await world.valid(operation)
        message.body["madeUp"] = "a\0b"
        assert_refused(await world.send(message), family_of(operation.path).invalid_parameter)


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
    @pytest.mark.parametrize("token", ["cnr" + "0" * 37, "x", "é", "cnr" * 1000])
    async def test_an_unknown_access_token(self, world: World, operation: Operation, token: str) -> None:
        message = await world.valid(operation)
        message.headers["X-Access-Token"] = token.encode("utf-8").decode("latin-1")
        assert_refused(await world.send(message), family_of(operation.path).bad_access_token)

    @pytest.mark.parametrize("operation", [*of_auth(Auth.USER), *OWN_TOKEN])
    async def test_an_access_token_that_was_logged_out(self, world: World, operation: Operation) -> None:
        gone = Message.of(DeleteToken(token=(await world.login()).access_token))
        await world.send(gone)
        message = await world.valid(operation)
        message.headers["X-Access-Token"] = gone.headers["X-Access-Token"]
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
    @pytest.mark.parametrize("token", ["cnr" + "0" * 48, "Basic", "Basic =", "Basic Y25y", "é"])
    async def test_an_unknown_control_token(self, world: World, operation: Operation, token: str) -> None:
        message = await world.valid(operation)
        message.headers["X-Conference-Authorization"] = token.encode("utf-8").decode("latin-1")
        assert_refused(await world.send(message), errors.CONF_AUTH_FAIL)


FOREIGN = {
    "ShowMeetingDetail": ("conferenceID", errors.CONF_DATA_NOT_FOUND),
    "CreateConfToken": ("conferenceID", errors.CONF_NOT_FOUND_OR_AUTH_FAILED),
    "CreateWebSocketToken": ("conferenceID", errors.CONF_AUTH_FAIL),
    "InviteParticipant": ("conferenceID", errors.CONF_AUTH_FAIL),
    "DeleteAttendees": ("conferenceID", errors.CONF_AUTH_FAIL),
    "CreateMeeting": ("vmrID", errors.VMR_DATA_NOT_FOUND),
    "CreateRecurringMeeting": ("vmrID", errors.VMR_DATA_NOT_FOUND),
}
"""What names an object in each operation, and what answers an unknown one.

StartMeeting is not among them: its password opens meetings of any enterprise.
"""


@pytest.mark.parametrize("name", FOREIGN)
async def test_what_another_enterprise_has_is_unknown(world: World, name: str) -> None:
    member, fault = FOREIGN[name]
    answers = []
    for value in (
        {"conferenceID": world.foreign_meeting.conference_id, "vmrID": world.foreign_room}[member],
        {"conferenceID": "999999999", "vmrID": "0" * 32}[member],
    ):
        message = await world.valid(OPERATIONS[name])
        if member in message.query:
            message.query[member] = value
        else:
            message.body |= {"vmrFlag": 1, member: value}
        answers.append(await world.send(message))
        assert_refused(answers[-1], fault)
    foreign, unknown = answers
    assert foreign.content == unknown.content
    assert foreign.headers.get("x-error-detail") == unknown.headers.get("x-error-detail")


METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


@pytest.mark.parametrize("operation", EVERY)
async def test_other_methods_are_refused(world: World, operation: Operation) -> None:
    message = await world.valid(operation)
    path = message.path
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


@pytest.mark.parametrize("row", [pytest.param(row, id=row[0]) for row in UNSERVED])
async def test_operations_to_come_say_so(world: World, row: tuple[str, str, str]) -> None:
    _, method, path = row
    assert_refused(await world.send(Message(method, path)), errors.OPERATION_NOT_SERVED_YET)


@pytest.mark.parametrize("operation", EVERY)
async def test_refusals_change_nothing(world: World, operation: Operation) -> None:
    messages = [message async for message in _refusals(world, operation)]
    before = await world.state()
    for message in messages:
        answer = await world.send(message)
        assert answer.status_code >= 400
        assert_is_refusal(answer)
    assert await world.state() == before


async def _refusals(world: World, operation: Operation) -> AsyncIterator[Message]:
    valid = await world.valid(operation)
    for declared in fields(operation):
        for value in declared.refused():
            message = copy.deepcopy(valid)
            message.put(declared, value)
            yield message
    for text in (b"", b"{", b"null") if operation.body else ():
        yield Message(valid.method, valid.path, valid.query, valid.headers, text)
    yield Message("PATCH", valid.path, valid.query, valid.headers, valid.body)
    if operation.auth is not Auth.NONE:
        yield Message(valid.method, valid.path, valid.query, {}, valid.body)


class TestRequestIds:
    @pytest.mark.parametrize("given", ["mine-1.a_B", "x" * 64])
    async def test_a_harmless_one_comes_back(self, world: World, given: str) -> None:
        answer = await world.send(Message("GET", "/convener/v1/clock", headers={"X-Request-ID": given}))
        assert answer.headers["x-request-id"] == given

    @pytest.mark.parametrize("given", ["", "x" * 65, "a b", "é"])
    async def test_any_other_is_replaced(self, world: World, given: str) -> None:
        sent = given.encode("utf-8").decode("latin-1")
        answer = await world.send(Message("GET", "/convener/v1/clock", headers={"X-Request-ID": sent}))
        assert len(answer.headers["x-request-id"]) == 32
