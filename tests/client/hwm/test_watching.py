"""Programs are told of changes of their list, each once, with the whole list."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from client.conftest import NOON, Site
from client.hwm.answers import PARAM, Told, signed
from client.hwm.conftest import MakeService
from convener.client.hwm import ConfListInfo, EditConfParam, InitInfo, UISDKService
from convener.client.hwm.loop import THREAD

TIMEOUT = 20

_numbers = count(1)


class Lists:
    """A handler that keeps what it was told."""

    def __init__(self) -> None:
        self._told: queue.Queue[tuple[list[str], str]] = queue.Queue()

    def __call__(self, found: ConfListInfo) -> None:
        assert found.confListSize == len(found.confListItem)
        subjects = [item.subject for item in found.confListItem]
        self._told.put((subjects, threading.current_thread().name))

    def next(self) -> list[str]:
        subjects, thread = self._told.get(timeout=TIMEOUT)
        assert thread == THREAD
        return subjects

    @property
    def empty(self) -> bool:
        return self._told.empty()


def user() -> str:
    """Somebody who has no meetings yet."""
    return f"watcher-{next(_numbers)}"


def enter(sdk: UISDKService, site: Site, name: str) -> None:
    sdk.getLoginApi().loginByAppId(signed(site.app, name)).result()


@pytest.fixture
def often(site: Site) -> Iterator[UISDKService]:
    """A service that looks at once for changes made elsewhere."""
    brief = timedelta(milliseconds=20)
    with UISDKService(site.url, trust=site.trust, clock=lambda: NOON, interval=brief) as sdk:
        sdk.init(InitInfo(appId=site.app.app_id))
        yield sdk


def test_the_list_is_told_after_a_login_and_after_every_change(make_sdk: MakeService, site: Site) -> None:
    sdk, lists = make_sdk(), Lists()
    manager = sdk.getConfMgrApi()
    manager.setOnConfListChangedCB(lists)
    enter(sdk, site, user())
    assert lists.next() == []
    detail = manager.bookConf(PARAM).result()
    assert lists.next() == ["Tea"]
    edit = EditConfParam.from_detail(detail)
    edit.confCommonParam.subject = "Coffee"
    manager.editConf(edit).result()
    assert lists.next() == ["Coffee"]
    manager.cancelConf({"confId": edit.confId}).result()
    assert lists.next() == []


def test_the_callback_of_a_call_comes_first(make_sdk: MakeService, site: Site) -> None:
    sdk, order, listed = make_sdk(), list[str](), threading.Event()
    enter(sdk, site, user())

    def on_list(found: ConfListInfo) -> None:
        order.append(f"list of {found.confListSize}")
        if found.confListSize:
            listed.set()

    sdk.getConfMgrApi().setOnConfListChangedCB(on_list)
    sdk.getConfMgrApi().bookConf(PARAM, lambda *_: order.append("booked"))
    assert listed.wait(TIMEOUT)
    assert order.index("booked") < order.index("list of 1")


def test_what_is_changed_elsewhere_is_told_too_and_only_differences(
    often: UISDKService, make_sdk: MakeService, site: Site
) -> None:
    name, lists, elsewhere = user(), Lists(), make_sdk()
    often.getConfMgrApi().setOnConfListChangedCB(lists)
    enter(often, site, name)
    enter(elsewhere, site, name)
    assert lists.next() == []
    elsewhere.getConfMgrApi().bookConf(PARAM).result()
    assert lists.next() == ["Tea"]
    elsewhere.getConfMgrApi().bookConf(
        {**PARAM.to_dict(), "startTime": (PARAM.startTime or 0) + 3600}
    ).result()
    assert lists.next() == ["Tea", "Tea"]
    assert lists.empty


def test_the_latest_handler_counts_and_none_is_told_nothing(make_sdk: MakeService, site: Site) -> None:
    sdk, first, second = make_sdk(), Lists(), Lists()
    manager = sdk.getConfMgrApi()
    enter(sdk, site, user())
    manager.setOnConfListChangedCB(first)
    assert first.next() == []
    manager.set_on_conf_list_changed_cb(second)
    assert second.next() == []
    manager.bookConf(PARAM).result()
    assert second.next() == ["Tea"]
    manager.setOnConfListChangedCB(None)
    manager.bookConf({**PARAM.to_dict(), "startTime": (PARAM.startTime or 0) + 3600}).result()
    manager.getConfList().result()
    assert first.empty
    assert second.empty


def test_a_registration_survives_a_logout_but_not_init(make_sdk: MakeService, site: Site) -> None:
    sdk, lists, name = make_sdk(), Lists(), user()
    sdk.getConfMgrApi().setOnConfListChangedCB(lists)
    for _ in range(2):
        enter(sdk, site, name)
        assert lists.next() == []
        sdk.getLoginApi().logout().result()
    sdk.init(InitInfo(appId=site.app.app_id))
    enter(sdk, site, name)
    sdk.getConfMgrApi().bookConf(PARAM).result()
    assert sdk.getConfMgrApi().getConfList().result().confListSize == 1
    assert lists.empty


def test_what_a_handler_raises_is_logged_and_the_next_change_is_told(
    make_sdk: MakeService, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    sdk, lists, told = make_sdk(), Lists(), Told()

    def raises(found: ConfListInfo) -> Any:
        lists(found)
        raise LookupError("of the program's own")

    sdk.getConfMgrApi().setOnConfListChangedCB(raises)
    enter(sdk, site, user())
    assert lists.next() == []
    sdk.getConfMgrApi().bookConf(PARAM, told).result()
    assert lists.next() == ["Tea"]
    assert told.codes == [0]
    sdk.exit()
    errors = [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert {vars(one)["call"] for one in errors} == {"confListChanged"}


def test_a_service_that_watches_ends_at_once(make_sdk: MakeService, site: Site) -> None:
    sdk, lists = make_sdk(), Lists()
    sdk.getConfMgrApi().setOnConfListChangedCB(lists)
    enter(sdk, site, user())
    assert lists.next() == []
    assert sdk.exit() == 0
    assert lists.empty
