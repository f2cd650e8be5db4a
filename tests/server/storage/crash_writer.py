"""Writes units until it is killed; prints the id of each once it is stored."""

import asyncio
import itertools
import sys

from sqlalchemy import BigInteger, Column, MetaData, Table, Text, insert

from convener.server.storage.facts import Recorded
from convener.server.storage.opening import open_database
from convener.server.storage.statement import Statement

ADD = Statement(
    insert(Table("things", MetaData(), Column("id", Text), Column("size", BigInteger), Column("note", Text)))
)
SHELVE = Statement(insert(Table("shelves", MetaData(), Column("id", Text), Column("note", Text))))


async def main(url: str) -> None:
    database = await open_database(url)
    ids = itertools.count()

    async def write_on() -> None:
        while True:
            id = str(next(ids))

            async def body(unit, id=id):
                await unit.run(ADD, id=id, size=1, note=None)
                unit.put(SHELVE, id=id, note=None)
                unit.record(Recorded(corp_id="c", stream=id, kind="Added", at=0, body="{}"))

            await database.write(body)
            print(id, flush=True)

    await asyncio.gather(*(write_on() for _ in range(50)))


asyncio.run(main(sys.argv[1]))
