"""Changing and cancelling what was booked."""

# ruff: noqa: N802, N803 (names as documented)

from __future__ import annotations

from collections.abc import Coroutine, Mapping
from typing import Any, Final

from convener.client.client import AsyncClient
from convener.client.hwm import checks
from convener.client.hwm.call import Call, Notice, nothing, without_result
from convener.client.hwm.mapping import changes, outward
from convener.client.hwm.part import Part
from convener.client.hwm.pending import Pending
from convener.client.hwm.structs import (
    CancelConfParam,
    CancelCycleConfParam,
    CancelSubCycleConfParam,
    EditConfParam,
    ModifyCycleConfParam,
    ModifySubCycleConfParam,
)
from convener.wire.base import Request
from convener.wire.changes import (
    END_RUNNING,
    CancelMeeting,
    CancelRecurringMeeting,
    CancelRecurringSubMeeting,
    OccurrenceIds,
    UpdateMeeting,
    UpdateRecurringMeeting,
    UpdateRecurringSubMeeting,
)

_EDIT: Final = Call(name="editConf", kind="editConf", relists=True)
_CANCEL: Final = Call(name="cancelConf", kind="cancelConf", relists=True)
_MODIFY: Final = Call(name="modifyCycleConf", kind="modifyCycleConf", relists=True)
_MODIFY_ONE: Final = Call(name="modifySubCycleConf", kind="modifySubCycleConf", relists=True)
_CANCEL_SERIES: Final = Call(name="cancelCycleConf", kind="cancelCycleConf", relists=True)
_CANCEL_ONE: Final = Call(name="cancelSubCycleConf", kind="cancelSubCycleConf", relists=True)


class Changes(Part):
    """What was booked, otherwise or not at all."""

    def editConf(
        self,
        editConfParam: EditConfParam | Mapping[str, Any],
        onEditConfResult: Notice | None = None,
    ) -> Pending[None]:
        """Change a meeting that is not being held. Begin with ``EditConfParam.from_detail``."""

        def work() -> Coroutine[Any, Any, None]:
            param = outward.settled(EditConfParam.of(editConfParam))
            checks.check(param, self._runtime.situation())
            body = changes.edit(param, app_id=self._runtime.app_id)
            return self._done(UpdateMeeting(conference_id=param.confId, body=body))

        return self._runtime.call(_EDIT, work, without_result(onEditConfResult), nothing)

    def cancelConf(
        self,
        cancelConfParam: CancelConfParam | Mapping[str, Any],
        onCancelConfResult: Notice | None = None,
    ) -> Pending[None]:
        """Cancel a meeting; a running one only with ``isForceCancel``, which ends it."""

        def work() -> Coroutine[Any, Any, None]:
            param = CancelConfParam.of(cancelConfParam)
            checks.check(param, self._runtime.situation())
            return self._done(CancelMeeting(conference_id=param.confId, type=_ending(param.isForceCancel)))

        return self._runtime.call(_CANCEL, work, without_result(onCancelConfResult), nothing)

    def modifyCycleConf(
        self,
        modifyParam: ModifyCycleConfParam | Mapping[str, Any],
        onModifyCycleConfResult: Notice | None = None,
    ) -> Pending[None]:
        """Change a series none of whose meetings is being held; those to come are made anew."""

        def work() -> Coroutine[Any, Any, None]:
            param = outward.settled_series(ModifyCycleConfParam.of(modifyParam))
            checks.check_changed_series(param, self._runtime.situation(in_series=True))
            body = changes.series(param, app_id=self._runtime.app_id)
            return self._done(UpdateRecurringMeeting(conference_id=param.editConfParam.confId, body=body))

        return self._runtime.call(_MODIFY, work, without_result(onModifyCycleConfResult), nothing)

    def modifySubCycleConf(
        self,
        modifySubCycleConfParam: ModifySubCycleConfParam | Mapping[str, Any],
        onModifySubCycleConfResult: Notice | None = None,
    ) -> Pending[None]:
        """Change one meeting of a series; it stays between its neighbours."""

        def work() -> Coroutine[Any, Any, None]:
            param = outward.settled(ModifySubCycleConfParam.of(modifySubCycleConfParam))
            checks.check(param, self._runtime.situation(in_series=True))
            body = changes.occurrence(param)
            return self._done(UpdateRecurringSubMeeting(conference_id=param.confId, body=body))

        return self._runtime.call(_MODIFY_ONE, work, without_result(onModifySubCycleConfResult), nothing)

    def cancelCycleConf(
        self,
        cancelCycleConfParam: CancelCycleConfParam | Mapping[str, Any],
        onCancelCycleConfResult: Notice | None = None,
    ) -> Pending[None]:
        """Cancel all meetings of a series that have not taken place."""

        def work() -> Coroutine[Any, Any, None]:
            param = CancelCycleConfParam.of(cancelCycleConfParam)
            checks.check(param, self._runtime.situation())
            kind = _ending(param.endOnlineConf)
            return self._done(CancelRecurringMeeting(conference_id=param.confId, type=kind))

        return self._runtime.call(_CANCEL_SERIES, work, without_result(onCancelCycleConfResult), nothing)

    def cancelSubCycleConf(
        self,
        cancelSubCycleConfParam: CancelSubCycleConfParam | Mapping[str, Any],
        onCancelSubCycleConfResult: Notice | None = None,
    ) -> Pending[None]:
        """Cancel one meeting of a series; with the last one the series is gone."""

        def work() -> Coroutine[Any, Any, None]:
            param = CancelSubCycleConfParam.of(cancelSubCycleConfParam)
            checks.check(param, self._runtime.situation())
            return self._done(
                CancelRecurringSubMeeting(
                    conference_id=param.confId,
                    type=_ending(param.endOnlineConf),
                    body=OccurrenceIds(cycle_sub_conf_ids=[param.subConfID]),
                )
            )

        return self._runtime.call(_CANCEL_ONE, work, without_result(onCancelSubCycleConfResult), nothing)

    async def edit_conf(self, param: EditConfParam | Mapping[str, Any]) -> None:
        await self.editConf(param)

    async def cancel_conf(self, param: CancelConfParam | Mapping[str, Any]) -> None:
        await self.cancelConf(param)

    async def modify_cycle_conf(self, param: ModifyCycleConfParam | Mapping[str, Any]) -> None:
        await self.modifyCycleConf(param)

    async def modify_sub_cycle_conf(self, param: ModifySubCycleConfParam | Mapping[str, Any]) -> None:
        await self.modifySubCycleConf(param)

    async def cancel_cycle_conf(self, param: CancelCycleConfParam | Mapping[str, Any]) -> None:
        await self.cancelCycleConf(param)

    async def cancel_sub_cycle_conf(self, param: CancelSubCycleConfParam | Mapping[str, Any]) -> None:
        await self.cancelSubCycleConf(param)

    def _done(self, request: Request[Any]) -> Coroutine[Any, Any, None]:
        return _sent(self._runtime.logged_in().client, request)


async def _sent(client: AsyncClient, request: Request[Any]) -> None:
    """The calls of this kind tell success and nothing else."""
    await client.send(request)


def _ending(running_too: bool | None) -> int | None:
    return END_RUNNING if running_too else None
