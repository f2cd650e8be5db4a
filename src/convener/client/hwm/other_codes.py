"""How other pages and other platforms group or number outcomes, for those who port programs."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from convener.client.hwm.sdkerr import SDKERR

COMMON: Final = tuple(
    map(
        SDKERR,
        (
            430100001, 430100002, 430400008, 430400009, 430400015, 430400016, 206010000, 206010007, 206010057,
            412100010, 412100015, 201080006, 111070005, 111070006, 111070009, 111071004, 111071052, 111071053,
            111071074, 111071075, 111072006, 111072050, 111072065, 111072101, 111072202, 111076003, 111076004,
            111100012, 115022001, 411000019,
        ),
    )
)  # fmt: skip
"""The codes that the error page of the Electron SDK calls common, in its order."""

WINDOWS: Final[Mapping[int, str]] = MappingProxyType(
    {
        0: "Success.",
        1: "Failed.",
        2: "Parameter error.",
        10006: "Account or password wrong.",
        10007: "Locked.",
        10008: "IP address or device forbidden.",
        10009: "Not active.",
        10011: "Authentication data expired.",
        10013: "Account stopped.",
        20001: "Meeting ID or password wrong.",
        20002: "Meeting locked.",
        20003: "Not in a meeting.",
        20004: "Room not opened by its host.",
        20005: "Sharing locked.",
        20006: "Not in a data meeting.",
        20007: "Enterprise users only.",
        20008: "Invited users only.",
        20009: "Third-party user unknown.",
        20010: "Not in a meeting or call.",
        20011: "Already in a meeting or call.",
        20012: "Locked after wrong passwords.",
        20013: "Ended.",
        20014: "Guest password equals host password.",
        20015: "Over the room's package.",
        20016: "Not on the local site.",
    }
)
"""``HwmErrCode`` of the Windows C++ SDK, a scheme of its own; no call of ours ends with them."""
