"""Rooms as the client SDK lists and changes them, on a real server."""

from __future__ import annotations

from msgspec import structs

from client.hwm.answers import Told, code_of
from client.hwm.planned import booked, seen
from convener.client.hwm import (
    SDKERR,
    ChangeVmrInfoParam,
    ConfAllowJoinUserType,
    UISDKService,
    VmrIdType,
    VmrInfo,
)
from convener.domain.meeting import Room


def rooms(sdk: UISDKService) -> list[VmrInfo]:
    found = sdk.getConfMgrApi().getVmrList().result()
    assert found.numOfVmrs == len(found.vmrs)
    return found.vmrs


class TestRooms:
    def test_are_listed_the_personal_one_first(self, agent: UISDKService, hall: Room) -> None:
        own, cloud = rooms(agent)
        assert (own.vmrType, own.maxParties) == (VmrIdType.PERSONAL_MEETING_ID, 0)
        assert cloud == VmrInfo(
            vmrConfId=hall.number,
            vmrId=hall.room_id,
            hostPwd=hall.chair,
            guestPwd=hall.general,
            vmrType=VmrIdType.CLOUD_MEETING_ROOM_ID,
            maxParties=50,
            isEnable=True,
            name="Hall",
            allowGuestStartConf=cloud.allowGuestStartConf,
        )

    def test_are_changed_and_so_are_the_meetings_in_them(self, stranger: UISDKService) -> None:
        [room] = rooms(stranger)
        detail = booked(stranger, vmrId=room.vmrId)
        change = ChangeVmrInfoParam(
            vmrId=room.vmrId,
            vmrName="My place",
            guestPwd="2468",
            hostPwd="13579",
            allowGuestStartConf=not room.allowGuestStartConf,
            confAllowJoinUser=ConfAllowJoinUserType.CONF_ALLOW_JOIN_ANYONE,
            isOpenWaitingRoom=False,
        )
        notes = Told()
        stranger.getConfMgrApi().changeVmrInfo(change, notes).result()
        assert notes.calls == [(SDKERR.SDKERR_SUCCESS, "", None)]
        assert rooms(stranger) == [
            structs.replace(
                room,
                name="My place",
                guestPwd="2468",
                hostPwd="13579",
                allowGuestStartConf=not room.allowGuestStartConf,
            )
        ]
        item = seen(stranger, detail).confListInfo
        assert (item.guestPwd, item.hostPwd) == ("2468", "13579")

    def test_are_changed_by_their_owner_in_a_way_that_can_be(
        self, agent: UISDKService, stranger: UISDKService
    ) -> None:
        [room] = rooms(stranger)
        change = {"vmrId": room.vmrId, "vmrName": "Mine", "guestPwd": "2468", "hostPwd": "2468"}
        assert code_of(stranger.getConfMgrApi().changeVmrInfo(change)) == 201080006
        other = {**change, "hostPwd": "13579"}
        assert code_of(agent.getConfMgrApi().changeVmrInfo(other)) == 200000004
        assert rooms(stranger) == [room]
