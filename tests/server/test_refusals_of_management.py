"""A call brings every error code of meeting management about, or spec/refusals.toml says why none can."""

from __future__ import annotations

import tomllib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy

from convener.client import ApiError, AsyncClient, exchange
from convener.client.exchange import Incoming
from convener.domain.enterprise import EnterpriseSettings
from convener.domain.meeting import Room
from convener.server.app import Application, compose
from convener.server.clock import VirtualClock
from convener.server.ids import Ids
from convener.server.settings import Settings
from convener.server.storage.statement import Statement
from convener.server.storage.tables.meetings import meetings, rooms
from convener.wire import errors
from convener.wire.base import Request
from convener.wire.changes import CancelMeeting, CancelRecurringSubMeeting, OccurrenceIds
from convener.wire.control import CreateConfToken, CreateWebSocketToken
from convener.wire.joining import CreateAnonymousAuthRandom
from convener.wire.lists import SearchMeetings, ShowOnlineMeetingDetail
from convener.wire.meetings import (
    Attendee,
    CallInRestriction,
    ConfConfigInfo,
    ConferenceInfo,
    ConfResType,
    CreateMeeting,
    CreateRecurringMeeting,
    Cycle,
    CycleParams,
    ShowMeetingDetail,
    StartBody,
    StartMeeting,
    VmrIdType,
)
from convener.wire.recordings import ShowRecordingDetail
from server.conftest import ORIGIN, MakePerson, Person
from support.changing import body, dates, repeat, start, update, update_date
from support.refusals import refused

SPEC = tomllib.loads((Path(__file__).parents[2] / "spec" / "refusals.toml").read_text())
TOMORROW = "2021-08-31 12:00"
BOOKABLE: dict[str, Any] = {"start_time": TOMORROW}
RULE = {"start_date": "2021-09-01", "end_date": "2021-09-30", "cycle": "Day"}


class Stubborn(Ids):
    """Draws the same ID again and again when told to."""

    stuck = False

    def conference(self, *, unlike: str | None = None) -> str:
        return "900000000" if self.stuck else super().conference(unlike=unlike)


@pytest.fixture
def ids() -> Stubborn:
    return Stubborn()


@pytest.fixture
async def application(
    database_url: str, clock: VirtualClock, ids: Stubborn, tmp_path: Path
) -> AsyncIterator[Application]:
    application = await compose(Settings(data=tmp_path, database_url=database_url), clock=clock, ids=ids)
    yield application
    await application.close()


@dataclass(kw_only=True)
class Place:
    """Who calls: ann, bob who has no part in anything, and joe, whose enterprise has next to nothing."""

    application: Application
    ids: Stubborn
    anonymous: AsyncClient
    ann: Person
    bob: Person
    joe: Person

    async def post(self, content: bytes) -> None:
        """Book with these bytes."""
        transport = httpx.ASGITransport(self.application.api)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as http:
            headers = {"X-Access-Token": str(self.ann.client.token), "Content-Type": "application/json"}
            answer = await http.post("/v1/mmc/management/conferences", content=content, headers=headers)
        incoming = Incoming(answer.status_code, answer.headers, answer.content)
        exchange.reply(CreateMeeting(body=body()), incoming)

    async def write(self, statement: Statement[Any]) -> None:
        await self.application.database.write(lambda unit: unit.run(statement))

    async def in_room(self, room: Room, **fields: Any) -> ConferenceInfo:
        return await self.ann.book(**{**BOOKABLE, "vmr_flag": 1, "vmr_id": room.room_id} | fields)

    async def token_of(self, info: ConferenceInfo, password: str | None) -> None:
        await self.anonymous.send(CreateConfToken(conference_id=info.conference_id, password=password))

    async def begin(self, info: ConferenceInfo, password: str) -> None:
        await self.bob.send(StartMeeting(body=StartBody(conference_id=info.conference_id, password=password)))


Trigger = Callable[[Place], Awaitable[Any]]


def booking(**fields: Any) -> Trigger:
    """Booking with these fields."""
    return lambda place: place.ann.book(**BOOKABLE | fields)


def attending(**fields: Any) -> Trigger:
    """Booking with somebody like this on the invited list."""
    return booking(attendees=[Attendee(**{"phone": "+861"} | fields)])


def configured(**fields: Any) -> Trigger:
    """Booking with these settings."""
    return booking(conf_config_info=ConfConfigInfo(**fields))


def repeating(**rule: Any) -> Trigger:
    """Booking a series with such a rule."""
    return lambda place: repeat(place.ann, cycle_params=CycleParams(**RULE | rule))


def updating(before: dict[str, Any] | None = None, **fields: Any) -> Trigger:
    """Changing a booked meeting."""

    async def change(place: Place) -> None:
        await update(place.ann, await place.ann.book(**BOOKABLE | (before or {})), **fields)

    return change


def updating_in_room(**fields: Any) -> Trigger:
    """Changing a meeting that has a cloud room."""

    async def change(place: Place) -> None:
        info = await place.in_room(await place.ann.cloud_room())
        await update(place.ann, info, **fields)

    return change


async def send(place: Place, request: Request[Any], **options: Any) -> None:
    await place.ann.client.send(request, **options)


async def broken(place: Place) -> None:
    """A meeting that cannot be read any more."""
    info = await place.ann.book(**BOOKABLE)
    named = meetings.c.conference_id == info.conference_id
    await place.write(Statement(sqlalchemy.update(meetings).where(named).values(plan="{")))
    try:
        await place.ann.detail(info.conference_id)
    finally:
        await place.write(Statement(sqlalchemy.update(meetings).where(named).values(state=3, expires_at=0)))


async def no_free_id(place: Place) -> None:
    place.ids.stuck = True
    try:
        for _ in range(2):
            await place.ann.book(**BOOKABLE)
    finally:
        place.ids.stuck = False


async def guest_starts_room(place: Place) -> None:
    room = await place.ann.cloud_room()
    await place.begin(await place.in_room(room), room.general)


async def guest_starts(place: Place) -> None:
    settings = ConfConfigInfo(allow_guest_start_conf=False)
    info = await place.ann.book(**BOOKABLE, conf_config_info=settings)
    await place.begin(info, info.password_entry[1].password)


async def overlap(place: Place) -> None:
    room = await place.ann.cloud_room()
    for _ in range(2):
        await place.in_room(room)


async def too_little_time(place: Place) -> None:
    room = await place.ann.cloud_room()
    await place.in_room(room, start_time="2021-08-30 12:15")
    await place.in_room(room, start_time="")


async def in_use(place: Place) -> None:
    room = await place.ann.cloud_room()
    for _ in range(2):
        await place.in_room(room, start_time="")


async def too_early(place: Place) -> None:
    room = await place.ann.cloud_room()
    info = await place.in_room(room)
    await place.in_room(room, start_time="2021-08-30 13:00")
    await start(place.ann, info)


async def disabled(place: Place) -> None:
    room = await place.ann.cloud_room()
    await place.write(
        Statement(sqlalchemy.update(rooms).where(rooms.c.room_id == room.room_id).values(status=1))
    )
    await place.in_room(room)


async def same_as_chair(place: Place) -> None:
    info = await place.ann.book(**BOOKABLE)
    chair = info.password_entry[0].password
    await update(place.ann, info, conf_config_info=ConfConfigInfo(guest_pwd=chair))


async def same_as_number(place: Place) -> None:
    info = await place.ann.book(**BOOKABLE)
    await update(place.ann, info, conf_config_info=ConfConfigInfo(guest_pwd=info.conference_id))


async def out_of_place(place: Place) -> None:
    info = await repeat(place.ann)
    await update_date(place.ann, (await dates(place.ann, info))[0], start_time="2021-09-02 09:00")


async def no_dates(place: Place) -> None:
    info = await repeat(place.ann)
    nothing = OccurrenceIds(cycle_sub_conf_ids=[])
    await send(place, CancelRecurringSubMeeting(conference_id=info.conference_id, body=nothing))


async def locked_control(place: Place) -> None:
    info = await place.ann.book()
    for _ in range(6):
        try:
            await place.begin(info, "000000000")
        except ApiError as error:
            last = error
    raise last


async def locked_out(place: Place) -> None:
    info = await place.ann.book()
    for _ in range(6):
        try:
            await anonymously(place, info, "000000000")
        except ApiError as error:
            last = error
    raise last


async def anonymously(place: Place, info: ConferenceInfo, password: str) -> None:
    request = CreateAnonymousAuthRandom(conference_id=info.conference_id, password=password)
    await place.anonymous.send(request)


async def only_invited(place: Place) -> None:
    settings = ConfConfigInfo(call_in_restriction=CallInRestriction.INVITED)
    info = await place.ann.book(conf_config_info=settings)
    await anonymously(place, info, info.password_entry[1].password)


async def with_no_token(place: Place) -> None:
    await AsyncClient(ORIGIN, transport=place.anonymous.transport, token="unknown").send(SearchMeetings())


TRIGGERS: dict[errors.Fault, Trigger] = {
    errors.USER_TOKEN_AUTH_FAILED: with_no_token,
    errors.CONF_BAD_REQUEST: lambda place: place.anonymous.send(
        CreateConfToken(conference_id="9", login_type=2)
    ),
    errors.CONF_INSUFFICIENT_PERMISSIONS: lambda place: _then(
        place, lambda info: place.bob.send(CancelMeeting(conference_id=info.conference_id))
    ),
    errors.CONF_EXCEPTION: broken,
    errors.CONF_AUTH_FAIL: lambda place: send(
        place, CreateWebSocketToken(conference_id="900000001"), token="unknown"
    ),
    errors.CONF_DATA_NOT_FOUND: lambda place: place.ann.detail("900000001"),
    errors.CONF_AUTHEN_NEED_PASSWORD: lambda place: _then(place, lambda info: place.token_of(info, None)),
    errors.CONF_ROLE_AUTHENTICATION_FAILED: lambda place: _then(
        place, lambda info: place.bob.send(ShowMeetingDetail(conference_id=info.conference_id))
    ),
    errors.REQUEST_TOKEN_IS_NULL: lambda place: place.anonymous.send(
        CreateWebSocketToken(conference_id="900000001")
    ),
    errors.PARAMETER_VERIFIED_FAIL: lambda place: send(place, SearchMeetings(limit=0)),
    errors.JSON_CONVERSION_FAILED: lambda place: place.post(b"{"),
    errors.REQUEST_BODY_IS_NULL: lambda place: place.post(b""),
    # Scheduling
    errors.CONF_START_TIME_LESS_THAN_CURRENT_TIME: booking(start_time="2021-08-30 11:59"),
    errors.CONF_START_TIME_OVER_MAX_SCHEDULE_TIME: booking(start_time="2022-08-30 12:01"),
    errors.CONF_PARAMS_NULL_EXCEPTION: no_dates,
    errors.CONF_SIZE_OVER_RANGE: booking(concurrent_participants=-1),
    errors.CONF_MEDIA_TYPES_ILLEGAL: booking(media_types="Smell"),
    errors.CONF_CONFERENCE_TYPE_ILLEGAL: booking(conference_type=7),
    errors.CONF_CYCLE_PARAMS_NULL_EXCEPTION: lambda place: send(place, CreateRecurringMeeting(body=body())),
    errors.CONF_LENGTH_OVER_RANGE: booking(length=14),
    errors.CONF_SUBJECT_LENGTH_TOO_LONG: booking(subject="x" * 129),
    errors.CONF_GROUPURI_LENGTH_TOO_LONG: booking(group_uri="x" * 32),
    errors.CONF_EMAIL_ILLEGAL: attending(email="nobody"),
    errors.CONF_SMS_ILLEGAL: attending(sms="nobody"),
    errors.CONF_DEPTNAME_TOO_LONG: attending(dept_name="x" * 129),
    errors.CONF_REMINDERS_ILLEGAL: repeating(pre_remind_days=31),
    errors.CONF_AUTO_RECORD_NOT_IN_RANGE: booking(is_auto_record=2),
    errors.CONF_ENCRYPT_MODE_NOT_IN_RANGE: booking(encrypt_mode=3),
    errors.CONF_LANGUAGE_NOT_IN_RANGE: booking(language="tlh"),
    errors.CONF_AUTO_PROLONG_NOT_IN_RANGE: configured(prolong_length=61),
    errors.CONF_VMRID_TOO_LONG: booking(vmr_id="x" * 65),
    errors.CONF_VMR_FLAG_NOT_IN_RANGE: booking(vmr_flag=2),
    errors.CONF_RECORD_TYPE_NOT_IN_RANGE: booking(record_type=4),
    errors.CONF_LIVE_ADDRESS_TOO_LONG: booking(live_address="x" * 256),
    errors.CONF_AUX_ADDRESS_TOO_LONG: booking(aux_address="x" * 256),
    errors.CONF_RECORD_AUX_STREAM_NOT_IN_RANGE: booking(record_aux_stream=2),
    errors.CONF_CYCLE_PARAMS_STARTDATE_NULL: repeating(start_date=""),
    errors.CONF_CYCLE_PARAMS_ENDDATE_NULL: repeating(end_date=""),
    errors.CONF_CYCLE_PARAMS_CYCLE_ILLEGAL: repeating(cycle="Year"),
    errors.CONF_CYCLE_PARAMS_INTERVAL_NOT_IN_RANGE: repeating(interval=16),
    errors.CONF_CYCLE_PARAMS_POINT_NULL_EXCEPTION: repeating(cycle=Cycle.WEEK),
    errors.CONF_CYCLE_PARAMS_POINT_NOT_IN_RANGE: repeating(cycle=Cycle.WEEK, point=[7]),
    errors.CONF_ATTENDEES_NUMBER_EXCEED_LIMIT: booking(
        attendees=[Attendee(phone=f"+{n}") for n in range(1001)]
    ),
    errors.GUEST_PWD_ILLEGAL: configured(guest_pwd="123"),
    errors.GUEST_PWD_CONFLICT_WITH_CONF_ID: same_as_number,
    errors.GUEST_PWD_CONFLICT_WITH_CHAIR_PWD: same_as_chair,
    errors.ORG_NOT_SUPPORT_SIMULTANEOUS_INTERPRETATION: lambda place: place.joe.book(
        support_simultaneous_interpretation=True
    ),
    errors.SITE_CALL_NUMBER_IS_EMPTY: attending(phone=None),
    errors.SITE_CALL_NUMBER_LENGTH_TOO_LONG: attending(phone="8" * 128),
    errors.SITE_CALL_NUMBER_ILLEGAL_URI: attending(phone="+86 1"),
    errors.SITE_NAME_LENGTH_TOO_LONG: attending(name="x" * 97),
    errors.SITE_ROLE_NOT_IN_RANGE: attending(role=2),
    errors.SITE_EMAIL_LENGTH_TOO_LONG: attending(email=f"{'x' * 250}@x.org"),
    errors.SITE_SMS_LENGTH_TOO_LONG: attending(sms="8" * 33),
    errors.SITE_MUTE_NOT_IN_RANGE: attending(is_mute=2),
    errors.SITE_AUTO_INVITE_NOT_IN_RANGE: attending(is_auto_invite=2),
    # State and resource
    errors.CONF_ID_NOT_EXIST: no_free_id,
    errors.ORG_CONCURRENT_PARTICIPANTS_NUMBER_IS_ZERO: lambda place: place.joe.book(),
    errors.CONF_MODIFY_FAIL_AS_CONF_ALREADY_STARTED: lambda place: _then(
        place, lambda info: update(place.ann, info)
    ),
    errors.CONF_CANCEL_FAIL_AS_CONF_STARTED: lambda place: _then(
        place, lambda info: place.ann.send(CancelMeeting(conference_id=info.conference_id))
    ),
    errors.SUB_CYCCONF_MODIFY_TIME_OVER_RANGE: out_of_place,
    errors.WEBINAR_COMMON_NON_CONVERT: updating(conf_res_type=ConfResType.WEBINAR),
    errors.CONF_NOT_STARTED: lambda place: _then(
        place,
        lambda info: place.ann.send(ShowOnlineMeetingDetail(conference_id=info.conference_id)),
        **BOOKABLE,
    ),
    errors.CONF_NOT_FOUND_OR_AUTH_FAILED: lambda place: _then(place, lambda info: place.token_of(info, "0")),
    errors.RECORD_FILE_NOT_EXIST_OR_HAVE_NO_RIGHT: lambda place: send(
        place, ShowRecordingDetail(conf_uuid="unknown")
    ),
    # Rooms
    errors.VMR_DATA_NOT_FOUND: booking(vmr_flag=1, vmr_id="unknown"),
    errors.VMR_ONLY_ALLOW_CHAIR_START_CONF: guest_starts_room,
    errors.VMR_CONF_CONFLICT: overlap,
    errors.VMR_IMMEDIATELY_CONF_DURATION_NOT_ENOUGH: too_little_time,
    errors.CONF_MODIFY_IMMEDIATELY_VMR_FAIL: updating_in_room(start_time=""),
    errors.VMR_CONF_NOT_REACH_PREPARE_TIME: too_early,
    errors.CONF_SIZE_OVER_COMMUNAL_VMR_MAXNUM: lambda place: _in_small_room(
        place, concurrent_participants=11
    ),
    errors.CONF_USER_NOT_VMR_OWNER: lambda place: _in_room_of(place, place.bob),
    errors.VMR_CONF_CONFLICT_AS_VMR_ALREADY_STARTED: in_use,
    errors.VMRIDTYPE_CANNOT_MODIFY: updating_in_room(
        conf_config_info=ConfConfigInfo(vmr_id_type=VmrIdType.RANDOM)
    ),
    errors.VMRID_CANNOT_MODIFY: updating_in_room(vmr_id="another"),
    errors.VMR_FLAG_CANNOT_MODIFY: updating(vmr_flag=1),
    errors.VMR_DATA_STATUS_ILLEGAL: disabled,
    # Joining
    errors.CONF_ANONYMOUS_LOGIN_LOCKED: locked_out,
    errors.NOT_ALLOWED_GUEST_FIRST_JOIN: guest_starts,
    errors.CONF_NOT_ALLOW_ANONYMOUS: only_invited,
    errors.CONF_PWD_AUTH_FAILED: lambda place: _then(place, lambda info: place.begin(info, "0")),
    errors.CONF_CTR_LOGIN_LOCKED: locked_control,
}


async def _then(place: Place, call: Callable[[ConferenceInfo], Awaitable[Any]], **fields: Any) -> None:
    """Call about a meeting of ann's, which is running unless the fields say otherwise."""
    await call(await place.ann.book(**fields))


async def _in_small_room(place: Place, **fields: Any) -> None:
    await place.in_room(await place.ann.cloud_room(parties=10), **fields)


async def _in_room_of(place: Place, who: Person) -> None:
    await place.in_room(await who.cloud_room())


@pytest.fixture
async def place(
    application: Application, ids: Stubborn, anonymous: AsyncClient, make_person: MakePerson
) -> Place:
    nothing = EnterpriseSettings(concurrency=0, interpretation=False)
    poor = await application.database.write(
        lambda unit: application.corps.add(unit, name="Poor", now=application.clock.now(), settings=nothing)
    )
    return Place(
        application=application,
        ids=ids,
        anonymous=anonymous,
        ann=await make_person("Ann Roe"),
        bob=await make_person("Bob Lee"),
        joe=await make_person("Joe", corp=poor),
    )


def test_every_code_has_a_trigger_or_a_reason() -> None:
    given = SPEC["given"]
    never = [code for row in SPEC["never"] for code in row["codes"]]
    assert len({*given, *never}) == len(given) + len(never), "a code is listed twice"
    assert {fault.code for fault in TRIGGERS} == set(given)
    assert set(never) <= {fault.code for fault in errors.CATALOGUE}
    assert all(row["reason"].endswith(".") for row in SPEC["never"])


async def test_every_trigger_brings_its_code_about(place: Place) -> None:
    for fault, trigger in TRIGGERS.items():
        with refused(fault):
            await trigger(place)
