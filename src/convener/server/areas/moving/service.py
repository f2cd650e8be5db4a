"""Moves one enterprise to another server, or keeps it as a file."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path

from convener import __version__
from convener.server.areas.corps.service import CorpService
from convener.server.areas.meetings.service import MeetingService
from convener.server.areas.moving.file import FORMAT, End, Header, Tally, Unacceptable, encoded, lines
from convener.server.areas.moving.minting import Minting
from convener.server.ids import Ids
from convener.server.storage import moving
from convener.server.storage.database import Reading, Writing
from convener.server.vault import Vault

MOST_NAMED = 20
"""Collisions that are named; the others are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did."""

    rows: int
    """0: everything was there already."""
    keys: dict[str, str] = field(default_factory=dict, repr=False)
    """The new keys of apps that came without, by their IDs."""


class MovingService:
    """Exports and imports enterprises, a few hundred rows at a time."""

    def __init__(
        self,
        corps: CorpService,
        meetings: MeetingService,
        vault: Vault,
        ids: Ids,
        *,
        founded: Callable[[Writing, str, datetime], None],
    ) -> None:
        """``founded`` is called in the unit that imports, as when an enterprise is created."""
        self._corps = corps
        self._meetings = meetings
        self._vault = vault
        self._ids = ids
        self._founded = founded

    async def export(
        self, unit: Reading, corp_id: str, *, secrets: bool, schema: int, now: datetime
    ) -> AsyncIterator[bytes]:
        """The lines of the file; ``unit`` is isolated, so that all of them are of one moment.

        Without ``secrets`` passwords of rooms and meetings and the keys of apps stay behind. Raises
        ``Unacceptable`` for an unknown enterprise.
        """
        corp = await self._corps.find(unit, corp_id)
        if corp is None:
            raise Unacceptable(f"there is no enterprise {corp_id}")
        yield encoded(
            Header(
                format=FORMAT,
                program=__version__,
                schema=schema,
                corp_id=corp_id,
                name=corp.name,
                at=now,
                secrets=secrets,
            )
        )
        tally = Tally()
        async for line in self._lines(unit, corp_id, secrets=secrets):
            tally.add(line)
            yield line
        yield encoded(tally.end)

    async def load(
        self, unit: Writing, path: Path, header: Header, end: End, now: datetime, *, replace: bool
    ) -> Imported:
        """Store what a checked file holds, all or nothing; nothing if it is there already.

        Raises ``Unacceptable``: without ``replace`` when the enterprise is there otherwise; when its
        provider is not; when other enterprises have its accounts, App IDs or numbers.
        """
        if not await self._make_way(unit, header, end, replace=replace):
            return Imported(rows=0)
        minting = Minting(self._ids)
        await self._fill(unit, header.corp_id, path, minting)
        await self._meetings.resume(unit, header.corp_id, header.at)
        self._founded(unit, header.corp_id, now)
        return Imported(rows=end.lines, keys=minting.keys)

    async def _make_way(self, unit: Writing, header: Header, end: End, *, replace: bool) -> bool:
        """Leave nothing of the enterprise; ``False`` if it is as in the file."""
        before = await self._corps.find(unit, header.corp_id)
        if before is None:
            return True
        if await self._tally(unit, header.corp_id, secrets=header.secrets) == end:
            return False
        if not replace:
            raise Unacceptable(
                f"there is an enterprise {header.corp_id} ({before.name}) already, and it is not as in "
                f"the file, which has {header.name} of {header.at:%Y-%m-%d %H:%M} UTC"
            )
        await moving.wipe(unit, header.corp_id)
        return True

    async def _fill(self, unit: Writing, corp_id: str, path: Path, minting: Minting) -> None:
        """Store every row; once one is refused, only look for others that would be."""
        taken: list[str] = []
        for table, rows in _batches(moving.row(line, corp_id) for line in lines(path)):
            if column := moving.SHARED.get(table):
                found = await moving.taken(unit, table, corp_id, rows)
                taken += [f"{column} {value}" for value in found]
            if not taken:
                await self._add(unit, table, rows, minting)
        _refuse(taken)

    async def _add(self, unit: Writing, table: str, rows: list[moving.Row], minting: Minting) -> None:
        if table == "corps":
            await self._check_provider(unit, rows[0]["provider_id"])
        sealed = moving.SEALED.get(table)
        if sealed is not None:
            for row in rows:
                secret = minting.secret(table, row) if row[sealed] is None else row[sealed]
                row[sealed] = self._vault.seal(secret.encode())
        await moving.add(unit, table, rows)

    async def _check_provider(self, unit: Reading, provider_id: str | None) -> None:
        if provider_id is not None and await self._corps.find(unit, provider_id) is None:
            raise Unacceptable(f"its service provider {provider_id} is not here: import that first")

    async def _tally(self, unit: Reading, corp_id: str, *, secrets: bool) -> End:
        tally = Tally()
        async for line in self._lines(unit, corp_id, secrets=secrets):
            tally.add(line)
        return tally.end

    async def _lines(self, unit: Reading, corp_id: str, *, secrets: bool) -> AsyncIterator[bytes]:
        async for table, row in moving.rows(unit, corp_id):
            sealed = moving.SEALED.get(table)
            if sealed is not None:
                row[sealed] = self._vault.open(row[sealed]).decode() if secrets else None
            if table == "history":
                row["recorded"] = 0  # recordings stay behind
            yield moving.line(table, row)


def _batches(found: Iterable[tuple[str, moving.Row]]) -> Iterator[tuple[str, list[moving.Row]]]:
    """Rows of one table, so many at a time."""
    for table, group in groupby(found, key=itemgetter(0)):
        while rows := [row for _, row in islice(group, moving.PAGE)]:
            yield table, rows


def _refuse(taken: list[str]) -> None:
    if not taken:
        return
    more = f" and {len(taken) - MOST_NAMED} more" if len(taken) > MOST_NAMED else ""
    raise Unacceptable(f"other enterprises here have {', '.join(taken[:MOST_NAMED])}{more}")
