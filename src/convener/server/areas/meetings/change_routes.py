"""The operations that change or cancel what was booked."""

from __future__ import annotations

from convener.server.areas.meetings import replies, translate_changes
from convener.server.areas.meetings.changing import ChangeService
from convener.server.http.call import Call, writes
from convener.server.storage.database import Writing
from convener.wire.changes import (
    CancelMeeting,
    CancelRecurringMeeting,
    CancelRecurringSubMeeting,
    UpdateMeeting,
    UpdateRecurringMeeting,
    UpdateRecurringSubMeeting,
)
from convener.wire.common import DONE, Done
from convener.wire.meetings import ConferenceInfo


class ChangeRoutes:
    def __init__(self, changes: ChangeService) -> None:
        self._changes = changes

    @writes
    async def update_meeting(self, request: UpdateMeeting, call: Call[Writing]) -> list[ConferenceInfo]:
        return await self._change(request, call, series=False)

    @writes
    async def update_recurring_meeting(
        self, request: UpdateRecurringMeeting, call: Call[Writing]
    ) -> list[ConferenceInfo]:
        return await self._change(request, call, series=True)

    @writes
    async def cancel_meeting(self, request: CancelMeeting, call: Call[Writing]) -> Done:
        return await self._cancel(request, call, series=False)

    @writes
    async def cancel_recurring_meeting(self, request: CancelRecurringMeeting, call: Call[Writing]) -> Done:
        return await self._cancel(request, call, series=True)

    @writes
    async def update_recurring_sub_meeting(
        self, request: UpdateRecurringSubMeeting, call: Call[Writing]
    ) -> Done:
        await self._changes.change_date(
            call.unit,
            call.principal,
            request.conference_id,
            request.body.cycle_sub_conf_id,
            translate_changes.date_change(request.body),
            call.now,
        )
        return DONE

    @writes
    async def cancel_recurring_sub_meeting(
        self, request: CancelRecurringSubMeeting, call: Call[Writing]
    ) -> Done:
        await self._changes.cancel_dates(
            call.unit,
            call.principal,
            request.conference_id,
            request.body.cycle_sub_conf_ids,
            call.now,
            ends_running=translate_changes.ends_running(request.type),
        )
        return DONE

    async def _change(
        self, request: UpdateMeeting | UpdateRecurringMeeting, call: Call[Writing], *, series: bool
    ) -> list[ConferenceInfo]:
        change = translate_changes.change(request.body, call.principal.settings)
        shown = await self._changes.change(
            call.unit, call.principal, request.conference_id, change, call.now, series=series
        )
        return [replies.conference_info(shown, origin=call.origin, now=call.now)]

    async def _cancel(
        self, request: CancelMeeting | CancelRecurringMeeting, call: Call[Writing], *, series: bool
    ) -> Done:
        await self._changes.cancel(
            call.unit,
            call.principal,
            request.conference_id,
            call.now,
            series=series,
            ends_running=translate_changes.ends_running(request.type),
        )
        return DONE
