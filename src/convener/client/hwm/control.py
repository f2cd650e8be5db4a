"""Meetings that start now."""

# ruff: noqa: N802, N803 (names as documented)

from __future__ import annotations

from collections.abc import Coroutine, Mapping
from typing import Any, Final

from convener.client.client import AsyncClient
from convener.client.hwm import checks
from convener.client.hwm.bookings import the_one
from convener.client.hwm.call import Call, Handler
from convener.client.hwm.errors import SdkError
from convener.client.hwm.mapping import inward, outward
from convener.client.hwm.pending import Pending
from convener.client.hwm.runtime import Runtime
from convener.client.hwm.sdkerr import SDKERR
from convener.client.hwm.structs import CreateConfInfo, CreateConfResult
from convener.wire.meetings import CreateMeeting

_CREATE: Final = Call(name="createConf", kind="createConf", relists=True)


class IConfCtrl:
    """Meetings being held. All calls need a login; ``getConfCtrlApi()`` gives it."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def createConf(
        self,
        createConfInfo: CreateConfInfo | Mapping[str, Any],
        onCreateConfResult: Handler[CreateConfResult] | None = None,
    ) -> Pending[CreateConfResult]:
        """Start a meeting. You are its host and not in ``attendees``.

        It runs when the callback comes. Nothing here sends sound or pictures: whoever joins does so with
        the links and passwords of the result.
        """

        def work() -> Coroutine[Any, Any, CreateConfResult]:
            info = CreateConfInfo.of(createConfInfo)
            checks.check(info, self._runtime.situation())
            body = outward.instant(info, app_id=self._runtime.app_id)
            client = self._runtime.logged_in().client
            return _created(client, CreateMeeting(body=body), custom_info=info.customInfo)

        return self._runtime.call(_CREATE, work, onCreateConfResult, CreateConfResult)

    async def create_conf(self, info: CreateConfInfo | Mapping[str, Any]) -> CreateConfResult:
        return await self.createConf(info)


async def _created(
    client: AsyncClient, request: CreateMeeting, *, custom_info: str | None
) -> CreateConfResult:
    info = the_one(await client.send(request))
    try:
        return inward.created(info, custom_info=custom_info)
    except (SdkError, ValueError, KeyError) as error:
        raise SdkError(SDKERR.CONFCTRL_JSON_PARSE_FAILED) from error
