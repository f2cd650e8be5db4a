"""Removes files from the store that no recording has any more, or that were never written whole.

At least once each: a row says so until its file is gone, so a process may end at any moment.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta

from convener.domain.recordings import stored_as
from convener.server.areas.recordings.file_repository import DoomedRow, FileRepository
from convener.server.clock import Clock
from convener.server.storage.database import Database, Writing
from convener.server.storage.files import FileStore

POLL = timedelta(seconds=5)
AGAIN = timedelta(minutes=5)
"""When a file is tried again that could not be removed, or whose remover died."""

BATCH = 20

log = logging.getLogger("convener.recordings")


class Removal:
    """One for each process; any number of processes may share a database and a store."""

    def __init__(self, files: FileRepository, store: FileStore, clock: Clock, database: Database) -> None:
        self._files = files
        self._store = store
        self._clock = clock
        self._database = database

    async def run(self) -> None:
        """Remove what falls due until cancelled."""
        while True:
            try:
                await self.run_due()
            except Exception:
                log.exception("files cannot be removed", extra={"action": "removal_failed"})
            await asyncio.sleep(POLL.total_seconds())

    async def run_due(self) -> None:
        """Remove everything that is due now, or have it tried again."""
        while rows := await self._claim(self._clock.now()):
            removed = [row for row in rows if await self._remove(row)]
            await self._drop(removed)

    async def _claim(self, now: datetime) -> list[DoomedRow]:
        return await self._database.write(
            lambda unit: self._files.claim(unit, now, again=now + AGAIN, most=BATCH)
        )

    async def _drop(self, rows: list[DoomedRow]) -> None:
        async def drop(unit: Writing) -> None:
            await self._files.drop(unit, rows)

        await self._database.write(drop)

    async def _remove(self, row: DoomedRow) -> bool:
        try:
            await self._store.remove(stored_as(row.corp_id, row.conf_uuid, row.file_id, row.suffix))
        except Exception:
            extra = {"action": "file_not_removed", "file": row.file_id}
            log.exception("a file cannot be removed", extra=extra)
            return False
        return True
