"""What is recorded of conferences: looked up, begun, finished and deleted.

Files come in through ``intake`` and are watched through ``watching``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec.structs import replace

from convener.domain.access import Forbidden
from convener.domain.listing import Past
from convener.domain.meeting import Meeting
from convener.domain.person import Principal
from convener.domain.recordings import Recording, RecordingUnknown, begun
from convener.server.areas.corps.service import CorpService
from convener.server.areas.history.service import HistoryService
from convener.server.areas.recordings.file_repository import FileRepository
from convener.server.areas.recordings.repository import RecordingRepository
from convener.server.storage import timers
from convener.server.storage.database import Reading, Writing
from convener.server.storage.timers import Timer

TIMER = "recording"
"""The kind of the timers that delete what is older than its enterprise keeps history."""


class RecordingService:
    """The recordings of all enterprises. Nobody sees one of which there is no file yet."""

    def __init__(
        self,
        repository: RecordingRepository,
        files: FileRepository,
        history: HistoryService,
        corps: CorpService,
        expect: Callable[[datetime], None],
    ) -> None:
        self._repository = repository
        self._files = files
        self._history = history
        self._corps = corps
        self._expect = expect

    async def search(
        self, unit: Reading, who: Principal, past: Past, now: datetime
    ) -> tuple[Sequence[Recording], int]:
        """One page of recordings, and how many there are in all: one statement, two for a full page."""
        past = replace(past, begins=max(past.begins, now - who.settings.keep_history))
        found = await self._repository.page(unit, who.corp_id, past)
        end = past.offset + len(found)
        if len(found) < past.limit and (found or not past.offset):
            return found, end
        return found, max(end if found else 0, await self._repository.count(unit, who.corp_id, past))

    async def show(self, unit: Reading, who: Principal, conf_uuid: str, now: datetime) -> Recording:
        """A recording of the caller's own, or for administrators any. Raises ``RecordingUnknown``."""
        found = await self._repository.one(unit, who.corp_id, conf_uuid)
        if found is None or not found.count or not found.belongs_to(who):
            raise RecordingUnknown
        if found.begins < now - who.settings.keep_history:
            raise RecordingUnknown
        return found

    async def to_download(self, unit: Reading, who: Principal, conf_uuid: str, now: datetime) -> Recording:
        """A recording to hand out whole. Raises ``Forbidden`` for all but administrators, or as ``show``."""
        if not who.is_admin:
            raise Forbidden
        return await self.show(unit, who, conf_uuid, now)

    async def find(self, unit: Reading, corp_id: str, conf_uuid: str) -> Recording | None:
        """A recording, whoever asks, also one of which there is nothing yet."""
        return await self._repository.one(unit, corp_id, conf_uuid)

    async def used(self, unit: Reading, corp_id: str) -> int:
        """Bytes of all recordings of the enterprise."""
        return await self._repository.used(unit, corp_id)

    async def begin(self, unit: Writing, meeting: Meeting, *, at: datetime, now: datetime) -> None:
        """Recording of a holding began at a moment of it; a second time nothing changes.

        ``meeting`` as it is held, and then the caller holds it, or as history has it. Raises
        ``RecordingUnknown`` for what is too old to be kept.
        """
        recording = begun(meeting, at)
        if not await self._keep(unit, recording, now):
            raise RecordingUnknown("the enterprise keeps nothing that old")
        await self._repository.begin(unit, recording)

    async def finish(self, unit: Writing, corp_id: str, conf_uuid: str) -> None:
        """No more files will come. Raises ``RecordingUnknown`` if it was deleted meanwhile."""
        if not await self._repository.finish(unit, corp_id, conf_uuid):
            raise RecordingUnknown

    async def close(self, unit: Writing, meeting: Meeting) -> bool:
        """The conference ends, whose meeting the caller holds: whether there is a recording by now.

        What is recorded of it later is told to history with each file.
        """
        held = await self._repository.hold(unit, meeting.corp_id, [meeting.conf_uuid])
        return any(one.count for one in held)

    async def delete(self, unit: Writing, who: Principal, conf_uuids: Sequence[str], now: datetime) -> None:
        """Delete those of the recordings that the caller may delete.

        Raises ``RecordingUnknown`` if that is none. Four statements, whatever their number.
        """
        held = await self._repository.hold(unit, who.corp_id, sorted(set(conf_uuids)))
        own = [one.conf_uuid for one in held if one.count and one.belongs_to(who)]
        if not own:
            raise RecordingUnknown
        await self._delete(unit, who.corp_id, own, now)

    async def on_timer(self, unit: Writing, timer: Timer, now: datetime) -> None:
        """Delete a recording that has been kept long enough; look again later where that has changed."""
        held = await self._repository.hold(unit, timer.corp_id, [timer.key])
        for one in held:
            if not await self._keep(unit, one, now):
                await self._delete(unit, one.corp_id, [one.conf_uuid], now)

    async def _keep(self, unit: Writing, recording: Recording, now: datetime) -> bool:
        """Have the recording deleted in its time; ``False`` if that time has come."""
        corp = await self._corps.find(unit, recording.corp_id)
        if corp is None:
            return False
        due = recording.begins + corp.settings.keep_history
        if due <= now:
            return False
        timers.put(unit, recording.corp_id, TIMER, recording.conf_uuid, due)
        self._expect(due)
        return True

    async def _delete(self, unit: Writing, corp_id: str, conf_uuids: Sequence[str], now: datetime) -> None:
        """The caller holds the recordings. Their files go after the commit: see ``removal``."""
        await self._files.doom(unit, corp_id, conf_uuids, now)
        await self._repository.delete(unit, corp_id, conf_uuids)
        await self._history.mark(unit, corp_id, conf_uuids, recorded=False)
