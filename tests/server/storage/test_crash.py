"""What was answered survives the death of the process, and nothing survives in part."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

from sqlalchemy import select

from convener.server.storage.statement import Statement
from convener.server.storage.tables.facts import facts
from support.programs import environment


async def test_a_killed_writer_loses_nothing_it_answered(database, database_url, things):
    answered = await asyncio.to_thread(_killed_after, 500, database_url)

    async def stored(unit):
        return (
            set(await unit.all(Statement(select(things.table.c.id), str))),
            set(await unit.all(Statement(select(things.shelves.c.id), str))),
            set(await unit.all(Statement(select(facts.c.stream), str))),
        )

    # As of one moment: PostgreSQL may still finish what it was sent before its client died.
    added, shelved, recorded = await database.read(stored, isolated=True)
    assert answered <= added
    assert added == shelved == recorded


def _killed_after(count: int, url: str) -> set[str]:
    """The ids that a writer had answered for when it was killed."""
    command = [sys.executable, str(Path(__file__).with_name("crash_writer.py")), url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment()) as writer:
        assert writer.stdout
        answered = {writer.stdout.readline().strip() for _ in range(count)}
        writer.kill()
        return answered | {line.strip() for line in writer.stdout if line.endswith("\n")}
