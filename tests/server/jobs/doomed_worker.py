"""Takes a timer, begins its work, says so, and never ends it: to be killed."""

import asyncio
import signal
import sys
from datetime import datetime

from convener.server.clock import VirtualClock
from convener.server.jobs.worker import Worker
from convener.server.storage.facts import Recorded
from convener.server.storage.opening import open_database


async def hang(unit, timer, now):
    unit.record(Recorded(corp_id="1", stream=timer.key, kind="Begun", at=0, body="{}"))
    print(timer.key, flush=True)
    signal.pause()


async def main(url: str, now: str) -> None:
    worker = Worker(await open_database(url), VirtualClock(datetime.fromisoformat(now)))
    worker.handle("ring", hang)
    await worker.run_due()


asyncio.run(main(*sys.argv[1:]))
