"""The way of a file into a recording: noted, written to the store, and only then there.

A media engine calls ``RecordingService.begin`` when recording starts, ``Intake.add`` for every file that is
ready, and ``RecordingService.finish`` after the last; ``convener recording add`` does the same at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

from msgspec.structs import replace

from convener.domain.recordings import RecordedFile, RecordingUnknown, stored_as
from convener.server.areas.history.service import HistoryService
from convener.server.areas.recordings.file_repository import FileRepository
from convener.server.areas.recordings.repository import RecordingRepository
from convener.server.clock import Clock
from convener.server.ids import Ids
from convener.server.storage.database import Database, Writing
from convener.server.storage.files import FileStore, Stored

LONGEST = timedelta(hours=12)
"""How long writing one file may take."""

FORGOTTEN = timedelta(days=1)
"""After that long a file that is still not there is removed: its writer is gone for certain."""


class Intake:
    """Takes files in."""

    def __init__(
        self,
        repository: RecordingRepository,
        files: FileRepository,
        history: HistoryService,
        store: FileStore,
        ids: Ids,
        clock: Clock,
        database: Database,
    ) -> None:
        self._repository = repository
        self._files = files
        self._history = history
        self._store = store
        self._ids = ids
        self._clock = clock
        self._database = database

    async def add(
        self, recording: tuple[str, str], file: RecordedFile, content: AsyncIterator[bytes]
    ) -> RecordedFile:
        """Add a file to a recording that has begun; people may have it when this returns, not before.

        ``recording`` is enterprise and holding. Whatever ends this early, the process or the machine
        included, leaves nothing that is seen, and what it leaves in the store is removed. Raises
        ``RecordingUnknown`` if the recording was never begun or is deleted meanwhile, ``TimeoutError``,
        or what the store or ``content`` raises.
        """
        file = replace(file, file_id=self._ids.row())
        until = self._clock.now() + FORGOTTEN
        await self._database.write(lambda unit: self._files.reserve(unit, recording, file, until=until))
        try:
            async with asyncio.timeout(LONGEST.total_seconds()):
                stored = await self._store.write(stored_as(*recording, file.file_id, file.suffix), content)
            return await self._publish(recording, file, stored)
        except BaseException:
            now = self._clock.now()
            await self._database.write(lambda unit: self._files.give_up(unit, recording, file, now))
            raise

    async def _publish(self, recording: tuple[str, str], file: RecordedFile, stored: Stored) -> RecordedFile:
        file = replace(file, size=stored.size, sha256=stored.sha256)

        async def publish(unit: Writing) -> None:
            corp_id, conf_uuid = recording
            # Held first: what is counted then includes every file that others have published.
            held = await self._repository.hold(unit, corp_id, [conf_uuid])
            if not held or not await self._files.publish(unit, recording, file):
                raise RecordingUnknown
            await self._repository.count_files(unit, corp_id, conf_uuid)
            await self._history.mark(unit, corp_id, [conf_uuid], recorded=True)

        await self._database.write(publish)
        return file
