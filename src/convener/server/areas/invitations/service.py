"""Telling the people of meetings what is new, and reminding them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from convener.domain import reminders
from convener.domain.access import MeetingUnknown
from convener.domain.invitations import Contact, Invitation, invitation
from convener.domain.meeting import State
from convener.domain.news import Line, News
from convener.domain.notices import Told, notices
from convener.domain.recurrence import Occurrence
from convener.domain.reminders import Reminder
from convener.server.areas.deliveries.service import About, DeliveryService
from convener.server.areas.directory.service import DirectoryService
from convener.server.areas.invitations.repository import InvitationRepository
from convener.server.areas.meetings.service import MeetingService
from convener.server.areas.roster.service import RosterService
from convener.server.clock import moment
from convener.server.ids import Ids
from convener.server.storage import timers
from convener.server.storage.database import Writing
from convener.server.storage.timers import Timer

REMINDER = "reminder"
"""The kind of the timer that each meeting with a reminder to come has; its key is the meeting."""


class InvitationService:
    """Compares what people were told of a meeting with what it is; the difference becomes deliveries.

    A second run finds no difference. Whoever changes the meeting meanwhile waits, and sets the timer anew.
    """

    def __init__(
        self,
        repository: InvitationRepository,
        meetings: MeetingService,
        roster: RosterService,
        directory: DirectoryService,
        deliveries: DeliveryService,
        ids: Ids,
        *,
        shortly: timedelta,
    ) -> None:
        self._repository = repository
        self._meetings = meetings
        self._roster = roster
        self._directory = directory
        self._deliveries = deliveries
        self._ids = ids
        self._shortly = shortly

    async def on_news(self, unit: Writing, timer: Timer, now: datetime) -> None:
        """Tell people what the meeting is now."""
        now_is = await self._present(unit, timer)
        if now_is is None:
            return
        await self._tell(unit, now_is, now_is, now)
        # From when it changed, not from now: a reminder that fell due since is still to be given.
        self._remind_after(unit, now_is, moment(timer.due_at))

    async def on_called_off(self, unit: Writing, timer: Timer, now: datetime) -> None:
        """Tell people that the meeting will not take place."""
        meeting = await self._meetings.find(unit, timer.corp_id, timer.key)
        if meeting is not None:
            await self._tell(unit, meeting, None, now)
        await timers.cancel(unit, timer.corp_id, REMINDER, timer.key)

    async def on_resumed(self, unit: Writing, timer: Timer, now: datetime) -> None:
        """Remind people of a meeting that came from another server, and tell them nothing else of it.

        Whoever was told of it there knows it as it came.
        """
        now_is = await self._present(unit, timer)
        if now_is is None:
            return
        last = await self._repository.last(unit, timer.corp_id, timer.key)
        if last and last.news is None:
            self._repository.add(unit, timer.corp_id, last.news_id, News(before=Told(), now_is=now_is))
        self._remind_after(unit, now_is, moment(timer.due_at))

    async def on_reminder(self, unit: Writing, timer: Timer, now: datetime) -> None:
        """Remind people of every date whose time for that has come, and that is not over."""
        now_is = await self._present(unit, timer)
        if now_is is None:
            return
        since = moment(timer.due_at) - timedelta(microseconds=1)
        due = []
        while (found := self._next(now_is, since)) is not None and found.due <= now:
            since = found.due
            if found.occurrence.ends > now:
                due.append(found.occurrence)
        done = await self._deliveries.reminded(unit, now_is, [one.starts for one in due])
        if left := [one for one in due if one.starts not in done]:
            await self._remind(unit, now_is, left, now)
        self._remind_after(unit, now_is, since)

    async def _tell(self, unit: Writing, about: About, now_is: Invitation | None, now: datetime) -> None:
        last = await self._repository.last(unit, about.corp_id, about.meeting_id)
        told = last.news.told if last and last.news else Told()
        sequence = last.sequence + 1 if last else 0
        found = notices(told, now_is, sequence=sequence, now=now)
        news = News(before=told, now_is=now_is)
        if news.told == told:
            return
        news_id, place = self._ids.row(), (about.corp_id, about.meeting_id)
        self._repository.add(unit, about.corp_id, news_id, news)
        self._repository.set_last(unit, *place, news_id, news, now, sequence=sequence)
        lines = map(Line.of, found)
        self._deliveries.add(unit, about, news_id, lines, good_until=news.good_until, now=now)

    async def _remind(
        self, unit: Writing, now_is: Invitation, dates: Sequence[Occurrence], now: datetime
    ) -> None:
        last = await self._repository.last(unit, now_is.corp_id, now_is.meeting_id)
        sequence = last.sequence if last else 0
        if last and last.news and last.news.now_is == now_is:
            news_id = last.news_id
        else:
            news_id = self._ids.row()
            self._repository.add(unit, now_is.corp_id, news_id, News(before=Told(), now_is=now_is))
        for date in dates:
            lines = map(Line.of, reminders.reminding(now_is, date, sequence=sequence))
            self._deliveries.add(unit, now_is, news_id, lines, good_until=date.ends, now=now)

    def _remind_after(self, unit: Writing, now_is: Invitation, since: datetime) -> None:
        """Have the next reminder after that moment given in its time."""
        following = self._next(now_is, since)
        if following is not None:
            timers.put(unit, now_is.corp_id, REMINDER, now_is.meeting_id, following.due)

    def _next(self, now_is: Invitation, since: datetime) -> Reminder | None:
        days = now_is.series.rule.remind_days if now_is.series else 0
        if not (self._shortly or days) or not (now_is.send_notify or now_is.send_sms):
            return None
        return reminders.next_reminder(now_is, since=since, shortly=self._shortly)

    async def _present(self, unit: Writing, timer: Timer) -> Invitation | None:
        """The timer's meeting as its people are to know it now, for this unit alone; three statements.

        ``None`` when it is over for good.
        """
        try:
            held = await self._meetings.hold(unit, timer.corp_id, timer.key)
        except MeetingUnknown:
            return None
        meeting = held.meeting
        if meeting.state is State.DESTROYED:
            return None
        listed = await self._roster.listed(unit, meeting.corp_id, meeting.meeting_id)
        invited = [one.attendee for one in listed if not one.late]
        ids = {meeting.user_id, *(one.user_id for one in invited if one.user_id)}
        known = await self._directory.contacts(unit, meeting.corp_id, ids)
        return invitation(
            meeting,
            invited,
            scheduler=known.people.get(meeting.user_id)
            or Contact(user_id=meeting.user_id, name=meeting.scheduler),
            users=known.people,
            corp_name=known.corp_name,
            home=held.settings.time_zone,
        )
