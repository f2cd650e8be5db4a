"""Seeds: an enterprise with its people, apps and meetings in one call."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol

from convener.domain.accounts import App, AppKind, Corp, User, login_name
from convener.domain.meeting import Room
from convener.domain.person import AdminType, Principal, UserType
from convener.server.areas.apps.service import AppService
from convener.server.areas.corps.service import CorpService
from convener.server.areas.rooms.service import RoomService
from convener.server.areas.users.service import UserService
from convener.server.http.answers import Refused
from convener.server.http.call import Call
from convener.server.storage.database import Database, Reading, Writing
from convener.wire import errors
from convener.wire.lab import Seed, SeedApp, Seeded, SeededApp, SeededUser, SeedMeeting, SeedUser
from convener.wire.meetings import ConferenceInfo, CreateMeeting, CreateRecurringMeeting

MOST_HASHES = 100


class Books(Protocol):
    """The handlers of bookings."""

    async def create_meeting(self, request: CreateMeeting, call: Call[Writing]) -> list[ConferenceInfo]: ...

    async def create_recurring_meeting(
        self, request: CreateRecurringMeeting, call: Call[Writing]
    ) -> list[ConferenceInfo]: ...


@dataclass(frozen=True, slots=True)
class Hands:
    """What a seed is planted with besides services: what other areas do without being one."""

    meetings: Books
    hash: Callable[[str], Awaitable[str]] = field(kw_only=True)
    token: Callable[[User], Awaitable[str]] = field(kw_only=True)


class Planted(NamedTuple):
    corp: Corp
    users: list[User]
    apps: list[App]
    meetings: list[ConferenceInfo]


class Seeder:
    """Plants seeds."""

    def __init__(
        self,
        corps: CorpService,
        users: UserService,
        apps: AppService,
        rooms: RoomService,
        hands: Hands,
        database: Database,
    ) -> None:
        self._corps = corps
        self._users = users
        self._apps = apps
        self._rooms = rooms
        self._hands = hands
        self._database = database
        self._hashes: dict[str, str] = {}

    async def plant(self, seed: Seed, *, now: datetime, origin: str) -> Seeded:
        """Create what the seed describes: all of it, or nothing when something is refused."""
        _check_unlike(seed)
        hashes = await self._hashed({user.password for user in seed.users})

        async def plant(unit: Writing) -> Planted:
            corp = await self._corp(unit, seed, now)
            users = await self._people(unit, corp, seed.users, hashes, now)
            apps = [await self._app(unit, corp, app, now) for app in seed.apps]
            who = {user.account: _principal(user, corp) for user in users}
            call = Call(unit=unit, now=now, origin=origin, client="")
            return Planted(corp, users, apps, [await self._book(one, who, call) for one in seed.meetings])

        planted = await self._database.write(plant)
        rooms = await self._database.read(lambda unit: self._personal_rooms(unit, planted))
        tokens = await asyncio.gather(*map(self._hands.token, planted.users))
        return _told(seed, planted, rooms, tokens)

    async def _personal_rooms(self, unit: Reading, planted: Planted) -> list[Room]:
        """Read afterwards: they are written with the commit."""
        found = [
            await self._rooms.of_user(unit, planted.corp.corp_id, user.user_id) for user in planted.users
        ]
        return [rooms[0] for rooms in found]

    async def _hashed(self, passwords: set[str]) -> Mapping[str, str]:
        """The hashes of passwords; those met before cost nothing, since tests use the same again."""
        missing = [each for each in passwords if each not in self._hashes]
        found = dict(zip(missing, await asyncio.gather(*map(self._hands.hash, missing)), strict=True))
        known = {each: self._hashes[each] for each in passwords - found.keys()}
        if len(self._hashes) + len(found) <= MOST_HASHES:
            self._hashes |= found
        return known | found

    async def _corp(self, unit: Writing, seed: Seed, now: datetime) -> Corp:
        if seed.provider_id and await self._corps.find(unit, seed.provider_id) is None:
            raise Refused(errors.PARAMETER_VERIFIED_FAIL, f"there is no enterprise {seed.provider_id!r}")
        corp_id = await self._corps.add(unit, name=seed.name, now=now, provider_id=seed.provider_id or None)
        corp = await self._corps.find(unit, corp_id)
        assert corp is not None
        return corp

    async def _people(
        self, unit: Writing, corp: Corp, people: list[SeedUser], hashes: Mapping[str, str], now: datetime
    ) -> list[User]:
        made: list[User] = []
        first_admin = next((each for each in people if each.admin or each.provider_admin), None)
        for each in people:
            admin = AdminType.DEFAULT if each is first_admin else AdminType.ORDINARY
            user = await self._users.add(
                unit,
                corp.corp_id,
                account=each.account,
                name=each.name or each.account,
                third_account=each.third_account or None,
                email=each.email or None,
                phone=each.phone or None,
                user_type=UserType.PROVIDER_ADMIN if each.provider_admin else UserType.ENTERPRISE_USER,
                admin_type=admin if each.admin or each.provider_admin else AdminType.NONE,
                password_hash=hashes[each.password],
                now=now,
            )
            made.append(user)
        return made

    async def _app(self, unit: Writing, corp: Corp, app: SeedApp, now: datetime) -> App:
        if app.app_id and await self._apps.find(unit, app.app_id) is not None:
            raise Refused(errors.PARAMETER_VERIFIED_FAIL, f"there is an app {app.app_id!r} already")
        kind = AppKind.PROVIDER if app.provider else AppKind.ENTERPRISE
        return await self._apps.add(
            unit, corp.corp_id, name=app.name, app_id=app.app_id, key=app.key, kind=kind, now=now
        )

    async def _book(
        self, meeting: SeedMeeting, who: Mapping[str, Principal], call: Call[Writing]
    ) -> ConferenceInfo:
        if meeting.by not in who:
            raise Refused(errors.PARAMETER_VERIFIED_FAIL, f"meetings: no user of the seed is {meeting.by!r}")
        call.caller = who[meeting.by]
        if meeting.recurring:
            series = CreateRecurringMeeting(body=meeting.booking)
            [info] = await self._hands.meetings.create_recurring_meeting(series, call)
        else:
            [info] = await self._hands.meetings.create_meeting(CreateMeeting(body=meeting.booking), call)
        return info


def _check_unlike(seed: Seed) -> None:
    """Look for names that are given twice: in the database they would be seen too late."""
    logins = [name for user in seed.users for name in (user.account, user.phone, user.email) if name]
    thirds = [user.third_account for user in seed.users if user.third_account]
    for what, names in (
        ("users: account, phone or email", [login_name(each) for each in logins]),
        ("users: thirdAccount", thirds),
        ("apps: appId", [app.app_id for app in seed.apps if app.app_id]),
    ):
        if twice := [name for name, count in Counter(names).items() if count > 1]:
            raise Refused(errors.PARAMETER_VERIFIED_FAIL, f"{what}: {twice[0]!r} is there twice")


def _principal(user: User, corp: Corp) -> Principal:
    return Principal(
        corp_id=corp.corp_id,
        corp_name=corp.name,
        settings=corp.settings,
        user_id=user.user_id,
        account=user.account,
        third_account=user.third_account,
        name=user.name,
        sip_number=user.sip_number,
        app_id=None,
        user_type=user.user_type,
        admin_type=user.admin_type,
        email=user.email,
    )


def _told(seed: Seed, planted: Planted, rooms: list[Room], tokens: list[str]) -> Seeded:
    return Seeded(
        enterprise_id=planted.corp.corp_id,
        name=planted.corp.name,
        users=[
            SeededUser(
                account=user.account,
                name=user.name,
                password=given.password,
                user_id=user.user_id,
                number=user.sip_number,
                third_account=user.third_account,
                token=token,
                room_id=room.room_id,
                room_number=room.number,
            )
            for given, user, room, token in zip(seed.users, planted.users, rooms, tokens, strict=True)
        ],
        apps=[SeededApp(name=app.name, app_id=app.app_id, key=app.key) for app in planted.apps],
        meetings=planted.meetings,
    )
