"""Enterprises, their users, rooms and apps, and who is logged in."""

from __future__ import annotations

from dataclasses import dataclass

from convener.server.app.ground import Ground
from convener.server.areas.accounts.app_logins import AppLogins
from convener.server.areas.accounts.repository import AccountRepository
from convener.server.areas.accounts.service import AccountService
from convener.server.areas.accounts.sessions import Sessions
from convener.server.areas.accounts.token_repository import TokenRepository
from convener.server.areas.apps.repository import AppRepository
from convener.server.areas.apps.service import AppService
from convener.server.areas.corps.repository import CorpRepository
from convener.server.areas.corps.service import CorpService
from convener.server.areas.directory.repository import DirectoryRepository
from convener.server.areas.directory.service import DirectoryService
from convener.server.areas.history import retention
from convener.server.areas.resources.repository import ResourceRepository
from convener.server.areas.resources.service import ResourceService
from convener.server.areas.rooms.administration import RoomAdministration
from convener.server.areas.rooms.repository import RoomRepository
from convener.server.areas.rooms.reservation_repository import ReservationRepository
from convener.server.areas.rooms.service import RoomService
from convener.server.areas.users.repository import UserRepository
from convener.server.areas.users.service import UserService
from convener.server.passwords import Passwords


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Who there is, and what is theirs."""

    corps: CorpService
    resources: ResourceService
    users: UserService
    directory: DirectoryService
    apps: AppService
    rooms: RoomService
    room_administration: RoomAdministration
    passwords: Passwords
    sessions: Sessions
    accounts: AccountService
    app_logins: AppLogins


def build_people(ground: Ground) -> People:
    """Knows nothing of meetings."""
    ids, database = ground.ids, ground.database
    corps = CorpService(CorpRepository(), ids, founded=retention.begin)
    room_repository, reservations = RoomRepository(ground.vault), ReservationRepository()
    rooms = RoomService(room_repository, reservations, ids)
    users = UserService(UserRepository(), corps, rooms, ids)
    apps = AppService(AppRepository(ground.vault), ids)
    account_repository, passwords = AccountRepository(), Passwords(ground.clock)
    sessions = Sessions(TokenRepository(), account_repository, ids, ground.clock, database)
    return People(
        corps=corps,
        resources=ResourceService(ResourceRepository(), corps, rooms, ids),
        users=users,
        directory=DirectoryService(DirectoryRepository()),
        apps=apps,
        rooms=rooms,
        room_administration=RoomAdministration(room_repository, reservations, ids),
        passwords=passwords,
        sessions=sessions,
        accounts=AccountService(account_repository, sessions, users, passwords, database),
        app_logins=AppLogins(account_repository, sessions, apps, corps, users, database),
    )
