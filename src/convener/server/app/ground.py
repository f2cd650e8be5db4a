"""What everything stands on: settings, time, numbers, the database, secrets, timers."""

from __future__ import annotations

from dataclasses import dataclass

from convener.server import vault as vaults
from convener.server.clock import Clock
from convener.server.ids import Ids
from convener.server.jobs.wakeups import Wakeups
from convener.server.jobs.worker import Worker
from convener.server.settings import Settings
from convener.server.storage import migrations
from convener.server.storage.database import Database
from convener.server.storage.opening import open_database
from convener.server.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Handed to every group."""

    settings: Settings
    clock: Clock
    ids: Ids
    database: Database
    vault: Vault
    wakeups: Wakeups
    worker: Worker


async def open_ground(settings: Settings, clock: Clock, ids: Ids) -> Ground:
    """Open the database and bring its schema up to date. Raises as ``compose``."""
    wakeups = Wakeups()
    database = await open_database(settings.database, committed=wakeups.committed)
    try:
        await migrations.upgrade(database)
        return Ground(
            settings=settings,
            clock=clock,
            ids=ids,
            database=database,
            vault=Vault(_key(settings)),
            wakeups=wakeups,
            worker=Worker(database, clock),
        )
    except BaseException:
        await database.close()
        raise


def _key(settings: Settings) -> bytes:
    if settings.secret_key:
        return bytes.fromhex(settings.secret_key)
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    return vaults.key_in(settings.data)
