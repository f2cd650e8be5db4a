"""Meetings and series that tests book through the client SDK, and what is looked up of them."""

from __future__ import annotations

from typing import Any

from client.conftest import NOON
from convener.client.hwm import (
    BookConfParam,
    BookCycleConfParam,
    ConfCommonParam,
    ConfDetail,
    CycleConfParam,
    CycleType,
    SubCycleConfParam,
    Timezone,
    UISDKService,
)

START = int(NOON.timestamp()) + 3600
DAY, HOUR = 86_400, 3600
AMSTERDAM = Timezone.HWM_TIMEZONE_AMSTERDAM


def booked(sdk: UISDKService, param: BookConfParam | None = None, **common: Any) -> ConfDetail:
    meeting = ConfCommonParam(**{"subject": "Tea", "timezone": AMSTERDAM, **common})
    default = BookConfParam(startTime=START, duration=30, confCommonParam=meeting)
    return sdk.getConfMgrApi().bookConf(param or default).result()


def series(sdk: UISDKService, **common: Any) -> ConfDetail:
    """Every day of a week."""
    meeting = ConfCommonParam(**{"subject": "Tea", "timezone": AMSTERDAM, **common})
    param = BookCycleConfParam(
        bookConfParam=BookConfParam(startTime=START, duration=30, confCommonParam=meeting),
        cycleParam=CycleConfParam(
            startDate=START, endDate=START + 6 * DAY, cycleType=CycleType.CYCLE_TYPE_DAY
        ),
    )
    return sdk.getConfMgrApi().bookCycleConf(param).result()


def seen(sdk: UISDKService, detail: ConfDetail) -> ConfDetail:
    return sdk.getConfMgrApi().getConfDetail({"confId": detail.confListInfo.confId}).result()


def dates(detail: ConfDetail) -> list[SubCycleConfParam]:
    return detail.confListInfo.subConfParam
