"""Calendars to subscribe to: the meetings of one user, under an address that is a secret."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from email.utils import parseaddr

import msgspec
from msgspec import Struct

from convener.domain.invitations import Contact, Invitee, invitation
from convener.domain.person import Principal
from convener.server.areas.calendars.repository import CalendarRepository, Currency, Owner
from convener.server.areas.meetings.lists import ListService, OwnMeeting
from convener.server.clock import Clock
from convener.server.ids import Ids
from convener.server.letters import calendar
from convener.server.letters.calendar import Entry
from convener.server.storage.database import Database, Reading, Writing

MOST = 500
"""Meetings in one calendar, the next ones."""

_SECRET = re.compile(r"[0-9a-f]{48}")


class Feed(Struct, frozen=True):
    """A calendar; ``content`` is ``None`` for a reader who has it already."""

    tag: str
    content: bytes | None


class CalendarService:
    """The calendar feeds of all users."""

    def __init__(
        self,
        repository: CalendarRepository,
        lists: ListService,
        ids: Ids,
        clock: Clock,
        database: Database,
        *,
        sender: str,
    ) -> None:
        self._repository = repository
        self._lists = lists
        self._ids = ids
        self._clock = clock
        self._database = database
        self._sender = parseaddr(sender)[1]

    async def created(self, unit: Reading, who: Principal) -> datetime | None:
        """When the caller's address was made; ``None`` where there is none."""
        return await self._repository.created(unit, who.corp_id, who.user_id)

    async def rotate(self, unit: Writing, who: Principal, now: datetime) -> str:
        """The secret of a new address of the caller's; the old one is none any more."""
        secret = self._ids.link()
        await self._repository.drop(unit, who.corp_id, who.user_id)
        self._repository.add(unit, who.corp_id, who.user_id, secret, now)
        return secret

    async def revoke(self, unit: Writing, who: Principal) -> None:
        await self._repository.drop(unit, who.corp_id, who.user_id)

    async def feed(self, secret: str, *, known: str, origin: str) -> Feed | None:
        """The calendar with this secret; ``known`` is what the reader sent as ``If-None-Match``.

        Its links lead to ``origin``.
        Three statements, whatever it holds. ``None`` for a secret that is nobody's.
        """
        if not _SECRET.fullmatch(secret):
            return None
        now = self._clock.now()

        async def read(unit: Reading) -> tuple[Owner, list[OwnMeeting], dict[str, Currency]] | None:
            owner = await self._repository.owner(unit, secret)
            if owner is None:
                return None
            found = await self._lists.of_user(unit, owner.corp_id, owner.user_id, now, most=MOST)
            ids = [one.meeting.meeting_id for one in found]
            return owner, found, await self._repository.currencies(unit, owner.corp_id, ids)

        read_ = await self._database.read(read)
        if read_ is None:
            return None
        owner, found, current = read_
        tag = _tag(owner, found, current, origin)
        if tag in known:
            return Feed(tag, None)
        return Feed(tag, await asyncio.to_thread(self._content, owner, found, current, origin))

    def _content(
        self, owner: Owner, found: Sequence[OwnMeeting], current: dict[str, Currency], origin: str
    ) -> bytes:
        entries = list(_entries(owner, found, current))
        return calendar.feed(entries, name=owner.name, origin=origin, sender=self._sender)


def _entries(owner: Owner, found: Sequence[OwnMeeting], current: dict[str, Currency]) -> Iterator[Entry]:
    for one in found:
        meeting = one.meeting
        last = current[meeting.meeting_id]
        scheduler = Contact(user_id=meeting.user_id, name=meeting.scheduler)
        yield Entry(
            invitation=invitation(
                meeting, one.people, scheduler=scheduler, users={}, corp_name=owner.corp_name
            ),
            reader=Invitee(key=owner.user_id, name=owner.name, user_id=owner.user_id, host=one.host),
            sequence=last.number,
            stamp=last.at,
        )


def _tag(owner: Owner, found: Sequence[OwnMeeting], current: dict[str, Currency], origin: str) -> str:
    """Differs whenever the calendar would: made from what it is made from, without making it."""
    parts = msgspec.json.encode((owner, found, current, origin))
    return f'"{hashlib.blake2b(parts, digest_size=12).hexdigest()}"'
