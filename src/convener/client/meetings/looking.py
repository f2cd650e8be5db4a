"""Meetings that are not over, blocking and awaited."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING

from convener.client.meetings import steps
from convener.client.meetings.meeting import Detail, Meeting, meeting
from convener.wire.audit import MeetingChange
from convener.wire.lists import QueryConfMode, SearchMeetings, SearchOnlineMeetings
from convener.wire.meetings import ParticipantInfo

if TYPE_CHECKING:
    from convener.client.client import AsyncClient, Client


class Looking:
    """Meetings as they are booked, and what became of a booking."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def detail(self, meeting_id: str) -> Detail:
        """A running or coming meeting and everybody invited to it."""
        return self._client.run(steps.show(self._client.session, meeting_id))

    def participants(self, meeting_id: str) -> Iterator[ParticipantInfo]:
        """Everybody invited, asked for page by page."""
        return self._client.each(steps.invited(meeting_id))

    def upcoming(
        self,
        search: str | None = None,
        *,
        within: QueryConfMode = QueryConfMode.ALL,
        everyone: bool = False,
    ) -> Iterator[Meeting]:
        """Your running and coming meetings by start, asked for page by page; a series is one of them.

        ``search`` is looked for in subject, scheduler's name and meeting ID. ``everyone``: all meetings of
        the enterprise, for its administrators.
        """
        return map(meeting, self._client.each(_upcoming(search, within, everyone=everyone)))

    def running(self, search: str | None = None, *, everyone: bool = False) -> Iterator[Meeting]:
        """Those being held, by start, asked for page by page; arguments as for ``upcoming``."""
        return map(meeting, self._client.each(_running(search, everyone=everyone)))

    def changes(self, meeting_id: str) -> list[MeetingChange]:
        """Who changed what of a meeting, the oldest first; of convener's servers only."""
        return self._client.run(steps.changes(self._client.session, meeting_id))


class AsyncLooking:
    """Meetings as they are booked, and what became of a booking."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def detail(self, meeting_id: str) -> Detail:
        """A running or coming meeting and everybody invited to it."""
        return await self._client.run(steps.show(self._client.session, meeting_id))

    def participants(self, meeting_id: str) -> AsyncIterator[ParticipantInfo]:
        """Everybody invited, asked for page by page."""
        return self._client.each(steps.invited(meeting_id))

    async def upcoming(
        self,
        search: str | None = None,
        *,
        within: QueryConfMode = QueryConfMode.ALL,
        everyone: bool = False,
    ) -> AsyncIterator[Meeting]:
        """Your running and coming meetings by start, asked for page by page; a series is one of them.

        ``search`` is looked for in subject, scheduler's name and meeting ID. ``everyone``: all meetings of
        the enterprise, for its administrators.
        """
        async for info in self._client.each(_upcoming(search, within, everyone=everyone)):
            yield meeting(info)

    async def running(self, search: str | None = None, *, everyone: bool = False) -> AsyncIterator[Meeting]:
        """Those being held, by start, asked for page by page; arguments as for ``upcoming``."""
        async for info in self._client.each(_running(search, everyone=everyone)):
            yield meeting(info)

    async def changes(self, meeting_id: str) -> list[MeetingChange]:
        """Who changed what of a meeting, the oldest first; of convener's servers only."""
        return await self._client.run(steps.changes(self._client.session, meeting_id))


def _upcoming(search: str | None, within: QueryConfMode, *, everyone: bool) -> SearchMeetings:
    return SearchMeetings(
        search_key=search, query_conf_mode=within, query_all=everyone, limit=steps.LARGEST_PAGE
    )


def _running(search: str | None, *, everyone: bool) -> SearchOnlineMeetings:
    return SearchOnlineMeetings(search_key=search, query_all=everyone, limit=steps.LARGEST_PAGE)
