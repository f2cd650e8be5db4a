"""Meetings that are over, blocking and awaited."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from convener.client.meetings import moments
from convener.client.meetings.held import Act, Attendance, Held, Stay, act, attendance, held, stay
from convener.client.meetings.steps import LARGEST_PAGE
from convener.wire.audit import ExportAttendance, ShowAttendance
from convener.wire.history import (
    SearchAttendanceRecordsOfHisMeeting,
    SearchCtlRecordsOfHisMeeting,
    SearchHisMeetings,
)
from convener.wire.meetings import Language

if TYPE_CHECKING:
    from convener.client.client import AsyncClient, Client


class Past:
    """Meetings that were held."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def past(
        self, *, since: datetime, until: datetime, search: str | None = None, everyone: bool = False
    ) -> Iterator[Held]:
        """Meetings that were started in this period, the latest first, asked for page by page.

        A meeting that was held several times comes as often. ``search`` and ``everyone`` as for ``upcoming``.
        """
        return map(held, self._client.each(_past(since, until, search, everyone=everyone)))

    def attendance(self, which: Held | str) -> list[Attendance]:
        """Who was there, one entry for each person, by first join; of convener's servers only.

        ``which`` is a past meeting or its ``uuid``.
        """
        reply = self._client.send(ShowAttendance(conf_uuid=_uuid(which)))
        return [attendance(info) for info in reply.data]

    def attendance_csv(self, which: Held | str) -> str:
        """The same as a table for spreadsheets."""
        return self._client.send(ExportAttendance(conf_uuid=_uuid(which)))

    def stays(
        self, which: Held | str, search: str | None = None, *, language: Language = Language.ENGLISH
    ) -> Iterator[Stay]:
        """Who was there, an entry for each time somebody joined, in order, asked for page by page."""
        return map(stay, self._client.each(_stays(which, search, language)))

    def acts(self, which: Held | str, *, language: Language = Language.ENGLISH) -> Iterator[Act]:
        """What was done to it while it was held, in order, asked for page by page."""
        return map(act, self._client.each(_acts(which, language)))


class AsyncPast:
    """Meetings that were held."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def past(
        self, *, since: datetime, until: datetime, search: str | None = None, everyone: bool = False
    ) -> AsyncIterator[Held]:
        """Meetings that were started in this period, the latest first, asked for page by page.

        A meeting that was held several times comes as often. ``search`` and ``everyone`` as for ``upcoming``.
        """
        async for info in self._client.each(_past(since, until, search, everyone=everyone)):
            yield held(info)

    async def attendance(self, which: Held | str) -> list[Attendance]:
        """Who was there, one entry for each person, by first join; of convener's servers only.

        ``which`` is a past meeting or its ``uuid``.
        """
        reply = await self._client.send(ShowAttendance(conf_uuid=_uuid(which)))
        return [attendance(info) for info in reply.data]

    async def attendance_csv(self, which: Held | str) -> str:
        """The same as a table for spreadsheets."""
        return await self._client.send(ExportAttendance(conf_uuid=_uuid(which)))

    async def stays(
        self, which: Held | str, search: str | None = None, *, language: Language = Language.ENGLISH
    ) -> AsyncIterator[Stay]:
        """Who was there, an entry for each time somebody joined, in order, asked for page by page."""
        async for info in self._client.each(_stays(which, search, language)):
            yield stay(info)

    async def acts(self, which: Held | str, *, language: Language = Language.ENGLISH) -> AsyncIterator[Act]:
        """What was done to it while it was held, in order, asked for page by page."""
        async for info in self._client.each(_acts(which, language)):
            yield act(info)


def _past(since: datetime, until: datetime, search: str | None, *, everyone: bool) -> SearchHisMeetings:
    return SearchHisMeetings(
        start_date=moments.millis(since),
        end_date=moments.millis(until),
        search_key=search,
        query_all=everyone,
        limit=LARGEST_PAGE,
    )


def _stays(which: Held | str, search: str | None, language: Language) -> SearchAttendanceRecordsOfHisMeeting:
    return SearchAttendanceRecordsOfHisMeeting(
        conf_uuid=_uuid(which), search_key=search, accept_language=language.value, limit=LARGEST_PAGE
    )


def _acts(which: Held | str, language: Language) -> SearchCtlRecordsOfHisMeeting:
    return SearchCtlRecordsOfHisMeeting(
        conf_uuid=_uuid(which), accept_language=language.value, limit=LARGEST_PAGE
    )


def _uuid(which: Held | str) -> str:
    return which.uuid if isinstance(which, Held) else which
