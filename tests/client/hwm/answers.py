"""Programs and servers of the tests: what one signs and is told, what the other answers."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from client.conftest import NOON
from client.scripted import Answer, Received, Scripted, says
from convener.client import AppId
from convener.client.hwm import (
    SDKERR,
    AppIdAuthInfo,
    BookConfParam,
    ConfCommonParam,
    InitInfo,
    SdkError,
    Timezone,
    UISDKService,
)

USER = {
    "userId": "u1",
    "ucloginAccount": "ann",
    "serviceAccount": "sip:+991@x",
    "userType": 2,
    "adminType": 2,
}
LOGIN = says({"accessToken": "token", "clientType": 72, "tokenType": 0, "user": USER})

PARAM = BookConfParam(
    startTime=int(NOON.timestamp()),
    duration=30,
    confCommonParam=ConfCommonParam(subject="Tea", timezone=Timezone.HWM_TIMEZONE_BEIJING),
)
ANN = {"account": "ann", "password": "tea-at-4"}

Respond = Callable[[Received], Answer]


def after_login(respond: Respond | Answer) -> Respond:
    """Log in whoever comes; everything else is answered by ``respond``."""

    def answer(request: Received) -> Answer:
        if "/auth/" in request.path:
            return LOGIN
        return respond if isinstance(respond, Answer) else respond(request)

    return answer


@contextmanager
def service(script: Scripted, **options: Any) -> Iterator[UISDKService]:
    """A service of the scripted server, initialised."""
    with UISDKService(script.url, clock=lambda: NOON, **options) as made:
        made.init(InitInfo(appId="app"))
        yield made


@contextmanager
def logged_in(script: Scripted, respond: Respond | Answer, **options: Any) -> Iterator[UISDKService]:
    """The same, logged in; from then on the server answers as it is told."""
    with service(script, **options) as made:
        script.respond = after_login(respond)
        made.getLoginApi().loginByAccount(ANN).result()
        yield made


class Told:
    """A callback that remembers what it was told."""

    def __init__(self) -> None:
        self.calls: list[tuple[SDKERR, str, Any]] = []

    def __call__(self, ret: SDKERR, reason: str, result: Any = None) -> None:
        self.calls.append((ret, reason, result))

    @property
    def codes(self) -> list[int]:
        return [ret.value for ret, _, _ in self.calls]


def code_of(pending: Any) -> int:
    """The number a call ends with that does not succeed."""
    with pytest.raises(SdkError) as caught:
        pending.result()
    return caught.value.code


def signed(app: AppId, user: str = "", *, corp: str | None = None, expires: int = 0) -> AppIdAuthInfo:
    """What the program's own server makes for its user."""
    nonce = uuid.uuid4().hex
    parts = [app.app_id, *([] if corp is None else [corp]), user, str(expires), nonce]
    digest = hmac.new(app.app_key.encode(), ":".join(parts).encode(), hashlib.sha256)
    return AppIdAuthInfo(
        corpId=corp, thirdUserId=user, signature=digest.hexdigest(), nonce=nonce, expireTime=expires
    )
