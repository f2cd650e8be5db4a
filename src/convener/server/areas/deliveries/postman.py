"""Sends what waits to be sent: claimed in one unit of work, sent outside any, recorded in another.

At least once: a process that is killed after a message was taken and before that is recorded leaves it
claimed, and when the lease is over it is sent again. The same mail has the same Message-ID then.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from convener.domain.delivery import Attempt, Delivery, Outcome, Settled, State, settled
from convener.domain.notices import Channel
from convener.server.areas.deliveries.carrying import Carrier, Write
from convener.server.areas.deliveries.repository import Claimed, DeliveryRepository
from convener.server.clock import Clock
from convener.server.ids import Ids
from convener.server.jobs.rounds import Rounds
from convener.server.letters import Message
from convener.server.storage.database import Database, Writing

log = logging.getLogger("convener.deliveries")

BATCH = 16
LANES = 4
"""Messages on their way at once."""

DEADLINE = 60.0
"""Seconds of real time for one message. A batch takes ``BATCH / LANES`` of them: less than a lease."""


class Postman:
    """One for each process; any number of processes may share a database."""

    def __init__(
        self,
        repository: DeliveryRepository,
        carriers: Mapping[Channel, Carrier],
        write: Write,
        ids: Ids,
        clock: Clock,
        database: Database,
    ) -> None:
        self._repository = repository
        self._carriers = carriers
        self._write = write
        self._ids = ids
        self._clock = clock
        self._database = database
        self._running = asyncio.Lock()
        self._rounds = Rounds(clock)

    def wake(self) -> None:
        """There may be something new to send."""
        self._rounds.wake()

    async def run(self) -> None:
        """Send what is due until cancelled."""
        if self._carriers:
            await self._rounds.run(self.run_due, self.next_due)

    async def next_due(self) -> datetime | None:
        if not self._carriers:
            return None
        return await self._database.read(lambda unit: self._repository.next_due(unit, self._carriers))

    async def run_due(self) -> None:
        """Send everything that is due now; returns when nothing claimable is left."""
        if not self._carriers:
            return
        async with self._running:
            try:
                while claimed := await self._database.write(self._claim):
                    await self._send_all(claimed)
            finally:
                for carrier in self._carriers.values():
                    await carrier.rest()

    async def _claim(self, unit: Writing) -> list[Claimed]:
        return await self._repository.claim(unit, self._clock.now(), self._carriers, most=BATCH)

    async def _send_all(self, claimed: Sequence[Claimed]) -> None:
        now = self._clock.now()
        over = [one for one in claimed if one.delivery.good_until <= now]
        fresh = [one for one in claimed if one.delivery.good_until > now]
        messages = await self._write([one.delivery for one in fresh])
        attempts: dict[str, Attempt] = {}
        left = iter(fresh)
        try:
            await asyncio.gather(*(self._lane(left, messages, attempts) for _ in range(LANES)))
        finally:
            # Also when the server stops: what was taken on by then is not to be sent again.
            await self._database.write(lambda unit: self._record(unit, fresh, attempts, over))

    async def _lane(
        self, left: Iterator[Claimed], messages: Mapping[str, Message], attempts: dict[str, Attempt]
    ) -> None:
        """Send one message after the other, as long as there are any."""
        for claimed in left:
            one = claimed.delivery
            attempts[one.delivery_id] = await self._attempt(one, messages.get(one.delivery_id))

    async def _attempt(self, one: Delivery, message: Message | None) -> Attempt:
        if message is None:
            return Attempt(Outcome.REFUSED, "the message cannot be written any more")
        try:
            async with asyncio.timeout(DEADLINE):
                return await self._carriers[one.line.channel].carry(one.line.recipient, message)
        except TimeoutError:
            return Attempt(Outcome.FAILED, f"not taken within {DEADLINE:.0f} seconds")
        except Exception as error:
            log.exception("delivery failed", extra=_extra(one, "delivery_failed"))
            return Attempt(Outcome.FAILED, type(error).__name__)

    async def _record(
        self,
        unit: Writing,
        sent: Sequence[Claimed],
        attempts: Mapping[str, Attempt],
        over: Sequence[Claimed],
    ) -> None:
        now = self._clock.now()
        for claimed in over:
            await self._repository.settle(unit, claimed, Settled(State.LAPSED, now), now)
        made = []
        for claimed in sent:
            one, attempt = claimed.delivery, attempts.get(claimed.delivery.delivery_id)
            if attempt is None:
                continue
            to = settled(attempt, tries=one.tries, since=one.since, good_until=one.good_until, now=now)
            if not await self._repository.settle(unit, claimed, to, now):
                log.warning("delivery was taken over", extra=_extra(one, "delivery_taken_over"))
            elif to.state is State.DEAD:
                log.warning("delivery given up", extra=_extra(one, "delivery_dead"))
            made.append((self._ids.row(), one, attempt))
        self._repository.add_attempts(unit, made, now)


def _extra(one: Delivery, action: str) -> dict[str, object]:
    return {"action": action, "delivery": one.delivery_id, "corp": one.corp_id, "tries": one.tries}
