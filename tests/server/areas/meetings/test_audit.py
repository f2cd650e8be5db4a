"""ListMeetingChanges, ShowAttendance and ExportAttendance: operations of our own."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest

from convener.domain.attendance import Participant
from convener.server.app import Application
from convener.server.clock import VirtualClock
from convener.wire import errors
from convener.wire.audit import (
    ChangedField,
    ChangeKind,
    ExportAttendance,
    ListMeetingChanges,
    MeetingChange,
    ShowAttendance,
)
from convener.wire.changes import CancelMeeting, UpdateMeeting
from convener.wire.control import Invitee
from convener.wire.meetings import Attendee, ConfConfigInfo, ConferenceInfo, ScheduleBody
from server.areas.meetings.conftest import Door, Pass, invite, start
from server.conftest import NOON, MakeCorp, MakePerson, Person
from support.plans import noted, plan, scans
from support.refusals import refused


async def log(who: Person, info: ConferenceInfo, **options: Any) -> list[MeetingChange]:
    return (await who.send(ListMeetingChanges(conference_id=info.conference_id, **options))).data


class TestTheChangeLog:
    @pytest.fixture
    async def info(self, ann: Person, chief: Person, clock: VirtualClock, passes: Pass) -> ConferenceInfo:
        """Booked by Ann, changed by an administrator, held, changed by its host, cancelled."""
        info = await ann.book(
            subject="Old", start_time="2021-08-30 14:00", length=60, attendees=[Attendee(phone="+861")]
        )
        clock.set(NOON + timedelta(minutes=1))
        body = ScheduleBody(
            media_types="HDVideo",
            subject="New",
            start_time="2021-08-30 15:00",
            length=60,
            conf_config_info=ConfConfigInfo(guest_pwd="135790"),
        )
        await chief.send(UpdateMeeting(conference_id=info.conference_id, body=body))
        await start(ann, info)
        await invite(ann, info, Invitee(phone="+862", name="Late"))
        await passes(timedelta(hours=1))
        await ann.send(CancelMeeting(conference_id=info.conference_id))
        return info

    async def test_who_did_what_and_when(self, ann: Person, chief: Person, info: ConferenceInfo) -> None:
        found = await log(ann, info)
        assert [(one.number, one.what, one.by_name) for one in found] == [
            (1, ChangeKind.BOOKED, "Ann Roe"),
            (2, ChangeKind.CHANGED, "Chief"),
            (3, ChangeKind.STARTED, "Ann Roe"),
            (4, ChangeKind.INVITED_CHANGED, None),
            (5, ChangeKind.ENDED, None),
            (6, ChangeKind.CANCELLED, "Ann Roe"),
        ]
        changed, invited = found[1], found[3]
        assert (changed.at, changed.by) == (NOON + timedelta(minutes=1), chief.user_id)
        assert changed.differences == [
            ChangedField(field="subject", before="Old", after="New"),
            ChangedField(
                field="starts", before="2021-08-30T14:00:00+00:00", after="2021-08-30T15:00:00+00:00"
            ),
            ChangedField(field="ends", before="2021-08-30T15:00:00+00:00", after="2021-08-30T16:00:00+00:00"),
            ChangedField(field="guest_password"),
        ]
        assert invited.differences == [ChangedField(field="attendee", after="Late (+862)")]

    async def test_from_where_one_left_off(self, ann: Person, info: ConferenceInfo) -> None:
        numbers = [one.number for one in await log(ann, info, after=2, limit=2)]
        assert numbers == [3, 4]
        assert await log(ann, info, after=6) == []

    async def test_who_may_look(
        self,
        ann: Person,
        bob: Person,
        chief: Person,
        info: ConferenceInfo,
        make_person: MakePerson,
        make_corp: MakeCorp,
    ) -> None:
        spy = await make_person("Spy", admin=True, corp=await make_corp("Other"))
        assert await log(chief, info) == await log(ann, info)
        with refused(errors.CONF_ROLE_AUTHENTICATION_FAILED):
            await log(bob, info)
        with refused(errors.CONF_DATA_NOT_FOUND):
            await log(spy, info)

    async def test_two_statements_through_indexes(
        self, ann: Person, info: ConferenceInfo, application: Application, database_url: str
    ) -> None:
        with noted(application.database) as sent:
            await log(ann, info)
        assert len(sent) == 2
        for each in sent:
            assert scans(await plan(database_url, each)) == []


class TestAttendance:
    @pytest.fixture
    async def info(self, ann: Person, door: Door, clock: VirtualClock, passes: Pass) -> ConferenceInfo:
        """Éve reconnected once; somebody with a formula for a name stayed to the end."""
        info = await ann.book(length=30, conf_config_info=ConfConfigInfo(prolong_length=0))
        for number, minute in enumerate((0, 10)):
            clock.set(NOON + timedelta(minutes=minute))
            eve = Participant(
                participant_id=f"{number}" * 32, name="Éve", number="+861", account="eve", dept_name="R&D"
            )
            await door.join(info, eve)
            clock.set(NOON + timedelta(minutes=minute + 5))
            await door.leave(info, eve.participant_id)
        await door.join(info, Participant(participant_id="f" * 32, name='=1+1,"x"'))
        await passes(timedelta(minutes=15))
        return info

    async def test_everybody_once(self, ann: Person, info: ConferenceInfo) -> None:
        [eve, other] = (await ann.send(ShowAttendance(conf_uuid=str(info.conf_uuid)))).data
        assert (eve.name, eve.number, eve.account, eve.department) == ("Éve", "+861", "eve", "R&D")
        assert (eve.first_joined, eve.last_left) == (NOON, NOON + timedelta(minutes=15))
        assert (eve.seconds, eve.stays) == (600, 2)
        assert (other.name, other.seconds, other.stays) == ('=1+1,"x"', 900, 1)

    async def test_as_a_table(self, ann: Person, info: ConferenceInfo) -> None:
        text = await ann.send(ExportAttendance(conf_uuid=str(info.conf_uuid)))
        [eve, other] = csv.DictReader(io.StringIO(text))
        assert eve == {
            "name": "Éve",
            "number": "+861",
            "account": "eve",
            "department": "R&D",
            "first_joined": "2021-08-30T12:00:00Z",
            "last_left": "2021-08-30T12:15:00Z",
            "seconds": "600",
            "stays": "2",
        }
        assert other["name"] == '\'=1+1,"x"'

    @pytest.mark.parametrize("ask", [ShowAttendance, ExportAttendance])
    async def test_who_may_look(
        self,
        ann: Person,
        bob: Person,
        chief: Person,
        info: ConferenceInfo,
        make_person: MakePerson,
        make_corp: MakeCorp,
        ask: Any,
    ) -> None:
        spy = await make_person("Spy", admin=True, corp=await make_corp("Other"))
        await chief.send(ask(conf_uuid=info.conf_uuid))
        with refused(errors.CONF_ROLE_AUTHENTICATION_FAILED):
            await bob.send(ask(conf_uuid=info.conf_uuid))
        for who, uuid in ((spy, info.conf_uuid), (ann, "0" * 32)):
            with refused(errors.CONF_DATA_NOT_FOUND):
                await who.send(ask(conf_uuid=uuid))
