"""Looking meetings up."""

# ruff: noqa: N802, N803 (names as documented)

from __future__ import annotations

from collections.abc import Coroutine, Mapping
from typing import Any, Final

from convener.client.client import AsyncClient
from convener.client.hwm import checks
from convener.client.hwm.call import Call, Handler
from convener.client.hwm.errors import SdkError
from convener.client.hwm.listed import listed
from convener.client.hwm.mapping import inward
from convener.client.hwm.part import Part
from convener.client.hwm.pending import Pending
from convener.client.hwm.sdkerr import SDKERR
from convener.client.hwm.structs import ConfDetail, ConfListInfo, GetConfDetailParam
from convener.client.hwm.watching import ListHandler
from convener.wire.meetings import MeetingDetail, ShowMeetingDetail

PAGE: Final = 100
"""Participants to ask for at a time."""

_DETAIL: Final = Call(name="getConfDetail", kind="getConfDetail")
_LIST: Final = Call(name="getConfList", kind="getConfList")


class Lookups(Part):
    """Meetings as they are booked."""

    def getConfDetail(
        self,
        getConfDetailParam: GetConfDetailParam | Mapping[str, Any],
        onGetConfDetailResult: Handler[ConfDetail] | None = None,
    ) -> Pending[ConfDetail]:
        """Look up a meeting that is not over, with everybody who was invited."""

        def work() -> Coroutine[Any, Any, ConfDetail]:
            param = GetConfDetailParam.of(getConfDetailParam)
            checks.check(param, self._runtime.situation())
            return detail(self._runtime.logged_in().client, param.confId)

        return self._runtime.call(_DETAIL, work, onGetConfDetailResult, ConfDetail)

    def getConfList(self, onGetConfListResult: Handler[ConfListInfo] | None = None) -> Pending[ConfListInfo]:
        """List the meetings you booked or are invited to that are not over, as the server has them now."""

        def work() -> Coroutine[Any, Any, ConfListInfo]:
            return listed(self._runtime.logged_in().client)

        return self._runtime.call(_LIST, work, onGetConfListResult, ConfListInfo)

    def setOnConfListChangedCB(self, onConfListChanged: ListHandler | None) -> None:
        """Have the whole list told after each login and whenever it has changed; ``None``: no longer.

        Changes by this service are told after their own callbacks, those made elsewhere within a minute.
        May be called before logging in; the latest handler counts, until the next ``init``.
        """
        self._runtime.watch_list(onConfListChanged)

    set_on_conf_list_changed_cb = setOnConfListChangedCB

    async def get_conf_detail(self, param: GetConfDetailParam | Mapping[str, Any]) -> ConfDetail:
        return await self.getConfDetail(param)

    async def get_conf_list(self) -> ConfListInfo:
        return await self.getConfList()


async def detail(client: AsyncClient, conference_id: str) -> ConfDetail:
    """The meeting and every page of its invited list. Raises ``ClientError``."""
    page = await _page(client, conference_id, 0)
    people, count = list(page.data.data), page.data.count
    while len(people) < count:
        following = (await _page(client, conference_id, len(people))).data.data
        if not following:
            break  # somebody was taken off the list meanwhile
        people += following
    try:
        return inward.detail(page.conference_data, people, count=len(people))
    except (SdkError, ValueError, KeyError) as error:
        raise SdkError(SDKERR.CONFCTRL_JSON_PARSE_FAILED) from error


async def _page(client: AsyncClient, conference_id: str, offset: int) -> MeetingDetail:
    return await client.send(ShowMeetingDetail(conference_id=conference_id, offset=offset, limit=PAGE))
