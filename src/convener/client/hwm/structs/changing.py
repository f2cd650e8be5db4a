"""What to change or cancel. Source: [P] public pages beside the seeds."""

# ruff: noqa: N815 (names as documented)

from __future__ import annotations

from typing import Self

from convener.client.hwm.enums import ConfAllowJoinUserType, MediaType, RecordAuthType
from convener.client.hwm.structs.base import Structure
from convener.client.hwm.structs.booking import ConfCommonParam
from convener.client.hwm.structs.details import ConfDetail
from convener.client.hwm.structs.series import CycleConfParam


class EditConfParam(Structure, kw_only=True):
    """A booked meeting as it shall be. Say everything, also what stays: ``from_detail`` fills that in."""

    confId: str
    """Meeting ID. Mandatory. [P]"""
    startTime: int | None = None
    """Start, in seconds (UTC). Without it, and without ``startTimeStamp``, the meeting starts now. [P]"""
    startTimeStamp: int | None = None
    """The same, and counts first. [P]"""
    duration: int
    """Minutes, 15 to 1440. Mandatory. [P]"""
    confCommonParam: ConfCommonParam
    """Everything else, ``attendees`` with everybody who is to be invited. Mandatory. [P]"""
    isSendCalendar: bool | None = None
    """Whether to send a calendar mail. [P]"""

    @classmethod
    def from_detail(cls, detail: ConfDetail) -> Self:
        """The edit that changes nothing, for you to change."""
        item = detail.confListInfo
        # Both structures give the same names to the same things.
        common = {name: getattr(detail, name, None) for name in ConfCommonParam.__struct_fields__}
        of_item = {name: getattr(item, name) for name in ("subject", "mediaType", "timezone", "guestPwd")}
        return cls(
            confId=item.confId,
            startTime=item.startTime,
            duration=(item.endTime - item.startTime) // 60,
            confCommonParam=ConfCommonParam.from_dict({**common, **of_item}),
            isSendCalendar=detail.isSendCalendar,
        )


class CancelConfParam(Structure, kw_only=True):
    """Which meeting to cancel."""

    confId: str
    """Meeting ID. Mandatory. [P]"""
    isForceCancel: bool | None = None
    """Whether to end it if it is running; it is not cancelled otherwise. Windows only in the original. [P]"""


class ModifyCycleConfParam(Structure, kw_only=True):
    """A booked series as it shall be; changes of single meetings are lost."""

    editConfParam: EditConfParam
    """The meetings; of their start the time of day counts, else that of ``startDate``. Mandatory. [P]"""
    cycleParam: CycleConfParam
    """The days. Mandatory. [P]"""


class ModifySubCycleConfParam(Structure, kw_only=True):
    """One meeting of a series as it shall be. What is left out stays."""

    confId: str
    """Meeting ID of the series. Mandatory. [P]"""
    subConfID: str
    """Which of its meetings. Mandatory. [P]"""
    mediaType: MediaType
    """Audio or video. Mandatory. [P]"""
    startTime: int | None = None
    """Start, in seconds (UTC), between the meetings before and after. Mandatory: this or
    ``startTimeStamp``. [P]"""
    startTimeStamp: int | None = None
    """The same, and counts first. [P]"""
    duration: int
    """Minutes, 15 to 1440. Mandatory. [P]"""
    isAutoRecord: bool | None = None
    """Whether the recording starts by itself. [P]"""
    recordAuthType: RecordAuthType | None = None
    """Who may watch the recording. [P]"""
    confAllowJoinUser: ConfAllowJoinUserType | None = None
    """Who may join. [P]"""
    allowGuestStartConf: bool | None = None
    """Whether guests may start it. [P]"""
    allowGuestStartConfTime: int | None = None
    """Minutes guests may enter early; 0: at any time. [P]"""


class CancelCycleConfParam(Structure, kw_only=True):
    """Which series to cancel: all of its meetings that have not taken place."""

    confId: str
    """Meeting ID of the series. Mandatory. [P]"""
    endOnlineConf: bool
    """Whether to end the meeting that is running; the series is not cancelled otherwise. Mandatory. [P]"""


class CancelSubCycleConfParam(Structure, kw_only=True):
    """Which meeting of a series to cancel."""

    confId: str
    """Meeting ID of the series. Mandatory. [P]"""
    subConfID: str
    """Which of its meetings. Mandatory. [P]"""
    endOnlineConf: bool
    """Whether to end it if it is running; it is not cancelled otherwise. Mandatory. [P]"""
