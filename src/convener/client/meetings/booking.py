"""Booking, blocking and awaited. What it does is in ``steps.py``."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Unpack
from zoneinfo import ZoneInfo

from convener.client.meetings import steps
from convener.client.meetings.meeting import Meeting
from convener.client.meetings.rules import Rule
from convener.client.meetings.settings import Settings
from convener.wire.preview import MeetingPreview

if TYPE_CHECKING:
    from convener.client.client import AsyncClient, Client


class Booking:
    """New meetings. ``Settings`` says what else may be given."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def create(
        self, subject: str, *, length: timedelta | None = None, **settings: Unpack[Settings]
    ) -> Meeting:
        """Start a meeting now; without a ``length`` it lasts 30 minutes."""
        return self._client.run(steps.create(self._client.session, subject, length, settings))

    def schedule(
        self,
        subject: str,
        *,
        start: datetime,
        length: timedelta,
        zone: ZoneInfo | None = None,
        **settings: Unpack[Settings],
    ) -> Meeting:
        """Book a meeting. ``zone`` is the one of notices; default: that of ``start``, if it has a code."""
        return self._client.run(
            steps.schedule(
                self._client.session, subject, start=start, length=length, zone=zone, settings=settings
            )
        )

    def repeat(
        self,
        subject: str,
        *,
        start: datetime,
        length: timedelta,
        rule: Rule,
        zone: ZoneInfo | None = None,
        remind_days: int | None = None,
        **settings: Unpack[Settings],
    ) -> Meeting:
        """Book a series from ``start`` on, by the clocks of ``zone``, else of the zone of ``start``.

        When these change, the meetings stay at the same time of day. The first one is on the first day of
        the rule that is not before ``start``. ``remind_days`` before each of them people are reminded.
        """
        return self._client.run(
            steps.repeat(
                self._client.session,
                subject,
                start=start,
                length=length,
                rule=rule,
                zone=zone,
                remind_days=remind_days,
                settings=settings,
            )
        )

    def preview(
        self,
        *,
        start: datetime,
        length: timedelta,
        rule: Rule | None = None,
        zone: ZoneInfo | None = None,
        changing: str | None = None,
        **settings: Unpack[Settings],
    ) -> MeetingPreview:
        """The dates that ``schedule`` or, with a rule, ``repeat`` would book; for our own servers only.

        Shows clock changes, conflicts of the room and what is cut off. ``changing`` is the ID of a meeting
        that would be changed instead. Nothing is booked.
        """
        return self._client.run(
            steps.preview(
                self._client.session,
                start=start,
                length=length,
                rule=rule,
                zone=zone,
                changing=changing,
                settings=settings,
            )
        )


class AsyncBooking:
    """New meetings. ``Settings`` says what else may be given."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def create(
        self, subject: str, *, length: timedelta | None = None, **settings: Unpack[Settings]
    ) -> Meeting:
        """Start a meeting now; without a ``length`` it lasts 30 minutes."""
        return await self._client.run(steps.create(self._client.session, subject, length, settings))

    async def schedule(
        self,
        subject: str,
        *,
        start: datetime,
        length: timedelta,
        zone: ZoneInfo | None = None,
        **settings: Unpack[Settings],
    ) -> Meeting:
        """Book a meeting. ``zone`` is the one of notices; default: that of ``start``, if it has a code."""
        return await self._client.run(
            steps.schedule(
                self._client.session, subject, start=start, length=length, zone=zone, settings=settings
            )
        )

    async def repeat(
        self,
        subject: str,
        *,
        start: datetime,
        length: timedelta,
        rule: Rule,
        zone: ZoneInfo | None = None,
        remind_days: int | None = None,
        **settings: Unpack[Settings],
    ) -> Meeting:
        """Book a series from ``start`` on, by the clocks of ``zone``, else of the zone of ``start``.

        When these change, the meetings stay at the same time of day. The first one is on the first day of
        the rule that is not before ``start``. ``remind_days`` before each of them people are reminded.
        """
        return await self._client.run(
            steps.repeat(
                self._client.session,
                subject,
                start=start,
                length=length,
                rule=rule,
                zone=zone,
                remind_days=remind_days,
                settings=settings,
            )
        )

    async def preview(
        self,
        *,
        start: datetime,
        length: timedelta,
        rule: Rule | None = None,
        zone: ZoneInfo | None = None,
        changing: str | None = None,
        **settings: Unpack[Settings],
    ) -> MeetingPreview:
        """The dates that ``schedule`` or, with a rule, ``repeat`` would book; for our own servers only.

        Shows clock changes, conflicts of the room and what is cut off. ``changing`` is the ID of a meeting
        that would be changed instead. Nothing is booked.
        """
        return await self._client.run(
            steps.preview(
                self._client.session,
                start=start,
                length=length,
                rule=rule,
                zone=zone,
                changing=changing,
                settings=settings,
            )
        )
