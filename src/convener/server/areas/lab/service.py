"""Starting over: the state that the first start left, without a new database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from convener.server.areas.lab.repository import FirstRows, LabRepository
from convener.server.clock import VirtualClock
from convener.server.jobs import sweeper
from convener.server.storage.database import Database, Writing


class LabService:
    """Knows the first state of a test instance.

    That is the oldest enterprise with its default administrator, the administrator's personal room and
    its oldest app, as they were at ``remember``.
    """

    def __init__(
        self,
        repository: LabRepository,
        database: Database,
        clock: VirtualClock,
        *,
        forgetting: Callable[[], None],
    ) -> None:
        self._repository = repository
        self._database = database
        self._clock = clock
        self._start = clock.now()
        self._forgetting = forgetting
        self._first: FirstRows | None = None
        self._one_by_one = asyncio.Lock()

    async def remember(self) -> FirstRows:
        """Look at the first state, once: what is there now is what ``reset`` will put back."""
        if self._first is None:
            self._first = await self._database.read(self._repository.first, isolated=True)
        return self._first

    async def reset(self) -> datetime:
        """Put back the first state and the time of the start, which is the answer.

        Calls under way at this moment end in the state before or after.
        """
        async with self._one_by_one:
            first = await self.remember()

            async def start_over(unit: Writing) -> None:
                due = self._start + sweeper.IDLE
                await self._repository.start_over(unit, first, kept=sweeper.TIMER, due=due)

            await self._database.write(start_over)
            self._forgetting()
            self._clock.set(self._start)
            return self._start
