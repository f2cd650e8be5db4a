"""Personal meeting IDs and cloud meeting rooms. Source: [P] public pages beside the seeds."""

# ruff: noqa: N815 (names as documented)

from __future__ import annotations

from msgspec import field

from convener.client.hwm.enums import ConfAllowJoinUserType, VmrIdType
from convener.client.hwm.structs.base import Structure


class VmrInfo(Structure, kw_only=True):
    """A personal meeting ID or a cloud meeting room of yours."""

    vmrConfId: str = ""
    """Fixed ID to show and to dial. [P]"""
    vmrId: str = ""
    """ID to book it by, and to change it by. [P]"""
    hostPwd: str = ""
    """Host's password. [P]"""
    guestPwd: str = ""
    """Guests' password; empty where they need none. [P]"""
    vmrType: VmrIdType = VmrIdType.PERSONAL_MEETING_ID
    """Personal meeting ID or cloud meeting room. [P]"""
    maxParties: int = 0
    """How many people it holds; 0: no limit of its own. [P]"""
    isEnable: bool = False
    """Whether meetings can be held in it. [P]"""
    name: str = ""
    """What it is called. [P]"""
    allowGuestStartConf: bool = False
    """Whether guests may start meetings under its fixed ID. [P]"""
    confAllowJoinUser: ConfAllowJoinUserType = ConfAllowJoinUserType.CONF_ALLOW_JOIN_ANYONE
    """Who may join. REST does not say: always everyone. [P]"""
    isOpenWaitingRoom: bool = False
    """Whether guests wait to be let in. REST does not say: always no. [P]"""


class VmrListInfo(Structure, kw_only=True):
    """Your personal meeting ID, and the cloud meeting rooms assigned to you."""

    numOfVmrs: int = 0
    """Length of ``vmrs``. [P]"""
    vmrs: list[VmrInfo] = field(default_factory=list)
    """The personal meeting ID first. [P]"""
    isEnableShareVmr: bool | None = None
    """Whether the enterprise has a room for all; ``None``: REST does not say. [P]"""


class ChangeVmrInfoParam(Structure, kw_only=True):
    """A room as it shall be: repeat what ``getVmrList`` says of all that stays."""

    vmrId: str
    """Which room. Mandatory. [P]"""
    vmrName: str
    """What it is called, 1 to 128 characters. Mandatory. [P]"""
    guestPwd: str
    """Guests' password, 4 to 16 digits; empty: they need none. Mandatory. [P]"""
    hostPwd: str
    """Host's password, 4 to 16 digits, another than the guests'. Mandatory. [P]"""
    allowGuestStartConf: bool | None = None
    """Whether guests may start meetings under its fixed ID. [P]"""
    confAllowJoinUser: ConfAllowJoinUserType | None = None
    """Who may join. Sent as ``callInRestriction``; the REST reference lacks it. [P]"""
    isOpenWaitingRoom: bool | None = None
    """Whether guests wait to be let in. Sent as ``enableWaitingRoom``; the REST reference lacks it. [P]"""
