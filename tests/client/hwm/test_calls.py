"""How calls are made and how they end: by callback, awaited, blocking; once, whatever happens."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from client.hwm.answers import ANN, LOGIN, PARAM, Told, after_login, code_of, logged_in, service
from client.hwm.conftest import MakeService
from client.scripted import CUT, Answer, Received, Scripted, refuses, says
from convener.client import Trust
from convener.client.exchange import Incoming, Outgoing
from convener.client.hwm import (
    SDKERR,
    BookConfParam,
    ConfDetail,
    ConfListInfo,
    CreateConfResult,
    InitInfo,
    SdkError,
    UISDKService,
    VmrListInfo,
)
from convener.client.hwm.loop import THREAD

NOT_INITED, UNLOGIN, REPEATED, IN_PROCESS, INTERRUPTED = 430100006, 430200001, 430200002, 430100005, 430100008


# Callbacks.


def test_a_callback_is_given_the_outcome_once_on_the_thread_of_the_service(sdk: UISDKService) -> None:
    told, threads = Told(), list[str]()

    def on_result(ret: SDKERR, reason: str, detail: ConfDetail) -> None:
        threads.append(threading.current_thread().name)
        told(ret, reason, detail)

    pending = sdk.getConfMgrApi().bookConf(PARAM, on_result)
    detail = pending.result()
    assert told.calls == [(SDKERR.SDKERR_SUCCESS, "", detail)]
    assert threads == [THREAD]
    assert threading.current_thread().name != THREAD


def test_a_refusal_is_told_with_an_empty_result_and_raised_to_who_waits(sdk: UISDKService) -> None:
    told = Told()
    pending = sdk.getConfMgrApi().getConfDetail({"confId": "900000000"}, told)
    with pytest.raises(SdkError, match="No such meeting") as caught:
        pending.result()
    assert told.calls == [(SDKERR.CMS_CONF_DATA_NOT_FOUND, caught.value.reason, ConfDetail())]
    assert caught.value.__cause__ is not None


def test_what_a_callback_raises_is_logged_and_goes_no_further(
    sdk: UISDKService, caplog: pytest.LogCaptureFixture
) -> None:
    def on_result(ret: SDKERR, reason: str, detail: ConfDetail) -> None:
        raise LookupError("of the program's own")

    assert sdk.getConfMgrApi().bookConf(PARAM, on_result).result().confListInfo.confId
    [record] = [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert (vars(record)["call"], record.exc_info and record.exc_info[0]) == ("bookConf", LookupError)
    assert sdk.getConfMgrApi().bookConf(PARAM).result().confListInfo.confId, "the service lives on"


def test_a_callback_may_make_the_same_call_again(sdk: UISDKService) -> None:
    manager, told, done = sdk.getConfMgrApi(), Told(), threading.Event()

    def second(ret: SDKERR, reason: str, detail: ConfDetail) -> None:
        told(ret, reason, detail)
        done.set()

    manager.bookConf(PARAM, lambda ret, reason, detail: manager.bookConf(PARAM, second)).result()
    assert done.wait(10)
    assert told.codes == [0]


def test_a_callback_that_would_wait_for_a_call_is_told_that_it_cannot(sdk: UISDKService) -> None:
    raised = list[BaseException]()

    def on_result(ret: SDKERR, reason: str, detail: ConfDetail) -> None:
        try:
            sdk.getConfMgrApi().bookConf(PARAM).result()
        except RuntimeError as error:
            raised.append(error)

    sdk.getConfMgrApi().bookConf(PARAM, on_result).result()
    assert "a callback cannot wait" in str(raised)


# Awaiting and blocking.


def test_every_event_loop_may_await(sdk: UISDKService) -> None:
    async def book() -> ConfDetail:
        return await sdk.getConfMgrApi().book_conf(PARAM)

    ids = {asyncio.run(book()).confListInfo.confId for _ in range(2)}
    assert len(ids) == 2


async def test_the_documented_spelling_may_be_awaited_too(sdk: UISDKService) -> None:
    detail = await sdk.getConfMgrApi().bookConf(PARAM)
    again = await sdk.get_conf_mgr_api().get_conf_detail({"confId": detail.confListInfo.confId})
    assert again == detail


async def test_an_awaited_call_raises(sdk: UISDKService) -> None:
    with pytest.raises(SdkError, match="111070005"):
        await sdk.getConfMgrApi().get_conf_detail({"confId": "900000000"})


async def test_to_give_up_awaiting_does_not_stop_the_call(script: Scripted) -> None:
    go = threading.Event()

    def slow(request: Received) -> Answer:
        go.wait()
        return refuses(400, "MMC.111070005")

    with logged_in(script, slow) as sdk:
        told = Told()
        pending = sdk.getConfMgrApi().bookConf(PARAM, told)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.ensure_future(_awaited(pending)), 0.001)
        go.set()
        assert code_of(pending) == 111070005
        assert told.codes == [111070005]


async def _awaited(pending: Any) -> Any:
    return await pending


def test_to_give_up_waiting_does_not_stop_the_call(script: Scripted) -> None:
    script.hang()
    with service(script) as sdk:
        told = Told()
        pending = sdk.getLoginApi().loginByAccount(ANN, told)
        with pytest.raises(TimeoutError):
            pending.result(timedelta(milliseconds=1))
        assert not pending.done()
        assert told.calls == []
    assert told.codes == [INTERRUPTED]


# What a call needs.


def calls(sdk: UISDKService) -> dict[str, tuple[Callable[..., Any], Any, Any]]:
    """Every call that needs a login: the call, its argument, its empty result."""
    manager, control = sdk.getConfMgrApi(), sdk.getConfCtrlApi()
    series = {"bookConfParam": PARAM, "cycleParam": {"startDate": 1, "endDate": 1, "cycleType": 0}}
    return {
        "bookConf": (manager.bookConf, PARAM, ConfDetail()),
        "bookCycleConf": (manager.bookCycleConf, series, ConfDetail()),
        "getConfDetail": (manager.getConfDetail, {"confId": "9"}, ConfDetail()),
        "createConf": (
            control.createConf,
            {"subject": "Tea", "mediaType": 1, "needPassword": False},
            CreateConfResult(),
        ),
        "getConfList": (lambda _, *told: manager.getConfList(*told), None, ConfListInfo()),
        "getVmrList": (lambda _, *told: manager.getVmrList(*told), None, VmrListInfo()),
        "editConf": (manager.editConf, {"confId": "9", **PARAM.to_dict()}, None),
        "cancelConf": (manager.cancelConf, {"confId": "9"}, None),
        "cancelCycleConf": (manager.cancelCycleConf, {"confId": "9", "endOnlineConf": True}, None),
        "cancelSubCycleConf": (
            manager.cancelSubCycleConf,
            {"confId": "9", "subConfID": "a", "endOnlineConf": False},
            None,
        ),
        "modifyCycleConf": (
            manager.modifyCycleConf,
            {
                "editConfParam": {"confId": "9", **PARAM.to_dict()},
                "cycleParam": {"startDate": PARAM.startTime, "endDate": PARAM.startTime, "cycleType": 0},
            },
            None,
        ),
        "modifySubCycleConf": (
            manager.modifySubCycleConf,
            {"confId": "9", "subConfID": "a", "mediaType": 0, "startTime": PARAM.startTime, "duration": 30},
            None,
        ),
        "changeVmrInfo": (
            manager.changeVmrInfo,
            {"vmrId": "r", "vmrName": "Hall", "guestPwd": "", "hostPwd": "1357"},
            None,
        ),
    }


NAMES = [
    "bookConf",
    "bookCycleConf",
    "getConfDetail",
    "createConf",
    "getConfList",
    "getVmrList",
    "editConf",
    "cancelConf",
    "cancelCycleConf",
    "cancelSubCycleConf",
    "modifyCycleConf",
    "modifySubCycleConf",
    "changeVmrInfo",
]


@pytest.mark.parametrize("name", NAMES)
def test_without_a_login_a_call_is_refused(make_sdk: MakeService, name: str) -> None:
    call, param, empty = calls(make_sdk())[name]
    told = Told()
    assert code_of(call(param, told)) == UNLOGIN
    assert told.calls == [(SDKERR.UISDK_UNLOGIN_ERROR, "Not logged in.", empty)]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("exited", [False, True])
def test_without_init_a_call_is_refused_off_the_callers_thread(name: str, exited: bool) -> None:
    sdk, threads = UISDKService("https://127.0.0.1:9"), list[str]()
    if exited:
        sdk.init({})
        sdk.exit()
    call, param, _ = calls(sdk)[name]
    pending = call(param, lambda ret, reason, *result: threads.append(threading.current_thread().name))
    assert code_of(pending) == NOT_INITED
    assert threads == [THREAD]


def test_whoever_is_logged_in_cannot_log_in_again(sdk: UISDKService) -> None:
    assert code_of(sdk.getLoginApi().loginByAccount(ANN)) == REPEATED
    assert sdk.getConfMgrApi().bookConf(PARAM).result().confListInfo.confId, "the login is still there"


@pytest.mark.parametrize("param", [7, None, "bookConfParam", {"duration": "30"}, [PARAM]])
def test_a_wrong_argument_is_told_not_raised(sdk: UISDKService, param: Any) -> None:
    told = Told()
    assert code_of(sdk.getConfMgrApi().bookConf(param, told)) == 430100002
    assert told.codes == [430100002]


def test_an_argument_may_be_changed_after_the_call(script: Scripted) -> None:
    go = threading.Event()
    param = BookConfParam.from_dict(PARAM.to_dict())

    def slow(request: Received) -> Answer:
        go.wait()
        return refuses(400)

    with logged_in(script, slow) as sdk:
        pending = sdk.getConfMgrApi().bookConf(param)
        param.confCommonParam.subject = "changed"
        go.set()
        assert code_of(pending)
    assert b'"subject":"Tea"' in script.received[-1].body


# One of a kind at a time.


def test_the_same_call_twice_at_once_is_refused_and_others_are_not(script: Scripted) -> None:
    go = threading.Event()

    def slow(request: Received) -> Answer:
        go.wait()
        return refuses(400, "MMC.111070005")

    with logged_in(script, slow) as sdk:
        manager = sdk.getConfMgrApi()
        first, second, other = Told(), Told(), Told()
        pending = manager.bookConf(PARAM, first)
        assert code_of(manager.bookConf(PARAM, second)) == IN_PROCESS
        running = manager.getConfDetail({"confId": "9"}, other)
        go.set()
        assert {code_of(pending), code_of(running)} == {111070005}
        assert code_of(manager.bookConf(PARAM)) == 111070005, "the first has ended"
    assert (first.codes, second.codes, other.codes) == ([111070005], [IN_PROCESS], [111070005])


def test_a_call_that_was_refused_does_not_block_the_next(sdk: UISDKService) -> None:
    assert code_of(sdk.getConfMgrApi().bookConf({})) == 430100002
    assert sdk.getConfMgrApi().bookConf(PARAM).result().confListInfo.confId


def test_two_logins_at_once_are_one_too_many(script: Scripted) -> None:
    script.hang()
    with service(script) as sdk:
        told = Told()
        sdk.getLoginApi().loginByAccount(ANN, told)
        signed = {"thirdUserId": "t", "signature": "x", "nonce": "n" * 32, "expireTime": 0}
        assert code_of(sdk.getLoginApi().loginByAppId(signed)) == IN_PROCESS
        assert sdk.getLoginApi().getLoginState().result().loginState == 1
    assert told.codes == [INTERRUPTED]


def test_of_many_threads_each_is_told_once(sdk: UISDKService) -> None:
    booked = sdk.getConfMgrApi().bookConf(PARAM).result().confListInfo.confId
    told = [Told() for _ in range(40)]

    def look(one: Told) -> int:
        pending = sdk.getConfMgrApi().getConfDetail({"confId": booked}, one)
        try:
            pending.result()
        except SdkError as error:
            return error.code
        return 0

    with ThreadPoolExecutor(8) as pool:
        ends = list(pool.map(look, told))
    assert [one.codes for one in told] == [[code] for code in ends]
    assert 0 in ends
    assert set(ends) <= {0, IN_PROCESS}


# The end.


def test_exit_ends_what_runs_before_it_returns(script: Scripted) -> None:
    with logged_in(script, CUT) as sdk:
        script.hang()
        told = {name: Told() for name in NAMES if name != "bookCycleConf"}
        pending = {name: calls(sdk)[name][0](calls(sdk)[name][1], told[name]) for name in told}
        assert sdk.exit() is SDKERR.SDKERR_SUCCESS
        assert {name: one.codes for name, one in told.items()} == {name: [INTERRUPTED] for name in told}
        assert {code_of(one) for one in pending.values()} == {INTERRUPTED}
        assert sdk.exit() == NOT_INITED


def test_a_callback_may_end_the_service(script: Scripted) -> None:
    ended = threading.Event()
    with logged_in(script, refuses(400)) as sdk:
        hanging, told = Told(), Told()

        def on_result(ret: SDKERR, reason: str, detail: ConfDetail) -> None:
            script.hang()
            sdk.getConfMgrApi().getConfDetail({"confId": "9"}, hanging)
            told(sdk.exit(), reason, detail)
            ended.set()

        sdk.getConfMgrApi().bookConf(PARAM, on_result)
        assert ended.wait(10)
        assert told.codes == [0]
        assert code_of(sdk.getConfMgrApi().bookConf(PARAM)) == NOT_INITED


def test_init_begins_anew(sdk: UISDKService) -> None:
    assert sdk.init(InitInfo(appId="another")) is SDKERR.SDKERR_SUCCESS
    assert sdk.getLoginApi().getLoginState().result().loginState == 0
    assert code_of(sdk.getConfMgrApi().bookConf(PARAM)) == UNLOGIN


def test_init_refuses_what_is_no_init_info() -> None:
    sdk = UISDKService("https://127.0.0.1:9")
    assert sdk.init({"appId": 7}) == 430100002
    assert sdk.exit() == NOT_INITED


# Servers that fail.


@pytest.mark.parametrize("name", NAMES)
def test_a_server_that_dies_in_the_middle_is_told_once(script: Scripted, name: str) -> None:
    arrived = threading.Event()

    def dies(request: Received) -> Answer:
        arrived.set()
        script.released.wait()
        return CUT

    with logged_in(script, dies) as sdk:
        call, param, empty = calls(sdk)[name]
        if name == "bookCycleConf":
            day = int(PARAM.startTime or 0)
            param = {**param, "cycleParam": {"startDate": day, "endDate": day, "cycleType": 0}}
        told = Told()
        pending = call(param, told)
        assert arrived.wait(10)
        script.stop()
        assert code_of(pending) == 430500003
        assert told.calls == [(SDKERR.UISDK_NO_NETWORK_ERROR, "Offline.", empty)]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (refuses(400, "MMC.111071005"), 111071005),
        (refuses(403, "MMC.111070002"), 111070002),
        (refuses(400, "USG.000000003"), 200000003),
        (refuses(400, ""), 111070001),
        (refuses(403, ""), 111070002),
        (refuses(404, ""), 111070005),
        (refuses(429, ""), 100000429),
        (refuses(500, ""), 430500001),
        (Answer(status=502, body=b"<html>"), 430500001),
        (Answer(body=b"<html>"), 414100026),
        (Answer(body=b"{"), 414100026),
        (says([]), 414100026),
        (says({}), 414100026),
        (CUT, 430500003),
    ],
    ids=str,
)
def test_whatever_a_server_says_has_a_number(script: Scripted, answer: Answer, code: int) -> None:
    with logged_in(script, answer) as sdk:
        told = Told()
        assert code_of(sdk.getConfMgrApi().bookConf(PARAM, told)) == code
        assert told.codes == [code]


def test_a_server_that_takes_too_long_has_timed_out(script: Scripted) -> None:
    script.hang()
    with service(script, timeout=timedelta(milliseconds=50)) as sdk:
        assert code_of(sdk.getLoginApi().loginByAccount(ANN)) == 412100003
    with service(script, timeout=timedelta(seconds=1)) as sdk:  # long enough for the login
        script.respond = after_login(CUT)
        sdk.getLoginApi().loginByAccount(ANN).result()
        script.hang()
        assert code_of(sdk.getConfMgrApi().bookConf(PARAM)) == 430500002


# How a service is made.


def test_a_day_may_be_booked_where_the_page_of_2023_does_not_count(script: Scripted) -> None:
    whole_day = {**PARAM.to_dict(), "duration": 1440}
    with logged_in(script, refuses(400, "MMC.111070005"), strict_2023=False) as sdk:
        assert code_of(sdk.getConfMgrApi().bookConf(whole_day)) == 111070005
    with logged_in(script, refuses(400, "MMC.111070005")) as sdk:
        assert code_of(sdk.getConfMgrApi().bookConf(whole_day)) == 430100002


class Own:
    """A transport of the program's own, which answers everything alike."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    async def send(self, outgoing: Outgoing) -> Incoming:
        self.sent.append(outgoing.path)
        return Incoming(200, {}, LOGIN.body)

    async def close(self) -> None:
        """Nothing to close."""


def test_calls_may_go_another_way() -> None:
    transport = Own()
    with UISDKService("https://server.invalid", transport=transport) as sdk:
        assert sdk.getLoginApi().loginByAccount(ANN).result().account == "ann"
    assert transport.sent == ["/v1/usg/acs/auth/account"]


@pytest.mark.parametrize(
    "options", [{"url": "localhost"}, {"url": "https://x", "trust": Trust.file("no-such-file.pem")}], ids=str
)
def test_what_no_client_can_be_made_of_is_told(options: dict[str, Any]) -> None:
    with UISDKService(**options) as sdk:
        assert code_of(sdk.getLoginApi().loginByAccount(ANN)) == 430100002
