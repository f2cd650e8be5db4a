"""The data every run begins with: an enterprise, its people, and their coming meetings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from bench.work import Witness
from convener.domain.booking import Draft
from convener.domain.enterprise import EnterpriseSettings
from convener.domain.person import AdminType, Principal, UserType
from convener.server.areas.attendance.repository import AttendanceRepository
from convener.server.areas.attendance.service import AttendanceService
from convener.server.areas.corps.repository import CorpRepository
from convener.server.areas.corps.service import CorpService
from convener.server.areas.directory.repository import DirectoryRepository
from convener.server.areas.directory.service import DirectoryService
from convener.server.areas.history import retention
from convener.server.areas.history.repository import HistoryRepository
from convener.server.areas.history.service import HistoryService
from convener.server.areas.meetings import translate
from convener.server.areas.meetings.life import MeetingLife
from convener.server.areas.meetings.log import MeetingLog
from convener.server.areas.meetings.repository import MeetingRepository
from convener.server.areas.meetings.service import MeetingService
from convener.server.areas.recordings.file_repository import FileRepository
from convener.server.areas.recordings.repository import RecordingRepository
from convener.server.areas.recordings.service import RecordingService
from convener.server.areas.rooms.repository import RoomRepository
from convener.server.areas.rooms.reservation_repository import ReservationRepository
from convener.server.areas.rooms.service import RoomService
from convener.server.areas.roster.repository import RosterRepository
from convener.server.areas.roster.service import RosterService
from convener.server.areas.users.repository import UserRepository
from convener.server.areas.users.service import UserService
from convener.server.clock import Clock, SystemClock
from convener.server.ids import Ids
from convener.server.passwords import Passwords
from convener.server.storage import migrations
from convener.server.storage.database import Database, Reading, Writing
from convener.server.storage.opening import open_database
from convener.server.vault import Vault, key_in
from convener.wire.meetings import Attendee, ScheduleBody

PEOPLE = 20
VISITORS = 400
"""People who only log in: beyond 64 logins, each one ends the oldest."""
MEETINGS = 2000
PASSWORD = "Correct-horse-7"
WEEK = timedelta(days=7)

FIRST_NUMBER = 900_000_000


class PeopleIds(Ids):
    """No room has the number of a meeting."""

    def conference(self, *, unlike: str | None = None) -> str:
        while int(number := super().conference(unlike=unlike)) < FIRST_NUMBER + MEETINGS:
            continue
        return number


class CountingIds(Ids):
    """Meetings are numbered one after the other, so that a script can name them all."""

    def __init__(self) -> None:
        self._rows = self._conferences = -1

    def row(self) -> str:
        self._rows += 1
        return f"{self._rows:032d}"

    def conference(self, *, unlike: str | None = None) -> str:
        self._conferences += 1
        return str(FIRST_NUMBER + self._conferences)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What is in a database, and what the calls on it come down to."""

    data: Path
    url: str
    accounts: list[str]
    """Number ``n`` booked the meetings whose number leaves the rest ``n``."""
    visitors: list[str]
    """Accounts without meetings."""
    booking: Witness
    """Of one more meeting, which differs from others in ``booked`` only."""
    booked: tuple[str, str, str]
    """Its row's, its conference's and its holding's ID."""
    detail: Witness
    """A meeting's row and its invited list, as two selects: of ``detail_of``."""
    detail_of: str
    """The row's ID of meeting 0."""


async def make_world(data: Path, url: str) -> World:
    """Fill an empty database; ``data`` is the server's folder."""
    database = await open_database(url)
    await migrations.upgrade(database)
    try:
        return await _Maker(database, data, url).make()
    finally:
        await database.close()


class _Maker:
    def __init__(self, database: Database, data: Path, url: str) -> None:
        self._database = database
        self._data = data
        self._url = url
        self._clock: Clock = SystemClock()
        self._vault = Vault(key_in(data))
        self._roster = RosterService(RosterRepository(), DirectoryService(DirectoryRepository()))
        self._meetings = self._meeting_service()

    async def make(self) -> World:
        people = await self._people()
        for first in range(0, MEETINGS, 100):
            await self._database.write(partial(self._book, people, range(first, first + 100)))
        detail_of = f"{0:032d}"

        async def watch(unit: Reading) -> tuple[Witness, Witness, tuple[str, str, str]]:
            booking, detail, who = Witness(unit), Witness(unit), people[0]
            draft = self._draft(0, invite=False)
            made = (await self._meetings.book(booking, who, draft, self._clock.now())).meeting
            await self._meetings.find(detail, who.corp_id, detail_of)
            await self._roster.entries(detail, who.corp_id, detail_of)
            return booking, detail, (made.meeting_id, made.conference_id, made.conf_uuid)

        booking, detail, booked = await self._database.read(watch)
        return World(
            data=self._data,
            url=self._url,
            accounts=[person.account for person in people[:PEOPLE]],
            visitors=[person.account for person in people[PEOPLE:]],
            booking=booking,
            booked=booked,
            detail=detail,
            detail_of=detail_of,
        )

    async def _people(self) -> list[Principal]:
        ids, now = PeopleIds(), self._clock.now()
        corps = CorpService(CorpRepository(), ids, founded=retention.begin)
        users = UserService(UserRepository(), corps, self._rooms(ids), ids)
        password_hash = await Passwords(self._clock).hash(PASSWORD)

        async def add(unit: Writing) -> list[Principal]:
            corp_id = await corps.add(unit, name="Acme", now=now)
            return [
                await self._person(unit, users, corp_id, n, password_hash) for n in range(PEOPLE + VISITORS)
            ]

        return await self._database.write(add)

    async def _person(
        self, unit: Writing, users: UserService, corp_id: str, n: int, password_hash: str
    ) -> Principal:
        user = await users.add(
            unit,
            corp_id,
            name=f"Person {n}",
            account=f"person{n}@acme",
            now=self._clock.now(),
            password_hash=password_hash,
        )
        return Principal(
            corp_id=corp_id,
            corp_name="Acme",
            settings=EnterpriseSettings(),
            user_id=user.user_id,
            account=user.account,
            third_account=None,
            name=user.name,
            sip_number=user.sip_number,
            app_id=None,
            user_type=UserType.ENTERPRISE_USER,
            admin_type=AdminType.NONE,
        )

    def _meeting_service(self) -> MeetingService:
        ids = CountingIds()
        rooms, repository = self._rooms(ids), MeetingRepository(self._vault)
        attendance = AttendanceService(AttendanceRepository())
        history = HistoryService(HistoryRepository(self._vault), self._roster, attendance)
        log = MeetingLog(repository)
        corps = CorpService(CorpRepository(), ids, founded=retention.begin)
        recordings = RecordingService(RecordingRepository(), FileRepository(), history, corps, _unheard)
        life = MeetingLife(
            repository, self._roster, rooms, history, attendance, recordings, log, ids, expect=_unheard
        )
        return MeetingService(repository, self._roster, rooms, life, log, ids)

    def _rooms(self, ids: Ids) -> RoomService:
        return RoomService(RoomRepository(self._vault), ReservationRepository(), ids)

    async def _book(self, people: list[Principal], numbers: Iterable[int], unit: Writing) -> None:
        for n in numbers:
            await self._meetings.book(unit, people[n % PEOPLE], self._draft(n), self._clock.now())

    def _draft(self, n: int, *, invite: bool = True) -> Draft:
        guests = [Attendee(phone=f"+86755{n:06}{guest}", name=f"Guest {guest}") for guest in range(3)]
        body = booking_body(self._clock, n)
        body.attendees = guests if invite else None
        return translate.draft(body, EnterpriseSettings())


def _unheard(due: datetime) -> None:
    """Nobody waits for timers here."""


def booking_body(clock: Clock, n: int) -> ScheduleBody:
    """What clients send to book a meeting without invitees in a week or two."""
    start = clock.now() + WEEK + timedelta(minutes=n % 2000)
    return ScheduleBody(
        subject=f"Weekly review {n:04}",
        start_time=f"{start:%Y-%m-%d %H:%M}",
        length=60,
        media_types="HDVideo,Data,Voice",
        time_zone_id="56",
    )
