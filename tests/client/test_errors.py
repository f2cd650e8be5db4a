"""What refusals and broken answers become."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from client.conftest import Connect, Site
from client.scripted import Answer, Scripted, says
from convener.client import (
    ApiError,
    AsyncClient,
    Client,
    ClientError,
    Closed,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    RateLimited,
    Retries,
    ServerFault,
    Unauthenticated,
    Undecodable,
)
from convener.client.meanings import meaning
from convener.wire import errors
from convener.wire.convener import AdvanceClock, ClockAdvance, ShowClock
from convener.wire.errors import CATALOGUE, Fault
from convener.wire.meetings import CreateMeeting, ScheduleBody, ShowMeetingDetail

ONCE = Retries(attempts=1)
BAD_URLS = [
    "",
    "meet.example.org",
    "localhost:8443",
    "ftp://meet.example.org",
    "https://",
    "http://[",
    "https://meet.example.org:port",
]


async def test_a_refusal_says_all_there_is_to_know(admin: Any) -> None:
    with pytest.raises(Invalid, match=r"400 MMC\.111071021 CONF_LENGTH_OVER_RANGE: .*length") as caught:
        await admin.send(CreateMeeting(body=ScheduleBody(media_types="HDVideo", length=1)))
    error, fault = caught.value, errors.CONF_LENGTH_OVER_RANGE
    assert (error.status, error.code, error.constant) == (fault.status, fault.code, fault.constant)
    assert error.request_id
    assert "length" in error.detail


async def test_refusals_are_told_apart(admin: Any) -> None:
    with pytest.raises(NotFound):
        await admin.send(ShowMeetingDetail(conference_id="900000000"))
    with pytest.raises(Invalid):
        await admin.send(AdvanceClock(body=ClockAdvance(seconds=-1)))


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (errors.USER_TOKEN_AUTH_FAILED, Unauthenticated),
        (errors.WRONG_ACCOUNT_OR_PASSWORD, Unauthenticated),
        (errors.NO_PERMISSION, Forbidden),
        (errors.TOKEN_NOT_VALID, Unauthenticated),
        (errors.ACCOUNT_DISABLED, Forbidden),
        (errors.CONF_LOCKED, Conflict),
        (errors.CONF_NOT_ALLOW_ANONYMOUS, Forbidden),
        (errors.CONF_ID_NOT_EXIST, NotFound),
        (errors.PATH_UNKNOWN, NotFound),
        (errors.CONF_BAD_REQUEST, Invalid),
        (errors.VMR_CONF_CONFLICT, Conflict),
        (errors.CONF_SERVER_FLOW_CONTROL, RateLimited),
        (errors.CONF_EXCEPTION, ServerFault),
        (Fault("MMC.999999999", "NEWER_THAN_US", 404), NotFound),
        (Fault("MMC.999999999", "NEWER_THAN_US", 503), ServerFault),
    ],
    ids=lambda value: value.constant.replace(" ", "-") if isinstance(value, Fault) else value.__name__,
)
def test_a_code_is_told_by_its_meaning(fault: Fault, kind: type[ApiError]) -> None:
    assert meaning(fault.code, fault.status) is kind


def test_every_code_of_the_catalogue_has_a_class_that_fits_its_status() -> None:
    kinds = Counter(meaning(row.code, row.status) for row in CATALOGUE)
    assert set(kinds) == set(ApiError.__subclasses__())
    for row in CATALOGUE:
        assert (meaning(row.code, row.status) is ServerFault) is (row.status >= 500)


@pytest.mark.parametrize(
    "body",
    [
        {"error_code": "USG.201040000", "error_msg": "No such user.", "request_id": "r1"},
        {"errorCode": "USG.201040000", "errorMsg": "No such user.", "request_id": "r1"},
        {"code": "USG.201040000", "message": "No such user.", "request_id": "r1", "more": [1]},
    ],
    ids=["error_code", "errorCode", "code"],
)
async def test_every_way_of_writing_a_refusal_is_read(
    connect: Connect, script: Scripted, body: dict[str, str]
) -> None:
    script.answer_in_turn(says(body, 400))
    with pytest.raises(NotFound, match=r"^400 USG\.201040000 No such user\.$") as caught:
        await connect(script.url).send(ShowClock())
    assert caught.value.request_id == "r1"


@pytest.mark.parametrize("body", [b"<html>Bad gateway</html>", b"", b'{"error_code": {}}', b"\xff"])
async def test_a_refusal_that_is_none_of_the_api_is_told_by_its_status(
    connect: Connect, script: Scripted, body: bytes
) -> None:
    script.answer_in_turn(Answer(status=502, body=body, headers={"Retry-After": "7"}))
    with pytest.raises(ServerFault, match="502") as caught:
        await connect(script.url, retries=ONCE).send(ShowClock())
    error = caught.value
    assert (error.code, error.constant, error.retry_after) == ("", "", timedelta(seconds=7))
    assert error.detail == body.decode("utf-8", "replace")


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (Answer(body=b'{"now": "2021-'), "cannot be read: "),
        (Answer(body=b"<html>Welcome</html>"), "cannot be read: "),
        (Answer(body=b""), "cannot be read: "),
        (says({"now": "yesterday"}), r"cannot be read: .*\$\.now"),
        (says([]), "cannot be read: "),
        (Answer(status=302, headers={"Location": "/login"}), "leads elsewhere: /login"),
        (Answer(body=b"no", headers={"Content-Encoding": "gzip"}), "cannot be read"),
    ],
    ids=["cut", "html", "empty", "no time", "wrong shape", "redirect", "encoding"],
)
async def test_an_answer_that_is_none(
    connect: Connect, script: Scripted, answer: Answer, problem: str
) -> None:
    script.answer_in_turn(answer)
    with pytest.raises(Undecodable, match=problem):
        await connect(script.url).send(ShowClock())


async def test_an_unreadable_answer_is_shown_in_part(connect: Connect, script: Scripted) -> None:
    page = b"<html>" + b"x" * 1000
    script.answer_in_turn(Answer(body=page, headers={"X-Request-Id": "r1"}))
    with pytest.raises(Undecodable) as caught:
        await connect(script.url).send(ShowClock())
    error = caught.value
    assert (error.status, error.request_id) == (200, "r1")
    assert page.startswith(error.excerpt.encode())
    assert len(error.excerpt) < 300


async def test_a_closed_client_says_so(connect: Connect, site: Site) -> None:
    client = connect(site.url, trust=site.trust, credentials=site.admin)
    await client.send(ShowClock())
    await client.close()
    await client.close()
    for use in (lambda: client.send(ShowClock()), client.login, client.logout):
        with pytest.raises(Closed, match="make a new one"):
            await use()


async def test_a_client_closes_with_its_block(site: Site) -> None:
    async with AsyncClient(site.url, trust=site.trust) as awaited:
        assert await awaited.send(ShowClock())
    with Client(site.url, trust=site.trust) as blocking:
        assert blocking.send(ShowClock())
    for client in (awaited, blocking):
        assert client.closed


@pytest.mark.parametrize("url", BAD_URLS)
def test_what_is_no_url_is_refused_at_once(url: str) -> None:
    for kind in (Client, AsyncClient):
        with pytest.raises(ValueError, match=r"https://meet\.example\.org"):
            kind(url)


def test_all_that_a_call_raises_is_one_family() -> None:
    import convener.client as package

    raised = [
        getattr(package, name)
        for name in package.__all__
        if isinstance(getattr(package, name), type) and issubclass(getattr(package, name), Exception)
    ]
    assert len(raised) > 10
    assert all(issubclass(kind, ClientError) for kind in raised)
