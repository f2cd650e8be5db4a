"""Changing and cancelling, blocking and awaited. What it does is in ``change_steps.py``."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Unpack
from zoneinfo import ZoneInfo

from convener.client.meetings import change_steps
from convener.client.meetings.meeting import Meeting, Occurrence
from convener.client.meetings.rules import Rule
from convener.client.meetings.settings import Settings
from convener.wire.meetings import CallInRestriction, MediaType

if TYPE_CHECKING:
    from convener.client.client import AsyncClient, Client


class Changing:
    """What was booked, otherwise or not at all."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def change(
        self,
        meeting_id: str,
        *,
        subject: str | None = None,
        start: datetime | None = None,
        length: timedelta | None = None,
        zone: ZoneInfo | None = None,
        **settings: Unpack[Settings],
    ) -> Meeting:
        """Change a meeting that is not being held; what is left out stays. ``Settings`` says what else."""
        return self._client.run(
            change_steps.change(
                self._client.session,
                meeting_id,
                subject=subject,
                start=start,
                length=length,
                zone=zone,
                settings=settings,
            )
        )

    def change_series(
        self,
        meeting_id: str,
        *,
        subject: str | None = None,
        start: datetime | None = None,
        length: timedelta | None = None,
        rule: Rule | None = None,
        zone: ZoneInfo | None = None,
        remind_days: int | None = None,
        **settings: Unpack[Settings],
    ) -> Meeting:
        """Change a series none of whose meetings is being held; what is left out stays.

        Its meetings to come are made anew: what was changed of single ones is lost. Without ``start`` or
        ``length`` they have the time of day and the length that most of them have.
        """
        return self._client.run(
            change_steps.change_series(
                self._client.session,
                meeting_id,
                subject=subject,
                start=start,
                length=length,
                rule=rule,
                zone=zone,
                remind_days=remind_days,
                settings=settings,
            )
        )

    def change_date(
        self,
        meeting_id: str,
        date: Occurrence | str,
        *,
        start: datetime | None = None,
        length: timedelta | None = None,
        description: str | None = None,
        media: Collection[MediaType] | None = None,
        record_at_once: bool | None = None,
        who_may_join: CallInRestriction | None = None,
        waiting_room: bool | None = None,
    ) -> None:
        """Change one meeting of a series, by its ID; it stays between its neighbours."""
        self._client.run(
            change_steps.change_date(
                self._client.session,
                meeting_id,
                date,
                start=start,
                length=length,
                description=description,
                media=media,
                record_at_once=record_at_once,
                config=change_steps.own_config(who_may_join, waiting_room),
            )
        )

    def cancel(self, meeting_id: str, *, end_running: bool = False) -> None:
        """Cancel a meeting, or all of a series that has not taken place.

        One that is being held is ended with ``end_running``, and otherwise refused.
        """
        self._client.run(change_steps.cancel(self._client.session, meeting_id, end_running=end_running))

    def cancel_dates(
        self, meeting_id: str, dates: Iterable[Occurrence | str], *, end_running: bool = False
    ) -> None:
        """Cancel single meetings of a series, by their IDs; with the last one the series is gone."""
        self._client.run(
            change_steps.cancel_dates(self._client.session, meeting_id, dates, end_running=end_running)
        )


class AsyncChanging:
    """What was booked, otherwise or not at all."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def change(
        self,
        meeting_id: str,
        *,
        subject: str | None = None,
        start: datetime | None = None,
        length: timedelta | None = None,
        zone: ZoneInfo | None = None,
        **settings: Unpack[Settings],
    ) -> Meeting:
        """Change a meeting that is not being held; what is left out stays. ``Settings`` says what else."""
        return await self._client.run(
            change_steps.change(
                self._client.session,
                meeting_id,
                subject=subject,
                start=start,
                length=length,
                zone=zone,
                settings=settings,
            )
        )

    async def change_series(
        self,
        meeting_id: str,
        *,
        subject: str | None = None,
        start: datetime | None = None,
        length: timedelta | None = None,
        rule: Rule | None = None,
        zone: ZoneInfo | None = None,
        remind_days: int | None = None,
        **settings: Unpack[Settings],
    ) -> Meeting:
        """Change a series none of whose meetings is being held; what is left out stays.

        Its meetings to come are made anew: what was changed of single ones is lost. Without ``start`` or
        ``length`` they have the time of day and the length that most of them have.
        """
        return await self._client.run(
            change_steps.change_series(
                self._client.session,
                meeting_id,
                subject=subject,
                start=start,
                length=length,
                rule=rule,
                zone=zone,
                remind_days=remind_days,
                settings=settings,
            )
        )

    async def change_date(
        self,
        meeting_id: str,
        date: Occurrence | str,
        *,
        start: datetime | None = None,
        length: timedelta | None = None,
        description: str | None = None,
        media: Collection[MediaType] | None = None,
        record_at_once: bool | None = None,
        who_may_join: CallInRestriction | None = None,
        waiting_room: bool | None = None,
    ) -> None:
        """Change one meeting of a series, by its ID; it stays between its neighbours."""
        await self._client.run(
            change_steps.change_date(
                self._client.session,
                meeting_id,
                date,
                start=start,
                length=length,
                description=description,
                media=media,
                record_at_once=record_at_once,
                config=change_steps.own_config(who_may_join, waiting_room),
            )
        )

    async def cancel(self, meeting_id: str, *, end_running: bool = False) -> None:
        """Cancel a meeting, or all of a series that has not taken place.

        One that is being held is ended with ``end_running``, and otherwise refused.
        """
        await self._client.run(change_steps.cancel(self._client.session, meeting_id, end_running=end_running))

    async def cancel_dates(
        self, meeting_id: str, dates: Iterable[Occurrence | str], *, end_running: bool = False
    ) -> None:
        """Cancel single meetings of a series, by their IDs; with the last one the series is gone."""
        await self._client.run(
            change_steps.cancel_dates(self._client.session, meeting_id, dates, end_running=end_running)
        )
