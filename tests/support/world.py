"""A server with people and a meeting, and a request that succeeds for every operation."""

from __future__ import annotations

import json
import uuid
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import msgspec

from convener.client import exchange
from convener.client.credentials import basic
from convener.client.exchange import Incoming
from convener.domain.meeting import RoomMode
from convener.domain.person import AdminType, UserType
from convener.domain.proofs import signed
from convener.domain.rooms import PACKAGES
from convener.server.app import Application
from convener.server.clock import VirtualClock
from convener.wire.audit import ExportAttendance, ListMeetingChanges, ShowAttendance
from convener.wire.base import Auth, Operation, Place, Request
from convener.wire.calendar import RevokeCalendarFeed, RotateCalendarFeed, ShowCalendarFeed
from convener.wire.changes import (
    CancelMeeting,
    CancelRecurringMeeting,
    CancelRecurringSubMeeting,
    OccurrenceBody,
    OccurrenceIds,
    UpdateMeeting,
    UpdateRecurringMeeting,
    UpdateRecurringSubMeeting,
)
from convener.wire.control import (
    CreateConfToken,
    CreateWebSocketToken,
    DeleteAttendees,
    DeleteAttendeesBody,
    DeletedAttendee,
    InviteBody,
    Invitee,
    InviteParticipant,
)
from convener.wire.convener import AdvanceClock, ClockAdvance, ClockTime, SetClock, ShowClock
from convener.wire.deliveries import (
    ListDeliveries,
    Retriable,
    RetryChoice,
    RetryDeliveries,
    RetryDelivery,
    ShowDelivery,
)
from convener.wire.history import (
    LAST_MILLISECOND,
    SearchAttendanceRecordsOfHisMeeting,
    SearchCtlRecordsOfHisMeeting,
    SearchHisMeetings,
    ShowHisMeetingDetail,
)
from convener.wire.identity import (
    AccountLogin,
    AppIdLogin,
    AuthServerType,
    AuthType,
    CheckToken,
    CreateAppIdToken,
    CreateProxyToken,
    CreateToken,
    DeleteToken,
    LoginToken,
    ProxyLogin,
    TokenCheck,
    UpdateToken,
)
from convener.wire.joining import (
    CheckCallNumberInConf,
    CreateAnonymousAuthRandom,
    CreateAuthRandom,
    ShowRegionInfoOfMeeting,
)
from convener.wire.lab import (
    AddFault,
    ClearFaults,
    ClearRequests,
    CloseSockets,
    FaultKind,
    ListFaults,
    ListRequests,
    NewFault,
    ResetServer,
    Seed,
    SeedApp,
    SeedMeeting,
    SeedServer,
    SeedUser,
    SocketChoice,
)
from convener.wire.lists import (
    ListOnlineConfAttendee,
    SearchMeetings,
    SearchOnlineMeetings,
    ShowOnlineMeetingDetail,
)
from convener.wire.meetings import (
    Attendee,
    ConfConfigInfo,
    ConferenceInfo,
    CreateMeeting,
    CreateRecurringMeeting,
    Cycle,
    CycleParams,
    CycleSubConfConfig,
    ScheduleBody,
    ShowAudienceCountInfo,
    ShowMeetingDetail,
    StartBody,
    StartMeeting,
)
from convener.wire.preview import PreviewMeeting
from convener.wire.recordings import (
    DeleteRecordings,
    RecordInfoBody,
    SearchRecordings,
    ShowRecordInfo,
    ShowRecordingDetail,
    ShowRecordingFileDownloadUrls,
)
from convener.wire.resources import AddResource, NewResource, ResourceType
from convener.wire.rooms import (
    AssociateVmr,
    DeleteCorpVmr,
    DisassociateVmr,
    SearchCorpVmr,
    SearchMemberVmr,
    UpdateMemberVmr,
    VmrChange,
)
from convener.wire.statistics import ShowConfOrg, ShowOrgRes, ShowSpRes
from support.declared import Declared
from support.recorded import recorded
from support.tables import contents

PASSWORD = "correct-horse-7"
APP, KEY = "an-app-id", "an-app-key"
ORIGIN = "https://meet.test:8443"
ASIDE = tuple(f"/convener/v1/{name}" for name in ("clock", "faults", "reset", "seed", "requests", "sockets"))
"""What would end the meeting and every token, or the whole server."""
NOON = datetime(2021, 8, 30, 12, 0, tzinfo=UTC)

OF_PROVIDERS = {"ShowSpRes", "ShowConfOrg", "AddResource"}
"""Operations for administrators of a service provider."""

TEXTED = [Attendee(phone="+8613800000000", sms="+8613800000000")]
"""Somebody who gets text messages."""

BOOKING = ScheduleBody(
    media_types="HDVideo",
    start_time="2021-09-01 09:00",
    attendees=[Attendee(phone="+8613800000000")],
    cycle_params=CycleParams(
        start_date="2021-09-01", end_date="2021-09-30", cycle=Cycle.DAY, interval=1, point=[1]
    ),
    conf_config_info=ConfConfigInfo(show_audience_count_info=ShowAudienceCountInfo(multiple=1.5)),
)
"""With something in every container, so that each field has its place."""


@dataclass
class Message:
    """A request that can be bent before it is sent."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, Any] = field(default_factory=dict)
    body: Any = None
    """A JSON value; ``bytes`` are sent as they are."""

    @classmethod
    def of(cls, request: Request[Any], *, token: str | None = None) -> Message:
        out = exchange.outgoing(request, token=token)
        body = None if out.body is None else json.loads(out.body)
        return cls(out.method, out.path, dict(out.query), dict(out.headers), body)

    def put(self, at: Declared, value: Any) -> None:
        """Give a field another value."""
        match at.place:
            case Place.QUERY:
                self.query[str(at.path[0])] = str(value)
            case Place.HEADER:
                self.headers[str(at.path[0])] = str(value)
            case _:
                self._parent(at)[at.path[-1]] = value

    def bent(self, at: Declared, value: Any) -> Message:
        """A copy in which a field has another value."""
        copy = deepcopy(self)
        copy.put(at, value)
        return copy

    def drop(self, at: Declared) -> None:
        """Leave a field out, if it is there."""
        match at.place:
            case Place.QUERY:
                self.query.pop(str(at.path[0]), None)
            case Place.HEADER:
                self.headers.pop(str(at.path[0]), None)
            case _:
                parent = self._parent(at)
                if isinstance(at.path[-1], int) or at.path[-1] in parent:
                    del parent[at.path[-1]]

    def _parent(self, at: Declared) -> Any:
        found: Any = self.body
        for step in at.path[:-1]:
            found = found[step]
        return found

    @property
    def content(self) -> bytes:
        if self.body is None:
            return b""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


SHORT, LONG = 30, 1440
"""Minutes; what is long goes on while others are held and end."""


class World:
    """A server with an enterprise, a user, a running meeting, one that is over, and a stranger.

    Operations on the clock go to a second server: they would end the meeting and every token.
    """

    def __init__(self, application: Application, aside: Application) -> None:
        self.application = application
        self.aside = aside
        self._http = httpx.AsyncClient(transport=httpx.ASGITransport(application.api), base_url=ORIGIN)
        self._aside = httpx.AsyncClient(transport=httpx.ASGITransport(aside.api), base_url=ORIGIN)
        self._logins = 0

    async def furnish(self) -> None:
        await self._ask(ResetServer())  # so that it is known what to go back to
        application = self.application
        hashed = await application.passwords.hash(PASSWORD)

        async def add(unit):
            provider = await application.corps.add(unit, name="Provider", now=NOON)
            await application.users.add(
                unit,
                provider,
                account="root@Provider",
                name="Root",
                password_hash=hashed,
                user_type=UserType.PROVIDER_ADMIN,
                admin_type=AdminType.DEFAULT,
                now=NOON,
            )
            for name in ("Acme", "Other"):
                above = provider if name == "Acme" else None
                corp = await application.corps.add(unit, name=name, now=NOON, provider_id=above)
                user = await application.users.add(
                    unit,
                    corp,
                    account=f"ann@{name}",
                    third_account=f"ann@{name}",
                    name="Ann",
                    password_hash=hashed,
                    admin_type=AdminType.DEFAULT,
                    now=NOON,
                )
                room = application.rooms.add_cloud(unit, corp, user.user_id, name="R", parties=0, now=NOON)
                if name == "Other":
                    self.foreign_corp_id = corp
                else:
                    self.corp_id = corp
                    await application.apps.add(unit, corp, name="App", app_id=APP, key=KEY, now=NOON)
            return room.room_id

        self.foreign_room = await application.database.write(add)
        self.token = (await self.login()).access_token
        self.provider_token = (await self.login("root@Provider")).access_token
        stranger = (await self.login("ann@Other")).access_token
        self.past, self.foreign_past = await self._over(self.token), await self._over(stranger)
        await recorded(application, self.corp_id, self.past)
        await recorded(application, self.foreign_corp_id, self.foreign_past)
        self.meeting, self.control = await self._running(self.token, length=LONG)
        self.foreign_meeting, self.foreign_control = await self._running(stranger, length=LONG)

    async def empty_rooms(self) -> None:
        """Take every cloud room from ann."""
        application = self.application

        async def take(unit):
            ann = await application.users.by_login(unit, "ann@Acme")
            rooms = await application.rooms.of_user(unit, ann.corp_id, ann.user_id)
            await application.room_administration.recycle(
                unit, ann, [room.room_id for room in rooms if room.mode is not RoomMode.PERSONAL]
            )

        await application.database.write(take)

    async def login(self, account: str = "ann@Acme", *, client_type: int = 72) -> LoginToken:
        request = CreateToken(
            authorization=basic(account, PASSWORD),
            body=AccountLogin(account=account, client_type=client_type),
        )
        login: LoginToken = await self._ask(request)
        self._logins += 1
        if self._logins % 32 == 0:  # the 64 newest are good
            self.token = (await self.login()).access_token
        return login

    @property
    def password(self) -> str:
        """The host's, of the running meeting."""
        return self.meeting.password_entry[0].password

    async def _over(self, token: str) -> str:
        """Names a holding of Acme that has ended."""
        info, _ = await self._running(token, length=SHORT)
        with self.after(timedelta(minutes=SHORT)):
            await self.application.worker.run_due()
        return info.conf_uuid

    async def _running(self, token: str, *, length: int) -> tuple[ConferenceInfo, str]:
        body = ScheduleBody(media_types="Voice", length=length)
        [info] = await self._ask(CreateMeeting(body=body), token=token)
        granted = await self._ask(
            CreateConfToken(conference_id=info.conference_id, password=info.password_entry[0].password)
        )
        return info, granted.data.token

    async def booked(self) -> ConferenceInfo:
        """A meeting that may be changed."""
        [info] = await self._ask(CreateMeeting(body=BOOKING), token=self.token)
        return info

    async def series(self) -> ConferenceInfo:
        [info] = await self._ask(CreateRecurringMeeting(body=BOOKING), token=self.token)
        return info

    async def ask(self, request: Request[Any]) -> Any:
        """The reply to ann of Acme."""
        return await self._ask(request, token=self.token)

    async def _ask(self, request: Request[Any], *, token: str | None = None) -> Any:
        answer = await self.send(Message.of(request, token=token))
        return exchange.reply(request, Incoming(answer.status_code, answer.headers, answer.content))

    async def send(self, message: Message) -> httpx.Response:
        http = self._aside if message.path.startswith(ASIDE) else self._http
        return await http.request(
            message.method,
            message.path,
            params=message.query,
            headers=message.headers,
            content=message.content,
        )

    @contextmanager
    def after(self, span: timedelta) -> Iterator[None]:
        """Let the body be that much later."""
        assert isinstance(self.application.clock, VirtualClock)
        self.application.clock.set(NOON + span)
        yield
        self.application.clock.set(NOON)

    async def state(self) -> Any:
        """Everything that a refused call must leave as it was."""
        found = await contents(self.application.database)
        del found["lockouts"]  # they count refusals
        return found, self.aside.clock.now()

    async def valid(self, operation: Operation) -> Message:
        """A request that succeeds."""
        request = VALID[operation.name](self)
        if not isinstance(request, Request):
            request = await request
        token = self.provider_token if operation.name in OF_PROVIDERS else self.token
        tokens = {Auth.USER: token, Auth.CONFERENCE: self.control, Auth.NONE: None}
        return Message.of(request, token=tokens[operation.auth])


def _app_login(world: World) -> CreateAppIdToken:
    nonce, expires = uuid.uuid4().hex, int(NOON.timestamp()) + 600
    signature = signed(KEY, f"{APP}::{expires}:{nonce}")
    body = AppIdLogin(app_id=APP, client_type=72, expire_time=expires, nonce=nonce)
    return CreateAppIdToken(authorization=f"HMAC-SHA256 signature={signature}", body=body)


async def _advance(world: World) -> AdvanceClock:
    """With nothing left there by others: ten years of every enterprise that was seeded would take minutes."""
    await world.ask(ResetServer())
    return AdvanceClock(body=ClockAdvance(seconds=1))


def _seed(world: World) -> SeedServer:
    """Names are unique on a server, and its clock is moved by others."""
    account, tomorrow = f"ann@{uuid.uuid4().hex}", world.aside.clock.now() + timedelta(days=1)
    booking = msgspec.structs.replace(
        BOOKING,
        start_time=f"{tomorrow:%Y-%m-%d %H:%M}",
        cycle_params=CycleParams(
            start_date=f"{tomorrow:%Y-%m-%d}", end_date=f"{tomorrow:%Y-%m-%d}", cycle=Cycle.DAY, point=[1]
        ),
    )
    users, meetings = [SeedUser(account=account)], [SeedMeeting(by=account, booking=booking)]
    return SeedServer(body=Seed(users=users, apps=[SeedApp()], meetings=meetings))


async def _delete_recording(world: World) -> DeleteRecordings:
    """Of a recording of its own: others look at that of the holding."""
    conf_uuid = await world._over(world.token)
    await recorded(world.application, world.corp_id, conf_uuid)
    return DeleteRecordings(conf_uuids=conf_uuid)


async def _logout(world: World) -> DeleteToken:
    return DeleteToken(token=(await world.login()).access_token)


async def _update(world: World) -> UpdateMeeting:
    return UpdateMeeting(conference_id=(await world.booked()).conference_id, body=BOOKING)


async def _cancel(world: World) -> CancelMeeting:
    return CancelMeeting(conference_id=(await world.booked()).conference_id)


async def _update_series(world: World) -> UpdateRecurringMeeting:
    return UpdateRecurringMeeting(conference_id=(await world.series()).conference_id, body=BOOKING)


async def _cancel_series(world: World) -> CancelRecurringMeeting:
    return CancelRecurringMeeting(conference_id=(await world.series()).conference_id)


async def _update_date(world: World) -> UpdateRecurringSubMeeting:
    info = await world.series()
    assert info.cycle_sub_conf_id
    body = OccurrenceBody(
        cycle_sub_conf_id=info.cycle_sub_conf_id,
        media_types="HDVideo",
        start_time="2021-09-01 09:00",
        conf_config_info=CycleSubConfConfig(show_audience_count_info=ShowAudienceCountInfo(multiple=1.5)),
    )
    return UpdateRecurringSubMeeting(conference_id=info.conference_id, body=body)


async def _cancel_date(world: World) -> CancelRecurringSubMeeting:
    info = await world.series()
    assert info.cycle_sub_conf_id
    body = OccurrenceIds(cycle_sub_conf_ids=[info.cycle_sub_conf_id])
    return CancelRecurringSubMeeting(conference_id=info.conference_id, body=body)


async def _room(world: World, *, assigned: bool) -> str:
    """A new cloud room, which ann may have."""
    application = world.application

    async def add(unit):
        ann = await application.users.by_login(unit, "ann@Acme")
        owner = ann.user_id if assigned else None
        return application.rooms.add_cloud(unit, ann.corp_id, owner, parties=50, now=NOON)

    return (await application.database.write(add)).room_id


async def _delivery(world: World) -> str:
    """A text message that is still to be sent."""
    body = ScheduleBody(media_types="Voice", start_time="2021-09-01 09:00", attendees=TEXTED)
    [info] = await world.ask(CreateMeeting(body=body))
    await world.application.worker.run_due()
    [one] = (await world.ask(ListDeliveries(conference_id=info.conference_id))).data
    return one.id


async def _show_delivery(world: World) -> ShowDelivery:
    return ShowDelivery(delivery_id=await _delivery(world))


async def _retry_delivery(world: World) -> RetryDelivery:
    return RetryDelivery(delivery_id=await _delivery(world))


async def _update_room(world: World) -> UpdateMemberVmr:
    change = VmrChange(
        vmr_name="Den",
        guest_password="1234",
        host_password="654321",
        allow_guest_first=True,
        guest_first_notice=True,
    )
    return UpdateMemberVmr(id=await _room(world, assigned=True), body=change)


async def _assign(world: World) -> AssociateVmr:
    """A room is taken back first: an account can have only so many."""
    room = await _room(world, assigned=False)
    await world.empty_rooms()
    return AssociateVmr(account="ann@Acme", body=[room])


async def _recycle(world: World) -> DisassociateVmr:
    return DisassociateVmr(account="ann@Acme", body=[await _room(world, assigned=True)])


async def _delete_room(world: World) -> DeleteCorpVmr:
    return DeleteCorpVmr(body=[await _room(world, assigned=False)])


VALID: dict[str, Callable[[World], Request[Any] | Awaitable[Request[Any]]]] = {
    "CreateMeeting": lambda world: CreateMeeting(body=BOOKING),
    "CreateRecurringMeeting": lambda world: CreateRecurringMeeting(body=BOOKING),
    "UpdateMeeting": _update,
    "CancelMeeting": _cancel,
    "UpdateRecurringMeeting": _update_series,
    "CancelRecurringMeeting": _cancel_series,
    "UpdateRecurringSubMeeting": _update_date,
    "CancelRecurringSubMeeting": _cancel_date,
    "ShowMeetingDetail": lambda world: ShowMeetingDetail(conference_id=world.meeting.conference_id),
    "SearchMeetings": lambda world: SearchMeetings(),
    "SearchOnlineMeetings": lambda world: SearchOnlineMeetings(),
    "ShowOnlineMeetingDetail": lambda world: ShowOnlineMeetingDetail(
        conference_id=world.meeting.conference_id
    ),
    "ListOnlineConfAttendee": lambda world: ListOnlineConfAttendee(conf_id=world.meeting.conference_id),
    "SearchHisMeetings": lambda world: SearchHisMeetings(start_date=0, end_date=LAST_MILLISECOND),
    "ShowHisMeetingDetail": lambda world: ShowHisMeetingDetail(conf_uuid=world.past),
    "SearchAttendanceRecordsOfHisMeeting": lambda world: SearchAttendanceRecordsOfHisMeeting(
        conf_uuid=world.past
    ),
    "SearchCtlRecordsOfHisMeeting": lambda world: SearchCtlRecordsOfHisMeeting(conf_uuid=world.past),
    "SearchRecordings": lambda world: SearchRecordings(start_date=0, end_date=LAST_MILLISECOND),
    "ShowRecordingDetail": lambda world: ShowRecordingDetail(conf_uuid=world.past),
    "ShowRecordingFileDownloadUrls": lambda world: ShowRecordingFileDownloadUrls(conf_uuid=world.past),
    "ShowRecordInfo": lambda world: ShowRecordInfo(body=RecordInfoBody(conf_uuid=world.past)),
    "DeleteRecordings": _delete_recording,
    "StartMeeting": lambda world: StartMeeting(
        body=StartBody(conference_id=world.meeting.conference_id, password=world.password)
    ),
    "CreateAnonymousAuthRandom": lambda world: CreateAnonymousAuthRandom(
        conference_id=world.meeting.conference_id, password=world.password
    ),
    "CreateAuthRandom": lambda world: CreateAuthRandom(
        conf_id=world.meeting.conference_id, password=world.password
    ),
    "ShowRegionInfoOfMeeting": lambda world: ShowRegionInfoOfMeeting(
        conference_id=world.meeting.conference_id
    ),
    "CheckCallNumberInConf": lambda world: CheckCallNumberInConf(call_number="+8613800000000"),
    "ShowOrgRes": lambda world: ShowOrgRes(),
    "ShowSpRes": lambda world: ShowSpRes(),
    "ShowConfOrg": lambda world: ShowConfOrg(conference_id=world.meeting.conference_id),
    "AddResource": lambda world: AddResource(
        corp_id=world.corp_id,
        body=[
            NewResource(
                id=uuid.uuid4().hex, type=ResourceType.SOFT, type_id=PACKAGES[10], count=1, expire_date=0
            )
        ],
    ),
    "SearchMemberVmr": lambda world: SearchMemberVmr(),
    "UpdateMemberVmr": _update_room,
    "SearchCorpVmr": lambda world: SearchCorpVmr(),
    "AssociateVmr": _assign,
    "DisassociateVmr": _recycle,
    "DeleteCorpVmr": _delete_room,
    "CreateConfToken": lambda world: CreateConfToken(
        conference_id=world.meeting.conference_id, password=world.password, login_type=1
    ),
    "CreateWebSocketToken": lambda world: CreateWebSocketToken(conference_id=world.meeting.conference_id),
    "InviteParticipant": lambda world: InviteParticipant(
        conference_id=world.meeting.conference_id,
        body=InviteBody(attendees=[Invitee(phone="+8613800000000")]),
    ),
    "DeleteAttendees": lambda world: DeleteAttendees(
        conference_id=world.meeting.conference_id,
        body=DeleteAttendeesBody(bulk_del_attend_info=[DeletedAttendee(number="+861")]),
    ),
    "CreateToken": lambda world: CreateToken(
        authorization=basic("ann@Acme", PASSWORD),
        body=AccountLogin(account="ann@Acme", client_type=72),
    ),
    "CreateAppIdToken": _app_login,
    "CreateProxyToken": lambda world: CreateProxyToken(
        body=ProxyLogin(
            auth_server_type=AuthServerType.WORKPLACE,
            auth_type=AuthType.ACCOUNT_AND_PASSWORD,
            client_type=72,
            account="ann@Acme",
            pwd=PASSWORD,
        )
    ),
    "UpdateToken": lambda world: UpdateToken(token=world.token),
    "CheckToken": lambda world: CheckToken(body=TokenCheck(token=world.token, need_gen_new_token=False)),
    "DeleteToken": _logout,
    "ListMeetingChanges": lambda world: ListMeetingChanges(conference_id=world.meeting.conference_id),
    "PreviewMeeting": lambda world: PreviewMeeting(body=BOOKING),
    "ShowAttendance": lambda world: ShowAttendance(conf_uuid=world.past),
    "ExportAttendance": lambda world: ExportAttendance(conf_uuid=world.past),
    "ListDeliveries": lambda world: ListDeliveries(),
    "ShowDelivery": _show_delivery,
    "RetryDelivery": _retry_delivery,
    "RetryDeliveries": lambda world: RetryDeliveries(body=RetryChoice(state=Retriable.DEAD)),
    "ShowCalendarFeed": lambda world: ShowCalendarFeed(),
    "RotateCalendarFeed": lambda world: RotateCalendarFeed(),
    "RevokeCalendarFeed": lambda world: RevokeCalendarFeed(),
    "ShowClock": lambda world: ShowClock(),
    "SetClock": lambda world: SetClock(body=ClockTime(now=NOON)),
    "AdvanceClock": _advance,
    "AddFault": lambda world: AddFault(
        body=NewFault(kind=FaultKind.ERROR, code="CONF_DATA_NOT_FOUND", seconds=1.0)
    ),
    "ListFaults": lambda world: ListFaults(),
    "ClearFaults": lambda world: ClearFaults(),
    "CloseSockets": lambda world: CloseSockets(body=SocketChoice()),
    "ResetServer": lambda world: ResetServer(),
    "SeedServer": _seed,
    "ListRequests": lambda world: ListRequests(),
    "ClearRequests": lambda world: ClearRequests(),
}
"""A request that succeeds, for every operation."""
