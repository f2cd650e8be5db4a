"""What a program does with the SDK, from the first call to the last."""

from __future__ import annotations

from convener.client.hwm import (
    AttendeeBaseInfo,
    BookConfParam,
    ConfCommonParam,
    Timezone,
    ConfRole,
    MediaType,
)
from client.conftest import NOON


def test_smoke(sdk: Any) -> None:
    d = (
        sdk.getConfMgrApi()
        .bookConf(
            BookConfParam(
                startTime=int(NOON.timestamp()) + 3600,
                duration=45,
                confCommonParam=ConfCommonParam(
                    subject="Hi",
                    timezone=Timezone.HWM_TIMEZONE_AMSTERDAM,
                    attendees=[AttendeeBaseInfo(nickName="Bob", number="+4930123", isMute=True)],
                ),
            )
        )
        .result()
    )
    print(d)
    assert 0
