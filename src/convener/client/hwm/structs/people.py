"""Who is invited. Sources: [S0] ``bookConf``, [S1] ``createConf``, [P] other public pages."""

# ruff: noqa: N815 (names as documented)

from __future__ import annotations

from convener.client.hwm.enums import AttendeeType, ConfRole
from convener.client.hwm.structs.base import Structure


class AttendeeBaseInfo(Structure, kw_only=True):
    """One invited person or terminal, in requests and in details."""

    nickName: str
    """Name shown, 1 to 96 characters. Mandatory. [S0] [S1]"""
    number: str | None = None
    """SIP number, which calls the meeting app, or phone number, called through the enterprise's gateway.

    Mandatory: this or ``thirdUserId``; this one counts first. For logins with a password. [S0] [S1]"""
    thirdUserId: str | None = None
    """Third-party user ID. Mandatory: this or ``number``. For logins with an App ID. [S0] [S1]"""
    accountId: str | None = None
    """Account of the meeting service. [S0] [S1]"""
    email: str | None = None
    """Address for notices by mail. [S0] [S1]"""
    sms: str | None = None
    """Mobile number for notices by text message. [S0] [S1]"""
    isAutoInvite: bool | None = None
    """Whether to call them when the meeting starts; random meeting IDs only. [S0] [S1]"""
    isMute: bool | None = None
    """Whether they enter muted. Details name it for the first 20 people and 20 terminals only. [S0] [S1]"""
    role: ConfRole | None = None
    """Role in the meeting; REST tells hosts from everybody else only. [S0] [S1]"""
    type: AttendeeType | None = None
    """Kind of participant. Default: normal. [S0] [S1]"""
    userUuid: str | None = None
    """ID of the user. [S1]"""
    corpId: str | None = None
    """Enterprise. REST has no place for it: not sent. [P]"""
    autoInviteType: int | None = None
    """Whether to call them, as a number the pages do not explain: not sent. ``createConf`` only. [P]"""
