"""The composition root: every object of a running server is built here, and only here."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Self

from convener import __version__
from convener.domain.delivery import kept
from convener.domain.notices import Channel
from convener.server import vault as vaults
from convener.server.areas.accounts.app_logins import AppLogins
from convener.server.areas.accounts.repository import AccountRepository
from convener.server.areas.accounts.routes import AccountRoutes
from convener.server.areas.accounts.service import AccountService
from convener.server.areas.accounts.sessions import Sessions
from convener.server.areas.accounts.token_repository import TokenRepository
from convener.server.areas.apps.repository import AppRepository
from convener.server.areas.apps.service import AppService
from convener.server.areas.attendance.repository import AttendanceRepository
from convener.server.areas.attendance.service import AttendanceService
from convener.server.areas.calendars.repository import CalendarRepository
from convener.server.areas.calendars.routes import CalendarRoutes
from convener.server.areas.calendars.service import CalendarService
from convener.server.areas.clock.routes import ClockRoutes
from convener.server.areas.clock.service import ClockService
from convener.server.areas.corps.repository import CorpRepository
from convener.server.areas.corps.service import CorpService
from convener.server.areas.deliveries.carrying import Carrier
from convener.server.areas.deliveries.outbox_repository import OutboxRepository
from convener.server.areas.deliveries.postman import Postman
from convener.server.areas.deliveries.repository import DeliveryRepository
from convener.server.areas.deliveries.routes import DeliveryRoutes
from convener.server.areas.deliveries.service import DeliveryService
from convener.server.areas.deliveries.sms import GatewayCarrier, LogCarrier
from convener.server.areas.deliveries.smtp import SmtpCarrier
from convener.server.areas.directory.repository import DirectoryRepository
from convener.server.areas.directory.service import DirectoryService
from convener.server.areas.history import retention
from convener.server.areas.history.change_log import ChangeLog
from convener.server.areas.history.repository import HistoryRepository
from convener.server.areas.history.retention import RetentionService
from convener.server.areas.history.retention_repository import RetentionRepository
from convener.server.areas.history.routes import AuditRoutes
from convener.server.areas.history.service import HistoryService
from convener.server.areas.invitations.author import Author
from convener.server.areas.invitations.repository import InvitationRepository
from convener.server.areas.invitations.service import REMINDER, InvitationService
from convener.server.areas.joining.repository import JoinRepository
from convener.server.areas.joining.routes import JoinRoutes
from convener.server.areas.joining.service import JoinService
from convener.server.areas.lab.lab import Lab
from convener.server.areas.lab.seeding import Hands, Seeder
from convener.server.areas.live.repository import LiveRepository
from convener.server.areas.live.routes import LiveRoutes
from convener.server.areas.live.service import LiveService
from convener.server.areas.meetings.change_routes import ChangeRoutes
from convener.server.areas.meetings.changing import ChangeService
from convener.server.areas.meetings.history_routes import HistoryRoutes
from convener.server.areas.meetings.life import TIMER, MeetingLife
from convener.server.areas.meetings.list_repository import ListRepository
from convener.server.areas.meetings.list_routes import ListRoutes
from convener.server.areas.meetings.lists import ListService
from convener.server.areas.meetings.log import CALLED_OFF, NEWS, RESUMED, MeetingLog
from convener.server.areas.meetings.preview_routes import PreviewRoutes
from convener.server.areas.meetings.previewing import PreviewService
from convener.server.areas.meetings.repository import MeetingRepository
from convener.server.areas.meetings.routes import MeetingRoutes
from convener.server.areas.meetings.service import MeetingService
from convener.server.areas.moving.service import MovingService
from convener.server.areas.recordings.file_repository import FileRepository
from convener.server.areas.recordings.intake import Intake
from convener.server.areas.recordings.links import PATH as RECORDINGS
from convener.server.areas.recordings.links import PURPOSE, Links
from convener.server.areas.recordings.removal import Removal
from convener.server.areas.recordings.repository import RecordingRepository
from convener.server.areas.recordings.routes import RecordingRoutes
from convener.server.areas.recordings.service import TIMER as RECORDING_TIMER
from convener.server.areas.recordings.service import RecordingService
from convener.server.areas.recordings.translate import Replies
from convener.server.areas.recordings.watching import Watching
from convener.server.areas.resources.repository import ResourceRepository
from convener.server.areas.resources.routes import ResourceRoutes
from convener.server.areas.resources.service import ResourceService
from convener.server.areas.rooms.administration import RoomAdministration
from convener.server.areas.rooms.repository import RoomRepository
from convener.server.areas.rooms.reservation_repository import ReservationRepository
from convener.server.areas.rooms.routes import RoomRoutes
from convener.server.areas.rooms.service import RoomService
from convener.server.areas.roster.repository import RosterRepository
from convener.server.areas.roster.service import RosterService
from convener.server.areas.statistics.repository import StatisticsRepository
from convener.server.areas.statistics.routes import StatisticsRoutes
from convener.server.areas.statistics.service import StatisticsService
from convener.server.areas.users.repository import UserRepository
from convener.server.areas.users.service import UserService
from convener.server.clock import Clock, SystemClock, VirtualClock
from convener.server.http import calendar, openapi
from convener.server.http.api import Api, App
from convener.server.http.binder import bind
from convener.server.http.files import files as serve
from convener.server.http.pages import pages
from convener.server.ids import Ids
from convener.server.jobs import sweeper
from convener.server.jobs.wakeups import Wakeups
from convener.server.jobs.worker import Worker
from convener.server.passwords import Passwords
from convener.server.push import endpoint
from convener.server.push.endpoint import PushEndpoint
from convener.server.push.hub import Hub
from convener.server.settings import Settings
from convener.server.storage import migrations
from convener.server.storage.database import Database
from convener.server.storage.files import FileStore, open_files
from convener.server.storage.opening import open_database
from convener.server.vault import Vault
from convener.wire.base import OPERATIONS

NOBODY = "convener <convener@localhost>"
"""Who mails in the outbox are from, as long as no server is configured for them."""


@dataclass(kw_only=True)
class Application:
    """The parts of a server that others hold on to. Entering starts its background work."""

    settings: Settings
    clock: Clock
    ids: Ids
    database: Database
    vault: Vault
    corps: CorpService
    users: UserService
    apps: AppService
    rooms: RoomService
    live: LiveService
    meetings: MeetingService
    history: HistoryService
    recordings: RecordingService
    intake: Intake
    removal: Removal
    room_administration: RoomAdministration
    moving: MovingService
    sessions: Sessions
    passwords: Passwords
    worker: Worker
    postman: Postman
    hub: Hub
    api: App
    lab: Lab | None
    """On a virtual clock only."""
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def start(self) -> None:
        """Begin running timers and looking for facts to push."""
        if self.lab is not None:
            await self.lab.service.remember()
        await self.database.write(lambda unit: sweeper.begin(unit, self.clock.now()))
        running = (self.worker.run(), self.postman.run(), self.hub.run(), self.removal.run())
        self._tasks = [asyncio.create_task(each) for each in running]

    async def close(self) -> None:
        """Stop the background work and let go of the database."""
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await self.database.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


class Doorkeeper:
    """Access tokens are known to the accounts, control tokens to the running meetings."""

    def __init__(self, sessions: Sessions, live: LiveService) -> None:
        self.principal = sessions.principal
        self.session = live.session


async def compose(settings: Settings, *, clock: Clock | None = None, ids: Ids | None = None) -> Application:
    """Open the database, bring its schema up to date and build the server on it.

    Raises ``SchemaTooNew``, or what the database's driver raises when it cannot be reached.
    """
    clock, ids = clock or SystemClock(), ids or Ids()
    wakeups = Wakeups()
    database = await open_database(settings.database, committed=wakeups.committed)
    try:
        await migrations.upgrade(database)
        return _build(settings, clock, ids, database, wakeups)
    except BaseException:
        await database.close()
        raise


def _build(settings: Settings, clock: Clock, ids: Ids, database: Database, wakeups: Wakeups) -> Application:
    vault = Vault(_key(settings))
    worker = Worker(database, clock)

    room_repository, reservations = RoomRepository(vault), ReservationRepository()
    rooms = RoomService(room_repository, reservations, ids)
    room_administration = RoomAdministration(room_repository, reservations, ids)
    corps = CorpService(CorpRepository(), ids, founded=retention.begin)
    users = UserService(UserRepository(), corps, rooms, ids)
    apps = AppService(AppRepository(vault), ids)
    account_repository, passwords = AccountRepository(), Passwords(clock)
    sessions = Sessions(TokenRepository(), account_repository, ids, clock, database)
    accounts = AccountService(account_repository, sessions, users, passwords, database)
    app_logins = AppLogins(account_repository, sessions, apps, corps, users, database)

    directory = DirectoryService(DirectoryRepository())
    roster = RosterService(RosterRepository(), directory)
    meeting_repository = MeetingRepository(vault)
    attendance = AttendanceService(AttendanceRepository())
    history_repository = HistoryRepository(vault)
    history = HistoryService(history_repository, roster, attendance)
    recording_repository, files, store = RecordingRepository(), FileRepository(), open_store(settings)
    recordings = RecordingService(recording_repository, files, history, corps, worker.expect)
    intake = Intake(recording_repository, files, history, store, ids, clock, database)
    removal = Removal(files, store, clock, database)
    links = Links(vault.key_for(PURPOSE))
    log = MeetingLog(meeting_repository)
    life = MeetingLife(
        meeting_repository, roster, rooms, history, attendance, recordings, log, ids, worker.expect
    )
    meetings = MeetingService(meeting_repository, roster, rooms, life, log, ids)
    changes = ChangeService(meeting_repository, roster, rooms, life, ids)
    lists = ListService(ListRepository(meeting_repository), attendance)
    live = LiveService(LiveRepository(), meetings, roster, attendance, ids, clock, database)

    carriers = _carriers(settings)
    names = timedelta(days=settings.attendance_days) if settings.attendance_days else None
    delivery_repository = DeliveryRepository(kept=kept(names))
    invitation_repository = InvitationRepository(vault, kept=kept(names))
    deliveries = DeliveryService(delivery_repository, OutboxRepository(), ids, carried=carriers.keys())
    author = Author(
        invitation_repository, database, origin=settings.origin, sender=settings.smtp_from or NOBODY
    )
    postman = Postman(delivery_repository, carriers, author.written, ids, clock, database)
    invitations = InvitationService(
        invitation_repository,
        meetings,
        roster,
        directory,
        deliveries,
        ids,
        shortly=timedelta(minutes=settings.remind_minutes),
    )

    calendars = CalendarService(CalendarRepository(), lists, ids, clock, database, sender=author.sender)

    moving = MovingService(corps, meetings, vault, ids, founded=retention.begin)
    joining = JoinService(JoinRepository(), meetings, rooms, ids, database)
    resources = ResourceService(ResourceRepository(), corps, rooms, ids)
    statistics = StatisticsService(StatisticsRepository(), meetings, corps, recordings)
    watching = Watching(
        recording_repository,
        files,
        history,
        links,
        store,
        clock,
        database,
        principal=sessions.principal,
    )

    worker.handle(TIMER, life.on_timer)
    worker.handle(NEWS, invitations.on_news)
    worker.handle(CALLED_OFF, invitations.on_called_off)
    worker.handle(RESUMED, invitations.on_resumed)
    worker.handle(REMINDER, invitations.on_reminder)
    worker.handle(RECORDING_TIMER, recordings.on_timer)
    worker.handle(sweeper.TIMER, sweeper.on_timer)
    worker.afterwards(postman.wake)
    forgetting = RetentionService(RetentionRepository(history_repository), corps, attendance, names=names)
    worker.handle(retention.TIMER, forgetting.on_timer)
    hub = Hub(database, clock, live)
    wakeups.listen(hub.committed)
    meeting_routes = MeetingRoutes(meetings)
    areas = [
        AccountRoutes(accounts, app_logins, sessions),
        ClockRoutes(ClockService(clock, [worker, postman])),
        LiveRoutes(live),
        meeting_routes,
        ChangeRoutes(changes),
        PreviewRoutes(PreviewService(meeting_repository, roster, rooms)),
        ListRoutes(lists),
        HistoryRoutes(history),
        RecordingRoutes(recordings, Replies(links, ids)),
        AuditRoutes(history, ChangeLog(history_repository)),
        RoomRoutes(room_administration, users, meetings),
        JoinRoutes(joining),
        ResourceRoutes(resources),
        StatisticsRoutes(statistics),
        DeliveryRoutes(deliveries, author.written),
        CalendarRoutes(calendars),
    ]
    lab = None
    if isinstance(clock, VirtualClock):
        hands = Hands(meeting_routes, hash=passwords.hash, token=sessions.open_for)
        seeder = Seeder(corps, users, apps, rooms, hands, database)
        lab = Lab(database, clock, seeder, forget=sessions.forget)
        areas.append(lab.routes)
    endpoints = bind(*areas)
    served = {each.operation.name for each in endpoints}
    beside = pages(lambda: _document(served), ready=database.healthy)
    folders: dict[str, App] = {
        RECORDINGS: serve(watching.find),
        calendar.FOLDER: calendar.feeds(calendars, public_url=settings.public_url),
    }
    api: App = Api(
        endpoints,
        database=database,
        clock=clock,
        doorkeeper=Doorkeeper(sessions, live),
        public_url=settings.public_url,
        pages=beside,
        folders=folders,
        sockets={endpoint.PATH: PushEndpoint(live, hub, clock, public_url=settings.public_url)},
    )
    if lab is not None:
        api = lab.door(api, pages=beside, folders=folders)
    return Application(
        settings=settings,
        clock=clock,
        ids=ids,
        database=database,
        vault=vault,
        corps=corps,
        users=users,
        apps=apps,
        rooms=rooms,
        live=live,
        meetings=meetings,
        history=history,
        recordings=recordings,
        intake=intake,
        removal=removal,
        room_administration=room_administration,
        moving=moving,
        sessions=sessions,
        passwords=passwords,
        worker=worker,
        postman=postman,
        hub=hub,
        api=api,
        lab=lab,
    )


def _carriers(settings: Settings) -> dict[Channel, Carrier]:
    """What the settings name; a channel without one is held."""
    found: dict[Channel, Carrier] = {}
    if settings.mail_server is not None:
        found[Channel.MAIL] = SmtpCarrier(settings.mail_server)
    if settings.sms_url is not None:
        found[Channel.TEXT] = GatewayCarrier(settings.gateway) if settings.gateway else LogCarrier()
    return found


def open_store(settings: Settings) -> FileStore:
    """Where large files are kept."""
    return open_files(settings.recordings_at, endpoint=settings.s3_endpoint, region=settings.s3_region)


def _document(served: Collection[str]) -> dict[str, object]:
    operations = (each for name, each in OPERATIONS.items() if name in served)
    return openapi.document(operations, title="convener", version=__version__)


def _key(settings: Settings) -> bytes:
    if settings.secret_key:
        return bytes.fromhex(settings.secret_key)
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    return vaults.key_in(settings.data)
