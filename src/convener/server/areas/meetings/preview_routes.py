"""The operation of our own that shows a booking before it is made."""

from __future__ import annotations

from convener.server.areas.meetings import preview_replies, translate, translate_changes
from convener.server.areas.meetings.previewing import PreviewService
from convener.server.http.call import Call, reads
from convener.server.storage.database import Reading
from convener.wire.preview import MeetingPreview, PreviewMeeting


class PreviewRoutes:
    def __init__(self, previews: PreviewService) -> None:
        self._previews = previews

    @reads
    async def preview_meeting(self, request: PreviewMeeting, call: Call[Reading]) -> MeetingPreview:
        body, settings = request.body, call.principal.settings
        if request.conference_id is not None:
            change = translate_changes.change(body, settings)
            found = await self._previews.change(
                call.unit, call.principal, request.conference_id, change, call.now
            )
        else:
            draft = translate.draft if body.cycle_params is None else translate.series_draft
            found = await self._previews.booking(call.unit, call.principal, draft(body, settings), call.now)
        return preview_replies.preview(found)
