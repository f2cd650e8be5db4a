from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from convener.domain.facts import AttendeesChanged, MeetingChanged, MeetingScheduled, MeetingStarted
from convener.server.app import Application
from convener.server.clock import VirtualClock, micros
from convener.wire import errors
from convener.wire.changes import UpdateMeeting
from convener.wire.errors import Fault
from convener.wire.meetings import (
    Attendee,
    ConfConfigInfo,
    ConferenceInfo,
    ConferenceState,
    ConfType,
    Language,
    RecordType,
    ShowAudienceCountInfo,
    VmrIdType,
)
from server.conftest import NOON, MakeCorp, MakePerson, Person
from support.changing import body, facts, repeat, slots, start, timers, update
from support.refusals import expectation, refused


@pytest.fixture
async def ann(make_person: MakePerson) -> Person:
    return await make_person("Ann Roe")


@pytest.fixture
async def info(ann: Person) -> ConferenceInfo:
    return await ann.book(
        start_time="2021-09-01 09:00",
        length=45,
        subject="Sync",
        language=Language.ENGLISH,
        time_zone_id="26",
        record_type=RecordType.LIVE,
        live_address="rtmp://live.example.org/a",
        attendees=[Attendee(phone="+861", name="First"), Attendee(phone="+862", name="Second")],
        conf_config_info=ConfConfigInfo(
            prolong_length=30,
            enable_waiting_room=True,
            show_audience_count_info=ShowAudienceCountInfo(show_audience_mode=1, base_audience_count=7),
        ),
    )


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text + "+00:00")


class TestMerging:
    async def test_what_is_left_out_stays(self, ann: Person, info: ConferenceInfo) -> None:
        after = await update(ann, info, length=45)
        assert after == info
        assert (await ann.detail(info.conference_id)).conference_data.subject == "Sync"

    async def test_what_is_given_replaces(self, ann: Person, info: ConferenceInfo) -> None:
        after = await update(
            ann,
            info,
            start_time="2021-09-02 10:00",
            length=60,
            subject="Sync (moved)",
            media_types="Voice",
            language=Language.CHINESE,
            time_zone_id="13",
            record_type=RecordType.OFF,
            live_address="",
            concurrent_participants=5,
        )
        assert (after.start_time, after.end_time) == ("2021-09-02 10:00", "2021-09-02 11:00")
        assert (after.subject, after.media_types, after.language) == ("Sync (moved)", "Voice", "zh-CN")
        assert (after.time_zone_id, after.record_type, after.live_address) == ("13", 0, None)
        assert after.concurrent_participants == 5
        seen = (await ann.detail(info.conference_id)).conference_data
        seen.role = None
        assert seen == after

    async def test_id_passwords_and_links_stay(self, ann: Person, info: ConferenceInfo) -> None:
        after = await update(ann, info, start_time="2021-09-02 10:00", subject="Other")
        assert (after.conference_id, after.password_entry) == (info.conference_id, info.password_entry)
        assert (after.chair_join_uri, after.guest_join_uri) == (info.chair_join_uri, info.guest_join_uri)

    async def test_settings_merge_one_level_deep(self, ann: Person, info: ConferenceInfo) -> None:
        count = ShowAudienceCountInfo(show_audience_mode=0)
        config = ConfConfigInfo(is_auto_mute=True, show_audience_count_info=count)
        after = (await update(ann, info, length=45, conf_config_info=config)).conf_config_info
        assert (after.is_auto_mute, after.prolong_length, after.enable_waiting_room) == (True, 30, True)
        assert after.show_audience_count_info == count

    async def test_an_absent_length_is_half_an_hour(self, ann: Person, info: ConferenceInfo) -> None:
        assert (await update(ann, info)).end_time == "2021-09-01 09:30"

    @pytest.mark.parametrize("code", ["", "0"])
    async def test_no_zone_leaves_the_zone(self, ann: Person, info: ConferenceInfo, code: str) -> None:
        assert (await update(ann, info, time_zone_id=code)).time_zone_id == "26"

    async def test_the_rule_of_a_series_is_ignored(self, ann: Person, info: ConferenceInfo) -> None:
        series = await repeat(ann)
        after = await update(ann, info, length=45, cycle_params=series.cycle_params)
        assert (after.conf_type, after.cycle_params) == (ConfType.FUTURE, None)


class TestPeople:
    async def test_a_list_replaces_the_list(
        self, ann: Person, info: ConferenceInfo, application: Application
    ) -> None:
        people = [Attendee(phone="+863", name="Third"), Attendee(phone="+862", name="2nd")]
        after = await update(ann, info, attendees=people)
        assert [one.name for one in after.part_attendee_info or ()] == ["Third", "2nd"]
        assert after.size == 2
        [change] = await facts(application, AttendeesChanged)
        assert ([one.phone for one in change.refreshed], [one.phone for one in change.removed]) == (
            ["+863", "+862"],
            ["+861"],
        )
        assert (change.version, change.by) == (1, ann.user_id)

    async def test_an_empty_list_uninvites_everyone(self, ann: Person, info: ConferenceInfo) -> None:
        assert (await update(ann, info, attendees=[])).size == 0

    async def test_the_same_list_is_no_change(
        self, ann: Person, info: ConferenceInfo, application: Application
    ) -> None:
        people = [Attendee(phone="+861", name="First"), Attendee(phone="+862", name="Second")]
        await update(ann, info, attendees=people)
        after = await update(ann, info, attendees=people[::-1])
        assert [one.name for one in after.part_attendee_info or ()] == ["Second", "First"]
        assert await facts(application, AttendeesChanged) == []

    async def test_who_comes_with_a_user_id_alone_stays(self, ann: Person, application: Application) -> None:
        known = [Attendee(user_uuid="u" * 32, phone="+861", name="Guest")]
        info = await ann.book(start_time="2021-09-01 09:00", attendees=known)
        after = await update(ann, info, attendees=[Attendee(user_uuid="u" * 32)])
        assert [(one.name, one.phone) for one in after.part_attendee_info or ()] == [("Guest", "+861")]
        assert await facts(application, AttendeesChanged) == []

    async def test_the_invited_see_it_and_the_uninvited_do_not(
        self, ann: Person, info: ConferenceInfo, make_person: MakePerson
    ) -> None:
        bob, eve = await make_person("Bob Lee"), await make_person("Eve Orr")
        await update(ann, info, attendees=[Attendee(account_id=bob.account)])
        assert (await bob.detail(info.conference_id)).conference_data.role == "general"
        await update(ann, info, attendees=[Attendee(account_id=eve.account, role=1)])  # type: ignore[arg-type]
        assert (await eve.detail(info.conference_id)).conference_data.role == "chair"
        with refused(errors.CONF_ROLE_AUTHENTICATION_FAILED):
            await bob.detail(info.conference_id)


class TestPasswords:
    async def test_a_given_one_replaces(self, ann: Person, info: ConferenceInfo) -> None:
        after = await update(ann, info, conf_config_info=ConfConfigInfo(guest_pwd="4321"))
        assert after.password_entry == [
            info.password_entry[0],
            type(info.password_entry[1])(conference_role="general", password="4321"),  # type: ignore[arg-type]
        ]

    async def test_guests_without_one_get_one_again(self, ann: Person, info: ConferenceInfo) -> None:
        free = await update(ann, info, conf_config_info=ConfConfigInfo(is_guest_free_pwd=True))
        assert free.password_entry[1].password == ""
        bound = await update(ann, info, conf_config_info=ConfConfigInfo(is_guest_free_pwd=False))
        assert len(bound.password_entry[1].password) == 6

    async def test_it_may_not_be_the_hosts_nor_the_number(self, ann: Person, info: ConferenceInfo) -> None:
        chair = info.password_entry[0].password
        with refused(errors.GUEST_PWD_CONFLICT_WITH_CHAIR_PWD):
            await update(ann, info, conf_config_info=ConfConfigInfo(guest_pwd=chair))
        with refused(errors.GUEST_PWD_CONFLICT_WITH_CONF_ID):
            await update(ann, info, conf_config_info=ConfConfigInfo(guest_pwd=info.conference_id))

    async def test_a_rooms_own_ones_stay(self, ann: Person) -> None:
        room = await ann.personal_room()
        info = await ann.book(start_time="2021-09-01 09:00", vmr_flag=1, vmr_id=room.room_id)
        after = await update(ann, info, conf_config_info=ConfConfigInfo(guest_pwd="4321"))
        assert after.password_entry == info.password_entry


class TestStartingNow:
    @pytest.mark.parametrize("text", [None, ""])
    async def test_without_a_start_it_begins_at_once(
        self, ann: Person, info: ConferenceInfo, application: Application, text: str | None
    ) -> None:
        after = await update(ann, info, start_time=text)
        assert (after.conference_state, after.conf_type) == (ConferenceState.CREATED, ConfType.FUTURE)
        assert (after.start_time, after.end_time) == ("2021-08-30 12:00", "2021-08-30 12:30")
        assert after.conf_uuid
        [opened] = await facts(application, MeetingStarted)
        assert (opened.conf_uuid, opened.by) == (after.conf_uuid, ann.user_id)
        [due] = await timers(application)
        assert due == micros(NOON + timedelta(minutes=30))

    async def test_not_in_a_room(self, ann: Person) -> None:
        room = await ann.personal_room()
        info = await ann.book(start_time="2021-09-01 09:00", vmr_flag=1, vmr_id=room.room_id)
        with refused(errors.CONF_MODIFY_IMMEDIATELY_VMR_FAIL):
            await update(ann, info, start_time="")

    async def test_people_to_be_called_are_called_in_the_minute_it_is_moved_to(
        self, ann: Person, info: ConferenceInfo, clock: VirtualClock, application: Application
    ) -> None:
        clock.set(NOON + timedelta(seconds=40))
        people = [Attendee(phone="1", is_auto_invite=1)]
        after = await update(ann, info, start_time="2021-08-30 12:00", attendees=people)
        assert after.conference_state is ConferenceState.SCHEDULE
        await application.worker.run_due()
        seen = (await ann.detail(info.conference_id)).conference_data
        assert seen.conference_state is ConferenceState.CREATED


class TestTimes:
    async def test_its_timer_moves(self, ann: Person, info: ConferenceInfo, application: Application) -> None:
        await update(ann, info, start_time="2021-09-02 10:00", length=60)
        assert await timers(application) == [micros(moment("2021-09-02 11:00"))]
        await update(ann, info, attendees=[Attendee(phone="1", is_auto_invite=1)])
        assert await timers(application) == [micros(moment("2021-09-01 09:00"))]

    async def test_its_end_is_that_of_the_new_time(
        self, ann: Person, info: ConferenceInfo, clock: VirtualClock, application: Application
    ) -> None:
        await update(ann, info, start_time="2021-08-30 13:00", length=60)
        clock.set(NOON + timedelta(hours=2))
        await application.worker.run_due()
        with refused(errors.CONF_DATA_NOT_FOUND):
            await ann.detail(info.conference_id)

    async def test_a_start_that_stays_may_have_passed(
        self, ann: Person, info: ConferenceInfo, clock: VirtualClock
    ) -> None:
        clock.set(moment("2021-09-01 09:10"))
        await ann.log_in()
        assert (await update(ann, info, length=60)).end_time == "2021-09-01 10:00"
        clock.set(moment("2021-09-01 09:40"))
        with refused(errors.CONF_START_TIME_LESS_THAN_CURRENT_TIME):
            await update(ann, info, length=30)

    async def test_between_two_holdings_it_may_be_changed(
        self, ann: Person, info: ConferenceInfo, clock: VirtualClock, application: Application
    ) -> None:
        await start(ann, info)
        clock.set(NOON + timedelta(minutes=45))
        await application.worker.run_due()
        assert (await update(ann, info, subject="Again")).subject == "Again"


class TestRooms:
    async def test_its_reservation_moves_with_it(self, ann: Person, application: Application) -> None:
        room = await ann.personal_room()
        info = await ann.book(start_time="2021-09-01 09:00", vmr_flag=1, vmr_id=room.room_id)
        await update(ann, info, start_time="2021-09-01 09:15")
        assert await slots(application) == [micros(moment("2021-09-01 09:15"))]
        await ann.book(start_time="2021-09-01 08:45", vmr_flag=1, vmr_id=room.room_id)
        with refused(errors.VMR_CONF_CONFLICT):
            await update(ann, info, start_time="2021-09-01 09:14")
        assert (await ann.detail(info.conference_id)).conference_data.start_time == "2021-09-01 09:15"

    async def test_saying_the_same_again_is_no_change(self, ann: Person) -> None:
        room = await ann.cloud_room()
        info = await ann.book(start_time="2021-09-01 09:00", vmr_flag=1, vmr_id=room.room_id)
        same = ConfConfigInfo(vmr_id_type=0)  # type: ignore[arg-type]
        given = {"vmr_flag": 1, "vmr_id": room.room_id, "conf_res_type": 1, "conf_config_info": same}
        assert (await update(ann, info, **given)).vmr_id == room.room_id

    @pytest.mark.parametrize(
        ("change", "fault"),
        [
            ({"vmr_flag": 0}, errors.VMR_FLAG_CANNOT_MODIFY),
            ({"vmr_id": "other"}, errors.VMRID_CANNOT_MODIFY),
            ({"conf_config_info": ConfConfigInfo(vmr_id_type=1)}, errors.VMRIDTYPE_CANNOT_MODIFY),  # type: ignore[arg-type]
            ({"conf_res_type": 0}, errors.PARAMETER_VERIFIED_FAIL),
            ({"conf_res_type": 2}, errors.WEBINAR_COMMON_NON_CONVERT),
            ({"concurrent_participants": 11}, errors.CONF_SIZE_OVER_COMMUNAL_VMR_MAXNUM),
        ],
    )
    async def test_what_booking_settled_stays(
        self, ann: Person, change: dict[str, Any], fault: Fault
    ) -> None:
        room = await ann.cloud_room(parties=10)
        info = await ann.book(start_time="2021-09-01 09:00", vmr_flag=1, vmr_id=room.room_id)
        with refused(fault):
            await update(ann, info, **change)

    @pytest.mark.parametrize("kind", [0, 1])
    async def test_of_a_meeting_without_a_room_the_kind_of_id_means_nothing(
        self, ann: Person, info: ConferenceInfo, kind: int
    ) -> None:
        """The client SDK says "random" in every edit of such a meeting, whatever was said when booking."""
        config = ConfConfigInfo(vmr_id_type=VmrIdType(kind))
        assert (await update(ann, info, conf_config_info=config, subject="New")).subject == "New"

    async def test_a_meeting_without_a_room_gets_none(self, ann: Person, info: ConferenceInfo) -> None:
        room = await ann.cloud_room()
        with refused(errors.VMR_FLAG_CANNOT_MODIFY):
            await update(ann, info, vmr_flag=1, vmr_id=room.room_id)
        assert (await update(ann, info, vmr_id=room.room_id)).vmr_flag == 0


class TestRefusals:
    @pytest.mark.parametrize(
        ("change", "fault"),
        [
            ({"start_time": "2021-08-30 11:59"}, errors.CONF_START_TIME_LESS_THAN_CURRENT_TIME),
            ({"start_time": "2022-08-30 12:01"}, errors.CONF_START_TIME_OVER_MAX_SCHEDULE_TIME),
            ({"start_time": "soon"}, errors.PARAMETER_VERIFIED_FAIL),
            ({"time_zone_id": "99"}, errors.PARAMETER_VERIFIED_FAIL),
            ({"attendees": [Attendee(name="Nobody")]}, errors.SITE_CALL_NUMBER_IS_EMPTY),
            (
                {"attendees": [Attendee(phone=f"+{number}") for number in range(1001)]},
                errors.CONF_ATTENDEES_NUMBER_EXCEED_LIMIT,
            ),
        ],
    )
    async def test_what_cannot_be_booked(
        self, ann: Person, info: ConferenceInfo, change: dict[str, Any], fault: Fault
    ) -> None:
        with refused(fault):
            await update(ann, info, **change)
        seen = (await ann.detail(info.conference_id)).conference_data
        assert (seen.start_time, seen.size) == ("2021-09-01 09:00", 2)

    async def test_a_running_meeting(self, ann: Person, info: ConferenceInfo) -> None:
        await start(ann, info)
        with refused(errors.CONF_MODIFY_FAIL_AS_CONF_ALREADY_STARTED):
            await update(ann, info, subject="Too late")

    async def test_an_unknown_meeting(self, ann: Person) -> None:
        with refused(errors.CONF_DATA_NOT_FOUND):
            await ann.send(UpdateMeeting(conference_id="987654321", body=body()))

    async def test_a_meeting_that_is_over(
        self, ann: Person, info: ConferenceInfo, clock: VirtualClock
    ) -> None:
        clock.set(moment("2021-09-01 09:45"))
        await ann.log_in()
        with refused(errors.CONF_DATA_NOT_FOUND):
            await update(ann, info)

    async def test_a_series_has_its_own_operation(self, ann: Person) -> None:
        with refused(errors.CONF_CONFERENCE_TYPE_ILLEGAL):
            await update(ann, await repeat(ann))

    @pytest.mark.parametrize(
        ("name", "admin", "allowed"), [("Bob Lee", False, False), ("Chief Roe", True, True)]
    )
    async def test_others_than_the_scheduler(
        self, info: ConferenceInfo, make_person: MakePerson, name: str, admin: bool, allowed: bool
    ) -> None:
        other = await make_person(name, admin=admin)
        with expectation(allowed, refuses=errors.CONF_INSUFFICIENT_PERMISSIONS):
            after = await update(other, info, subject="Mine now")
            assert after.scheduler_name == "Ann Roe"

    async def test_an_invited_host_may_not(self, ann: Person, make_person: MakePerson) -> None:
        bob = await make_person("Bob Lee")
        host = Attendee(account_id=bob.account, role=1)  # type: ignore[arg-type]
        info = await ann.book(start_time="2021-09-01 09:00", attendees=[host])
        with refused(errors.CONF_INSUFFICIENT_PERMISSIONS):
            await update(bob, info)

    async def test_another_enterprises_is_unknown(
        self, info: ConferenceInfo, make_person: MakePerson, make_corp: MakeCorp
    ) -> None:
        stranger = await make_person("Stranger", admin=True, corp=await make_corp("Other"))
        with refused(errors.CONF_DATA_NOT_FOUND):
            await update(stranger, info)


class TestFacts:
    async def test_who_changed_what(
        self, ann: Person, info: ConferenceInfo, application: Application, make_person: MakePerson
    ) -> None:
        chief = await make_person("Chief Roe", admin=True)
        await update(chief, info, start_time="2021-09-02 10:00", length=45, subject="Moved")
        scheduled, change = await facts(application)
        assert isinstance(scheduled, MeetingScheduled)
        assert isinstance(change, MeetingChanged)
        assert (change.by, change.conference_id) == (chief.user_id, info.conference_id)
        assert (change.before.subject, change.after.subject) == ("Sync", "Moved")
        assert change.before.starts == moment("2021-09-01 09:00")
        assert (change.after.starts, change.after.ends) == (
            moment("2021-09-02 10:00"),
            moment("2021-09-02 10:45"),
        )
        assert change.before.plan == change.after.plan

    async def test_asking_for_nothing_new_leaves_none(
        self, ann: Person, info: ConferenceInfo, application: Application
    ) -> None:
        await update(ann, info, length=45)
        assert await facts(application, MeetingChanged) == []

    async def test_passwords_are_not_in_them(
        self, ann: Person, info: ConferenceInfo, application: Application
    ) -> None:
        await update(ann, info, length=45, conf_config_info=ConfConfigInfo(guest_pwd="987654321000"))
        [change] = await facts(application, MeetingChanged)
        assert change.guest_password_changed
        assert "987654321000" not in str(change)
