from __future__ import annotations

from datetime import timedelta

import pytest

from convener.domain.enterprise import EnterpriseSettings
from convener.server.app import Application
from convener.server.clock import VirtualClock
from convener.wire import errors
from convener.wire.errors import Fault
from convener.wire.meetings import (
    Attendee,
    CallInRestriction,
    ConfConfigInfo,
    ConferenceState,
    ConfType,
    EncryptMode,
    Language,
    RecordAuthType,
    RecordType,
    VmrIdType,
)
from convener.wire.rooms import UpdateMemberVmr, VmrChange
from server.conftest import NOON, ORIGIN, MakePerson, Person
from support.refusals import expectation, refused


@pytest.fixture
async def ann(make_person: MakePerson) -> Person:
    return await make_person("Ann Roe")


async def test_a_booking_says_back_what_was_asked(ann: Person) -> None:
    info = await ann.book(
        subject="Weekly sync",
        start_time="2021-09-01 09:00",
        length=45,
        time_zone_id="26",
        language=Language.ENGLISH,
        record_type=RecordType.RECORDING,
        is_auto_record=1,
        record_aux_stream=1,
        record_auth_type=RecordAuthType.ENTERPRISE,
        live_address="rtmp://live.example/a",
        concurrent_participants=12,
        support_simultaneous_interpretation=True,
        encrypt_mode=EncryptMode.FORCED,
        conf_config_info=ConfConfigInfo(
            prolong_length=0,
            is_send_notify=False,
            is_send_sms=False,
            is_send_calendar=False,
            is_auto_mute=True,
            is_hard_terminal_auto_mute=True,
            call_in_restriction=CallInRestriction.INVITED,
            allow_guest_start_conf=False,
            join_before_host_time=10,
            enable_waiting_room=True,
            is_host_camera_on=True,
            is_guest_camera_on=False,
            guest_pwd="246810",
        ),
    )
    config = info.conf_config_info
    assert (info.subject, info.start_time, info.end_time) == (
        "Weekly sync",
        "2021-09-01 09:00",
        "2021-09-01 09:45",
    )
    assert (info.time_zone_id, info.language) == ("26", Language.ENGLISH)
    assert (info.conference_state, info.conf_type) == (ConferenceState.SCHEDULE, ConfType.FUTURE)
    assert (info.record_type, info.is_auto_record, info.record_aux_stream) == (RecordType.RECORDING, 1, 1)
    assert (info.record_auth_type, info.live_address) == (RecordAuthType.ENTERPRISE, "rtmp://live.example/a")
    assert (info.concurrent_participants, info.support_simultaneous_interpretation) == (12, True)
    assert (config.prolong_length, config.is_send_notify, config.is_send_sms) == (0, False, False)
    assert (config.is_auto_mute, config.is_hard_terminal_auto_mute, info.is_auto_mute) == (True, True, 1)
    assert (config.call_in_restriction, config.allow_guest_start_conf) == (CallInRestriction.INVITED, False)
    assert (config.join_before_host_time, config.enable_waiting_room) == (10, True)
    assert (config.is_host_camera_on, config.is_guest_camera_on) == (True, False)
    assert [entry.password for entry in info.password_entry][1] == "246810"
    assert config.guest_pwd is None
    assert info.conf_uuid is None


async def test_what_is_not_said_takes_the_documented_defaults(ann: Person) -> None:
    info = await ann.book(start_time="2021-09-01 09:00")
    config = info.conf_config_info
    assert (info.subject, info.time_zone_id, info.language) == ("Ann Roe's meeting", "56", Language.CHINESE)
    assert info.end_time == "2021-09-01 09:30"
    assert (info.record_type, info.is_auto_record, info.record_auth_type) == (0, 0, 2)
    assert (config.prolong_length, config.call_in_restriction) == (15, 0)
    assert (config.is_send_notify, config.is_send_sms, config.is_send_calendar) == (True, True, True)
    assert (config.allow_guest_start_conf, config.enable_waiting_room, config.is_guest_free_pwd) == (
        True,
        False,
        False,
    )
    assert (info.vmr_flag, info.schedule_vmr, info.vmr_id, info.size) == (0, False, None, 0)
    assert (info.terminal_count, info.normal_count, info.part_attendee_info) == (0, 0, None)
    assert (info.scheduler_name, info.user_uuid, info.dept_name) == ("Ann Roe", ann.user_id, "Acme")


async def test_an_empty_start_time_starts_now(ann: Person) -> None:
    info = await ann.book(start_time="")
    assert (info.conference_state, info.conf_type) == (ConferenceState.CREATED, ConfType.IMMEDIATELY)
    assert info.conf_uuid is not None
    assert len(info.conf_uuid) == 32
    assert (info.start_time, info.end_time) == ("2021-08-30 12:00", "2021-08-30 12:30")
    assert (await ann.detail(info.conference_id)).conference_data.conf_uuid == info.conf_uuid


async def test_the_current_minute_books_and_does_not_start(ann: Person, clock: VirtualClock) -> None:
    clock.set(NOON + timedelta(seconds=59))
    info = await ann.book(start_time="2021-08-30 12:00")
    assert (info.conference_state, info.conf_type) == (ConferenceState.SCHEDULE, ConfType.FUTURE)


@pytest.mark.parametrize(
    ("fields", "allowed", "fault"),
    [
        ({"start_time": "2021-08-30 11:59"}, False, errors.CONF_START_TIME_LESS_THAN_CURRENT_TIME),
        ({"start_time": "2022-08-30 12:00"}, True, errors.CONF_START_TIME_OVER_MAX_SCHEDULE_TIME),
        ({"start_time": "2022-08-30 12:01"}, False, errors.CONF_START_TIME_OVER_MAX_SCHEDULE_TIME),
        ({"start_time": "2021-09-01T09:00"}, False, errors.PARAMETER_VERIFIED_FAIL),
        ({"start_time": "2021-02-30 09:00"}, False, errors.PARAMETER_VERIFIED_FAIL),
        ({"time_zone_id": "77"}, True, errors.PARAMETER_VERIFIED_FAIL),
        ({"time_zone_id": "78"}, False, errors.PARAMETER_VERIFIED_FAIL),
        ({"vmr_flag": 1}, False, errors.VMR_DATA_NOT_FOUND),
        ({"vmr_flag": 1, "vmr_id": "0" * 32}, False, errors.VMR_DATA_NOT_FOUND),
        ({"attendees": [Attendee(name="Nobody")]}, False, errors.SITE_CALL_NUMBER_IS_EMPTY),
        ({"attendees": [Attendee(phone="a b")]}, False, errors.SITE_CALL_NUMBER_ILLEGAL_URI),
        ({"attendees": [Attendee(phone="+99119*****724")]}, True, errors.SITE_CALL_NUMBER_ILLEGAL_URI),
        ({"attendees": [Attendee(email="not an address")]}, False, errors.CONF_EMAIL_ILLEGAL),
        ({"attendees": [Attendee(email="******")]}, True, errors.CONF_EMAIL_ILLEGAL),
        ({"attendees": [Attendee(phone="1", sms="mobile")]}, False, errors.CONF_SMS_ILLEGAL),
        (
            {"attendees": [Attendee(phone=f"{n}") for n in range(1000)]},
            True,
            errors.CONF_ATTENDEES_NUMBER_EXCEED_LIMIT,
        ),
        (
            {"attendees": [Attendee(phone=f"{n}") for n in range(1001)]},
            False,
            errors.CONF_ATTENDEES_NUMBER_EXCEED_LIMIT,
        ),
    ],
)
async def test_what_the_rules_refuse(
    ann: Person, fields: dict[str, object], allowed: bool, fault: Fault
) -> None:
    with expectation(allowed, refuses=fault):
        await ann.book(**fields)


async def test_the_directory_fills_in_whom_it_knows(ann: Person, make_person: MakePerson) -> None:
    bob = await make_person("Bob Lee")
    info = await ann.book(
        attendees=[Attendee(account_id=bob.account), Attendee(phone="+86123", name="Guest", type="terminal")]
    )
    people = (await ann.detail(info.conference_id)).data.data
    assert [(one.name, one.participant_id, one.user_uuid) for one in people] == [
        ("Bob Lee", bob.number, bob.user_id),
        ("Guest", "+86123", None),
    ]
    assert (info.size, info.normal_count, info.terminal_count) == (2, 1, 1)
    assert info.part_attendee_info is not None
    assert [one.name for one in info.part_attendee_info] == ["Bob Lee", "Guest"]


async def test_the_same_number_twice_is_one_entry_with_the_last_words(ann: Person) -> None:
    twice = [
        Attendee(phone="+861", name="First"),
        Attendee(phone="+862"),
        Attendee(phone="+861", name="Last"),
    ]
    info = await ann.book(attendees=twice)
    people = (await ann.detail(info.conference_id)).data.data
    assert [(one.participant_id, one.name) for one in people] == [("+861", "Last"), ("+862", "+862")]


async def test_guests_may_need_no_password(ann: Person) -> None:
    info = await ann.book(conf_config_info=ConfConfigInfo(is_guest_free_pwd=True))
    assert [entry.password == "" for entry in info.password_entry] == [False, True]


async def test_links_and_passwords_are_new_for_each_meeting(ann: Person) -> None:
    one, other = await ann.book(), await ann.book()
    assert one.conference_id != other.conference_id
    assert one.chair_join_uri is not None
    assert one.chair_join_uri.startswith(f"{ORIGIN}/#/j/{one.conference_id}/")
    assert len({one.chair_join_uri, one.guest_join_uri, other.chair_join_uri, other.guest_join_uri}) == 4


class TestRooms:
    """One room, one meeting at a time (``vmrFlag`` 1)."""

    async def test_a_personal_room_shows_its_fixed_id_and_passwords(self, ann: Person) -> None:
        room = await ann.personal_room()
        info = await ann.book(
            start_time="2021-09-01 09:00",
            vmr_flag=1,
            vmr_id=room.room_id,
            conf_config_info=ConfConfigInfo(guest_pwd="9999"),
        )
        assert (info.vmr_flag, info.vmr_id, info.vmr_conference_id) == (1, room.room_id, room.number)
        assert [entry.password for entry in info.password_entry] == [room.chair, room.general]
        assert info.conference_id != room.number
        assert f"/j/{room.number}/" in info.guest_join_uri

    async def test_under_a_fixed_id_the_room_decides_how_guests_come_in(self, ann: Person) -> None:
        """What the booking says of it is not told back."""
        room = await ann.personal_room()
        asked = ConfConfigInfo(vmr_id_type=VmrIdType.RANDOM, is_guest_free_pwd=True, join_before_host_time=10)
        info = await ann.book(
            start_time="2021-09-01 09:00", vmr_flag=1, vmr_id=room.room_id, conf_config_info=asked
        )
        for free in (False, True):
            change = VmrChange(guest_password="" if free else "246810")
            await ann.send(UpdateMemberVmr(id=room.room_id, body=change))
            shown = (await ann.detail(info.conference_id)).conference_data
            config = shown.conf_config_info
            assert (shown.password_entry[1].password == "") is free
            assert (config.is_guest_free_pwd, config.vmr_id_type, config.join_before_host_time) == (
                free,
                VmrIdType.FIXED,
                None,
            )

    async def test_a_cloud_room_may_show_a_random_id(self, ann: Person) -> None:
        room = await ann.cloud_room()
        info = await ann.book(
            vmr_flag=1, vmr_id=room.room_id, conf_config_info=ConfConfigInfo(vmr_id_type=VmrIdType.RANDOM)
        )
        assert (info.vmr_conference_id, info.conf_config_info.vmr_id_type) == (None, VmrIdType.RANDOM)
        assert info.password_entry[1].password != room.general

    @pytest.mark.parametrize(
        ("start", "allowed"),
        [("08:00", True), ("08:31", False), ("09:15", False), ("09:30", True)],
    )
    async def test_reservations_do_not_overlap(self, ann: Person, start: str, allowed: bool) -> None:
        room = await ann.personal_room()
        await ann.book(start_time="2021-09-01 09:00", vmr_flag=1, vmr_id=room.room_id)
        with expectation(allowed, refuses=errors.VMR_CONF_CONFLICT):
            await ann.book(start_time=f"2021-09-01 {start}", vmr_flag=1, vmr_id=room.room_id)

    async def test_an_instant_meeting_needs_the_room_free_until_its_end(self, ann: Person) -> None:
        room = await ann.personal_room()
        await ann.book(start_time="2021-08-30 12:20", vmr_flag=1, vmr_id=room.room_id)
        with refused(errors.VMR_IMMEDIATELY_CONF_DURATION_NOT_ENOUGH):
            await ann.book(vmr_flag=1, vmr_id=room.room_id)
        await ann.book(vmr_flag=1, vmr_id=room.room_id, length=20)
        with refused(errors.VMR_CONF_CONFLICT_AS_VMR_ALREADY_STARTED):
            await ann.book(vmr_flag=1, vmr_id=room.room_id, length=15)

    async def test_somebody_else_s_room_is_refused(self, ann: Person, make_person: MakePerson) -> None:
        bob = await make_person("Bob Lee")
        room = await bob.personal_room()
        with refused(errors.CONF_USER_NOT_VMR_OWNER):
            await ann.book(vmr_flag=1, vmr_id=room.room_id)

    async def test_a_room_holds_only_so_many(self, ann: Person) -> None:
        room = await ann.cloud_room(parties=50)
        await ann.book(
            start_time="2021-09-01 09:00", vmr_flag=1, vmr_id=room.room_id, concurrent_participants=50
        )
        with refused(errors.CONF_SIZE_OVER_COMMUNAL_VMR_MAXNUM):
            await ann.book(
                start_time="2021-09-02 09:00", vmr_flag=1, vmr_id=room.room_id, concurrent_participants=51
            )

    async def test_only_a_cloud_room_saves_concurrency(
        self, make_person: MakePerson, application: Application
    ) -> None:
        nothing = EnterpriseSettings(concurrency=0)
        corp = await application.database.write(
            lambda unit: application.corps.add(unit, name="Poor", now=NOON, settings=nothing)
        )
        joe = await make_person("Joe", corp=corp)
        personal, cloud = await joe.personal_room(), await joe.cloud_room()
        with refused(errors.ORG_CONCURRENT_PARTICIPANTS_NUMBER_IS_ZERO):
            await joe.book()
        with refused(errors.ORG_CONCURRENT_PARTICIPANTS_NUMBER_IS_ZERO):
            await joe.book(vmr_flag=1, vmr_id=personal.room_id)
        await joe.book(vmr_flag=1, vmr_id=cloud.room_id)

    async def test_without_the_flag_a_room_is_ignored(self, ann: Person) -> None:
        info = await ann.book(vmr_flag=0, vmr_id="whatever")
        assert (info.vmr_flag, info.vmr_id) == (0, None)
