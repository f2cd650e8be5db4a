"""The days of a series. Sources: [S0] ``bookConf``, [P] other public pages."""

# ruff: noqa: N815 (names as documented)

from __future__ import annotations

from convener.client.hwm.enums import ConfAllowJoinUserType, CycleType, RecordAuthType
from convener.client.hwm.structs.base import Structure


class CycleConfParam(Structure, kw_only=True):
    """When a series takes place. At most 50 meetings: the server drops the rest and moves the end back.

    In requests ``startDate`` and ``endDate`` are any moment of the day that is meant, as the booking's
    time zone counts days; in details they are the midnight with which that day begins.
    """

    startDate: int | None = None
    """First day, in seconds (UTC). Mandatory: this or ``startTimeStamp``. [S0]"""
    endDate: int | None = None
    """Last day, in seconds (UTC); up to a year after the first. Mandatory: this or ``endTimeStamp``. [S0]"""
    cycleType: CycleType | None = None
    """Unit of ``interval``. Mandatory. [S0]"""
    interval: int | None = None
    """Every so many units: 1 to 15 days, 1 to 5 weeks, 1 to 3 months. Default: 1. [S0], days [P]"""
    listPoints: str | None = None
    """Numbers with commas: weekdays 0 to 6 (0 is Sunday) or days 1 to 31 (one a month lacks: its last day).

    Needed for weeks and months, ignored for days. [S0]"""
    preRemindDays: int | None = None
    """Days, 0 to 30, before each meeting on which participants are reminded. Default: 1. [S0]"""
    startTimeStamp: int | None = None
    """The same as ``startDate``, and counts first. [P]"""
    endTimeStamp: int | None = None
    """The same as ``endDate``, and counts first. [P]"""


class SubCycleConfParam(Structure, kw_only=True):
    """One meeting of a series, in details."""

    subConfID: str = ""
    """ID of this one meeting, 32 hexadecimal digits. [S0]"""
    startTime: int = 0
    """Start, in seconds (UTC). [S0]"""
    endTime: int = 0
    """End, in seconds (UTC). [S0]"""
    isAutoRecord: bool = False
    """Whether the recording starts by itself. [S0]"""
    recordAuthType: RecordAuthType = RecordAuthType.REOCRD_AUTH_TYPE_ANYONE
    """Who may watch the recording. [S0]"""
    startTimeStamp: int = 0
    """The same as ``startTime``. [P]"""
    endTimeStamp: int = 0
    """The same as ``endTime``. [P]"""
    confAllowJoinUser: ConfAllowJoinUserType | None = None
    """Who may join. [P]"""
    allowGuestStartConf: bool | None = None
    """Whether guests may start it. [P]"""
    allowGuestStartConfTime: int | None = None
    """Minutes guests may enter early; 0: at any time. [P]"""
