"""Personal meeting IDs and cloud meeting rooms."""

# ruff: noqa: N802, N803 (names as documented)

from __future__ import annotations

from collections.abc import Coroutine, Mapping
from typing import Any, Final

from convener.client.client import AsyncClient
from convener.client.hwm import checks
from convener.client.hwm.call import Call, Handler, Notice, nothing, without_result
from convener.client.hwm.mapping import changes, inward
from convener.client.hwm.part import Part
from convener.client.hwm.pending import Pending
from convener.client.hwm.structs import ChangeVmrInfoParam, VmrListInfo
from convener.wire.rooms import SearchMemberVmr, UpdateMemberVmr

PAGE: Final = 100

_ROOMS: Final = Call(name="getVmrList", kind="getVmrList")
_CHANGE: Final = Call(name="changeVmrInfo", kind="changeVmrInfo")


class Rooms(Part):
    """The rooms of whoever is logged in."""

    def getVmrList(self, onGetVmrListResult: Handler[VmrListInfo] | None = None) -> Pending[VmrListInfo]:
        """List your personal meeting ID and your cloud meeting rooms."""

        def work() -> Coroutine[Any, Any, VmrListInfo]:
            return _rooms(self._runtime.logged_in().client)

        return self._runtime.call(_ROOMS, work, onGetVmrListResult, VmrListInfo)

    def changeVmrInfo(
        self,
        vmrInfoParam: ChangeVmrInfoParam | Mapping[str, Any],
        onChangeVmrInfoResult: Notice | None = None,
    ) -> Pending[None]:
        """Change a room. Other passwords open the meetings booked under its fixed ID too."""

        def work() -> Coroutine[Any, Any, None]:
            param = ChangeVmrInfoParam.of(vmrInfoParam)
            checks.check(param, self._runtime.situation())
            request = UpdateMemberVmr(id=param.vmrId, body=changes.room(param))
            return self._runtime.logged_in().client.send(request)

        return self._runtime.call(_CHANGE, work, without_result(onChangeVmrInfoResult), nothing)

    async def get_vmr_list(self) -> VmrListInfo:
        return await self.getVmrList()

    async def change_vmr_info(self, param: ChangeVmrInfoParam | Mapping[str, Any]) -> None:
        await self.changeVmrInfo(param)


async def _rooms(client: AsyncClient) -> VmrListInfo:
    return inward.rooms([one async for one in client.each(SearchMemberVmr(limit=PAGE))])
