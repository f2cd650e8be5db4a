"""What is changed, moved, cancelled and listed shows in what is looked up, on a real server."""

from __future__ import annotations

from hypothesis import given, settings
from msgspec import structs

from client.conftest import NOON, Site
from client.hwm.answers import Told, code_of
from client.hwm.conftest import MakeService
from client.hwm.planned import AMSTERDAM, DAY, HOUR, START, booked, dates, seen, series
from client.hwm.test_round_trip import bookings
from convener.client import Client
from convener.client.hwm import (
    SDKERR,
    BookConfParam,
    CancelConfParam,
    CancelCycleConfParam,
    CancelSubCycleConfParam,
    ConfAllowJoinUserType,
    ConfCommonParam,
    ConfDetail,
    ConferenceType,
    ConfRole,
    ConfState,
    CycleConfParam,
    CycleType,
    EditConfParam,
    MediaType,
    ModifyCycleConfParam,
    ModifySubCycleConfParam,
    RecordAuthType,
    UISDKService,
)
from convener.domain.meeting import Room
from convener.wire.meetings import StartBody, StartMeeting

VIDEO, AUDIO = MediaType.HWM_MEDIA_TYPE_VIDEO, MediaType.HWM_MEDIA_TYPE_AUDIO


def running(sdk: UISDKService) -> str:
    """The ID of a meeting that is being held."""
    info = {"subject": "Now", "mediaType": 1, "needPassword": False}
    return sdk.getConfCtrlApi().createConf(info).result().confId


def begin(site: Site, detail: ConfDetail) -> None:
    """Have a meeting of the administrator's begin, which this SDK leaves to whoever joins."""
    item = detail.confListInfo
    with Client(site.url, credentials=site.admin, trust=site.trust) as client:
        client.send(StartMeeting(body=StartBody(conference_id=item.confId, password=item.hostPwd)))


def told(detail: ConfDetail) -> ConfDetail:
    """The detail without what makes one meeting another one, and what an edit cannot change."""
    item = structs.replace(detail.confListInfo, confId="", hostPwd="", hostJoinUri="", guestJoinUri="")
    return structs.replace(detail, confListInfo=item, vmrConfIdType=ConfDetail().vmrConfIdType)


class TestAnEdit:
    @settings(max_examples=20, deadline=None)
    @given(before=bookings, after=bookings)
    def test_makes_of_any_meeting_any_other(
        self, agent: UISDKService, before: BookConfParam, after: BookConfParam
    ) -> None:
        for person in before.confCommonParam.attendees:
            person.userUuid = None  # who stays in the list keeps their number
        one, other = booked(agent, before), booked(agent, after)
        edit = structs.replace(EditConfParam.from_detail(other), confId=one.confListInfo.confId)
        agent.getConfMgrApi().editConf(edit).result()
        assert told(seen(agent, one)) == told(other)

    @settings(max_examples=10, deadline=None)
    @given(param=bookings)
    def test_that_says_what_is_changes_nothing(self, agent: UISDKService, param: BookConfParam) -> None:
        detail = booked(agent, param)
        agent.getConfMgrApi().editConf(EditConfParam.from_detail(detail)).result()
        assert seen(agent, detail) == detail

    def test_leaves_alone_what_it_does_not_say(self, agent: UISDKService) -> None:
        detail = booked(agent, guestPwd="246810", isOpenWaitingRoom=True, isAutoRecord=True)
        common = {"subject": "Coffee", "timezone": AMSTERDAM, "attendees": detail.attendees}
        param = {
            "confId": detail.confListInfo.confId,
            "startTimeStamp": START + HOUR,
            "duration": 45,
            "confCommonParam": common,
        }
        agent.getConfMgrApi().editConf(param).result()
        after = seen(agent, detail)
        assert (after.confListInfo.subject, after.confListInfo.startTime) == ("Coffee", START + HOUR)
        assert after.confListInfo.guestPwd == "246810"
        assert (after.needPassword, after.isOpenWaitingRoom, after.isAutoRecord) == (True, True, True)
        assert after.attendees == detail.attendees

    def test_without_a_start_begins_the_meeting(self, agent: UISDKService) -> None:
        detail = booked(agent)
        edit = structs.replace(EditConfParam.from_detail(detail), startTime=None)
        agent.getConfMgrApi().editConf(edit).result()
        assert seen(agent, detail).confListInfo.confStateType is ConfState.HWM_CONF_STATE_GOING

    def test_keeps_a_meeting_in_its_room(self, agent: UISDKService, hall: Room) -> None:
        detail = booked(agent, vmrId=hall.room_id)
        edit = EditConfParam.from_detail(detail)
        edit.confCommonParam.subject = "Still here"
        agent.getConfMgrApi().editConf(edit).result()
        after = seen(agent, detail)
        assert (after.confListInfo.subject, after.vmrId) == ("Still here", hall.room_id)
        edit.confCommonParam.vmrId = "other"
        assert code_of(agent.getConfMgrApi().editConf(edit)) == 111071113
        edit.confCommonParam.vmrId = ""
        assert code_of(agent.getConfMgrApi().editConf(edit)) == 111071114

    def test_of_what_cannot_be_edited_is_refused(self, agent: UISDKService, stranger: UISDKService) -> None:
        detail = booked(agent)
        edit = EditConfParam.from_detail(detail)
        assert code_of(stranger.getConfMgrApi().editConf(edit)) == 111070002
        past = structs.replace(edit, startTime=int(NOON.timestamp()) - 60)
        assert code_of(agent.getConfMgrApi().editConf(past)) == 111071013
        edit.confId = running(agent)
        assert code_of(agent.getConfMgrApi().editConf(edit)) == 111071065
        edit.confId = "900000000"
        assert code_of(agent.getConfMgrApi().editConf(edit)) == 111070005
        edit.confId = series(agent).confListInfo.confId
        assert code_of(agent.getConfMgrApi().editConf(edit)) == 111071019


class TestCancelling:
    def test_takes_a_meeting_away(self, agent: UISDKService) -> None:
        detail, notes = booked(agent), Told()
        conf_id = detail.confListInfo.confId
        agent.getConfMgrApi().cancelConf(CancelConfParam(confId=conf_id), notes).result()
        assert notes.calls == [(SDKERR.SDKERR_SUCCESS, "", None)]
        assert code_of(agent.getConfMgrApi().getConfDetail({"confId": conf_id})) == 111070005
        assert code_of(agent.getConfMgrApi().cancelConf({"confId": conf_id})) == 111070005

    def test_ends_a_running_one_only_if_it_is_said_to(self, agent: UISDKService) -> None:
        conf_id = running(agent)
        manager = agent.getConfMgrApi()
        assert code_of(manager.cancelConf({"confId": conf_id})) == 111071067
        assert code_of(manager.cancelConf({"confId": conf_id, "isForceCancel": False})) == 111071067
        manager.cancelConf({"confId": conf_id, "isForceCancel": True}).result()
        assert code_of(manager.getConfDetail({"confId": conf_id})) == 111070005

    def test_is_not_for_strangers(self, agent: UISDKService, stranger: UISDKService) -> None:
        conf_id = booked(agent).confListInfo.confId
        assert code_of(stranger.getConfMgrApi().cancelConf({"confId": conf_id})) == 111070002


class TestASeries:
    def test_is_made_anew(self, agent: UISDKService) -> None:
        detail = series(agent)
        edit = EditConfParam.from_detail(detail)
        edit.confCommonParam.subject = "Coffee"
        edit = structs.replace(edit, startTime=START + HOUR, duration=60)
        days = CycleConfParam(
            startDate=START,
            endDate=START + 9 * DAY,
            cycleType=CycleType.CYCLE_TYPE_DAY,
            interval=2,
            preRemindDays=3,
        )
        param = ModifyCycleConfParam(editConfParam=edit, cycleParam=days)
        agent.getConfMgrApi().modifyCycleConf(param).result()
        item = seen(agent, detail).confListInfo
        assert item.subject == "Coffee"
        assert [one.startTime for one in item.subConfParam] == [
            START + HOUR + n * DAY for n in (0, 2, 4, 6, 8)
        ]
        assert {one.endTime - one.startTime for one in item.subConfParam} == {HOUR}
        assert item.cycleParam is not None
        assert (item.cycleParam.interval, item.cycleParam.preRemindDays) == (2, 3)

    def test_keeps_its_days_and_its_time_when_the_detail_is_given_back(self, agent: UISDKService) -> None:
        detail = series(agent, allowGuestStartConfTime=0)  # REST says nothing of it where nobody did
        cycle = detail.confListInfo.cycleParam
        assert cycle is not None
        edit = EditConfParam.from_detail(detail)
        param = ModifyCycleConfParam(editConfParam=edit, cycleParam=cycle)
        agent.getConfMgrApi().modifyCycleConf(param).result()
        assert seen(agent, detail) == detail

    def test_has_a_meeting_changed_alone(self, agent: UISDKService) -> None:
        detail = series(agent)
        before = dates(detail)
        param = ModifySubCycleConfParam(
            confId=detail.confListInfo.confId,
            subConfID=before[2].subConfID,
            mediaType=VIDEO,
            startTime=before[2].startTime + 2 * HOUR,
            duration=90,
            isAutoRecord=True,
            recordAuthType=RecordAuthType.RECORD_AUTH_TYPE_ATTENDEE,
            confAllowJoinUser=ConfAllowJoinUserType.CONF_ALLOW_JOIN_INVITED_USER,
            allowGuestStartConf=False,
            allowGuestStartConfTime=10,
        )
        agent.getConfMgrApi().modifySubCycleConf(param).result()
        after = dates(seen(agent, detail))
        assert [one for one in after if one.subConfID != before[2].subConfID] == [
            *before[:2],
            *before[3:],
        ]
        begin = before[2].startTime + 2 * HOUR
        assert after[2] == structs.replace(
            before[2],
            startTime=begin,
            startTimeStamp=begin,
            endTime=begin + 90 * 60,
            endTimeStamp=begin + 90 * 60,
            isAutoRecord=True,
            recordAuthType=RecordAuthType.RECORD_AUTH_TYPE_ATTENDEE,
            confAllowJoinUser=ConfAllowJoinUserType.CONF_ALLOW_JOIN_INVITED_USER,
            allowGuestStartConf=False,
            allowGuestStartConfTime=10,
        )

    def test_keeps_the_order_of_its_meetings(self, agent: UISDKService) -> None:
        detail = series(agent)
        one = dates(detail)[2]
        param = {
            "confId": detail.confListInfo.confId,
            "subConfID": one.subConfID,
            "mediaType": AUDIO,
            "startTime": one.startTime + DAY,
            "duration": 30,
        }
        assert code_of(agent.getConfMgrApi().modifySubCycleConf(param)) == 111071119
        assert code_of(agent.getConfMgrApi().modifySubCycleConf({**param, "subConfID": "none"})) == 111070005

    def test_loses_single_meetings_and_then_all(self, agent: UISDKService) -> None:
        detail, manager = series(agent), agent.getConfMgrApi()
        conf_id, before = detail.confListInfo.confId, dates(detail)
        gone = CancelSubCycleConfParam(confId=conf_id, subConfID=before[1].subConfID, endOnlineConf=False)
        manager.cancelSubCycleConf(gone).result()
        assert dates(seen(agent, detail)) == [before[0], *before[2:]]
        assert code_of(manager.cancelSubCycleConf(gone)) == 111070005
        manager.cancelCycleConf(CancelCycleConfParam(confId=conf_id, endOnlineConf=False)).result()
        assert code_of(manager.getConfDetail({"confId": conf_id})) == 111070005

    def test_that_runs_is_cancelled_only_if_it_is_said_to_end(self, agent: UISDKService, site: Site) -> None:
        detail, manager = series(agent), agent.getConfMgrApi()
        conf_id = detail.confListInfo.confId
        first = {"confId": conf_id, "subConfID": dates(detail)[0].subConfID}
        edit = EditConfParam.from_detail(detail)
        begin(site, detail)
        assert code_of(manager.cancelCycleConf({"confId": conf_id, "endOnlineConf": False})) == 111071067
        assert code_of(manager.cancelSubCycleConf({**first, "endOnlineConf": False})) == 111071067
        days = CycleConfParam(startDate=START, endDate=START + DAY, cycleType=CycleType.CYCLE_TYPE_DAY)
        param = ModifyCycleConfParam(editConfParam=edit, cycleParam=days)
        assert code_of(manager.modifyCycleConf(param)) == 111071065
        manager.cancelSubCycleConf({**first, "endOnlineConf": True}).result()
        assert len(dates(seen(agent, detail))) == 6
        manager.cancelCycleConf({"confId": conf_id, "endOnlineConf": True}).result()
        assert code_of(manager.getConfDetail({"confId": conf_id})) == 111070005


class TestTheList:
    def test_has_meetings_and_series_with_what_their_details_say(
        self, make_sdk: MakeService, site: Site, stranger: UISDKService
    ) -> None:
        assert stranger.getConfMgrApi().getConfList().result().confListSize == 0
        single, many, notes = booked(stranger, subject="Single"), series(stranger, subject="Many"), Told()
        found = stranger.getConfMgrApi().getConfList(notes).result()
        assert notes.calls == [(SDKERR.SDKERR_SUCCESS, "", found)]
        assert found.confListSize == 2
        by_subject = {item.subject: item for item in found.confListItem}
        assert by_subject["Single"] == single.confListInfo
        assert by_subject["Many"].conferenceType is ConferenceType.HWM_CONF_TYPE_CYCLE
        assert by_subject["Many"].startTime == many.confListInfo.startTime
        assert by_subject["Single"].selfConfRole is ConfRole.HWM_CONF_ROLE_HOST

    def test_follows_changes(self, stranger: UISDKService) -> None:
        manager, detail = stranger.getConfMgrApi(), booked(stranger)
        edit = EditConfParam.from_detail(detail)
        edit.confCommonParam.subject = "Coffee"
        manager.editConf(edit).result()
        assert [item.subject for item in manager.getConfList().result().confListItem] == ["Coffee"]
        manager.cancelConf({"confId": edit.confId}).result()
        assert manager.getConfList().result().confListItem == []

    def test_has_who_is_invited_as_no_host(
        self, agent: UISDKService, stranger: UISDKService, strange_account: str
    ) -> None:
        me = {"nickName": "Me", "thirdUserId": strange_account}
        booked(agent, attendees=[me])
        [item] = stranger.getConfMgrApi().getConfList().result().confListItem
        assert (item.selfConfRole, item.hostPwd) == (ConfRole.HWM_CONF_ROLE_ATTENDEE, "")


async def test_every_call_may_be_awaited_under_its_other_name(sdk: UISDKService) -> None:
    manager = sdk.get_conf_mgr_api()
    detail = await manager.book_conf(
        BookConfParam(
            startTime=START,
            duration=30,
            confCommonParam=ConfCommonParam(subject="Tea", timezone=AMSTERDAM),
        )
    )
    conf_id = detail.confListInfo.confId
    await manager.edit_conf(EditConfParam.from_detail(detail))
    assert conf_id in [item.confId for item in (await manager.get_conf_list()).confListItem]
    await manager.cancel_conf({"confId": conf_id})
    many = await manager.book_cycle_conf(
        {
            "bookConfParam": {
                "startTime": START,
                "duration": 30,
                "confCommonParam": {"subject": "Tea", "timezone": 27},
            },
            "cycleParam": {"startDate": START, "endDate": START + 2 * DAY, "cycleType": 0},
        }
    )
    conf_id = many.confListInfo.confId
    await manager.modify_cycle_conf(
        {
            "editConfParam": EditConfParam.from_detail(many),
            "cycleParam": {"startDate": START, "endDate": START + 3 * DAY, "cycleType": 0},
        }
    )
    first, second, *_ = dates(await manager.get_conf_detail({"confId": conf_id}))
    await manager.modify_sub_cycle_conf(
        {
            "confId": conf_id,
            "subConfID": first.subConfID,
            "mediaType": 0,
            "startTime": START + HOUR,
            "duration": 30,
        }
    )
    await manager.cancel_sub_cycle_conf(
        {"confId": conf_id, "subConfID": second.subConfID, "endOnlineConf": False}
    )
    assert len(dates(await manager.get_conf_detail({"confId": conf_id}))) == 3
    await manager.cancel_cycle_conf({"confId": conf_id, "endOnlineConf": False})
    room = (await manager.get_vmr_list()).vmrs[0]
    await manager.change_vmr_info(
        {"vmrId": room.vmrId, "vmrName": room.name, "guestPwd": room.guestPwd, "hostPwd": room.hostPwd}
    )
    assert room in (await manager.get_vmr_list()).vmrs
