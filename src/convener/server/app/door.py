"""Where clients come in: the operations that are served, the pages beside them, the event stream."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from convener import __version__
from convener.server.app.ground import Ground
from convener.server.app.meetings import Meetings
from convener.server.app.messages import Messages
from convener.server.app.people import People
from convener.server.app.records import Records
from convener.server.areas.accounts.routes import AccountRoutes
from convener.server.areas.accounts.sessions import Sessions
from convener.server.areas.calendars.routes import CalendarRoutes
from convener.server.areas.clock.routes import ClockRoutes
from convener.server.areas.clock.service import ClockService
from convener.server.areas.deliveries.routes import DeliveryRoutes
from convener.server.areas.history.routes import AuditRoutes
from convener.server.areas.joining.routes import JoinRoutes
from convener.server.areas.lab.lab import Lab
from convener.server.areas.lab.seeding import Hands, Seeder
from convener.server.areas.live.routes import LiveRoutes
from convener.server.areas.live.service import LiveService
from convener.server.areas.meetings.change_routes import ChangeRoutes
from convener.server.areas.meetings.history_routes import HistoryRoutes
from convener.server.areas.meetings.list_routes import ListRoutes
from convener.server.areas.meetings.preview_routes import PreviewRoutes
from convener.server.areas.meetings.routes import MeetingRoutes
from convener.server.areas.recordings.links import PATH as RECORDINGS
from convener.server.areas.recordings.routes import RecordingRoutes
from convener.server.areas.recordings.translate import Replies
from convener.server.areas.resources.routes import ResourceRoutes
from convener.server.areas.rooms.routes import RoomRoutes
from convener.server.areas.statistics.routes import StatisticsRoutes
from convener.server.clock import VirtualClock
from convener.server.http import calendar, openapi
from convener.server.http.api import Api, App
from convener.server.http.binder import bind
from convener.server.http.files import files
from convener.server.http.pages import pages
from convener.server.push import endpoint
from convener.server.push.endpoint import PushEndpoint
from convener.server.push.hub import Hub
from convener.wire.base import OPERATIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """The application that a web server runs."""

    api: App
    hub: Hub
    lab: Lab | None
    """On a virtual clock only."""


class Doorkeeper:
    """Access tokens are known to the accounts, control tokens to the running meetings."""

    def __init__(self, sessions: Sessions, live: LiveService) -> None:
        self.principal = sessions.principal
        self.session = live.session


def build_door(
    ground: Ground, people: People, records: Records, meetings: Meetings, messages: Messages
) -> Door:
    settings, clock, database, live = ground.settings, ground.clock, ground.database, meetings.live
    hub = Hub(database, clock, live)
    ground.wakeups.listen(hub.committed)
    routes = _routes(ground, people, records, meetings, messages)
    lab = _lab(ground, people, meetings)
    endpoints = bind(*routes, *([lab.routes] if lab else []))
    served = {each.operation.name for each in endpoints}
    beside = pages(lambda: _document(served), ready=database.healthy)
    folders: dict[str, App] = {
        RECORDINGS: files(records.watching.find),
        calendar.FOLDER: calendar.feeds(messages.calendars, public_url=settings.public_url),
    }
    api: App = Api(
        endpoints,
        database=database,
        clock=clock,
        doorkeeper=Doorkeeper(people.sessions, live),
        public_url=settings.public_url,
        pages=beside,
        folders=folders,
        sockets={endpoint.PATH: PushEndpoint(live, hub, clock, public_url=settings.public_url)},
    )
    if lab is not None:
        api = lab.door(api, pages=beside, folders=folders)
    return Door(api=api, hub=hub, lab=lab)


def _routes(
    ground: Ground, people: People, records: Records, meetings: Meetings, messages: Messages
) -> list[object]:
    """Every operation's handler, but those of a virtual clock's server."""
    return [
        AccountRoutes(people.accounts, people.app_logins, people.sessions),
        ResourceRoutes(people.resources),
        RoomRoutes(people.room_administration, people.users, meetings.meetings),
        MeetingRoutes(meetings.meetings),
        ChangeRoutes(meetings.changes),
        PreviewRoutes(meetings.previews),
        ListRoutes(meetings.lists),
        LiveRoutes(meetings.live),
        JoinRoutes(meetings.joining),
        StatisticsRoutes(meetings.statistics),
        HistoryRoutes(records.history),
        AuditRoutes(records.history, records.change_log),
        RecordingRoutes(records.recordings, Replies(records.links, ground.ids)),
        DeliveryRoutes(messages.deliveries, messages.author.written),
        CalendarRoutes(messages.calendars),
        ClockRoutes(ClockService(ground.clock, [ground.worker, messages.postman])),
    ]


def _lab(ground: Ground, people: People, meetings: Meetings) -> Lab | None:
    """What a server for tests has besides."""
    if not isinstance(ground.clock, VirtualClock):
        return None
    sessions, hash = people.sessions, people.passwords.hash
    hands = Hands(MeetingRoutes(meetings.meetings), hash=hash, token=sessions.open_for)
    seeder = Seeder(people.corps, people.users, people.apps, people.rooms, hands, ground.database)
    return Lab(ground.database, ground.clock, seeder, forget=sessions.forget)


def _document(served: Collection[str]) -> dict[str, object]:
    operations = (each for name, each in OPERATIONS.items() if name in served)
    return openapi.document(operations, title="convener", version=__version__)
