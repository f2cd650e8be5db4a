"""Where the numbers that calls end with come from, by their ranges."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Family(StrEnum):
    """Where a number comes from."""

    SUCCESS = "success"
    FLOW_CONTROL = "flow control"
    MEETING = "meeting server"
    PARTICIPANT = "participant service"
    CALL = "call legs and portal"
    RESOURCE = "media and logic resources"
    TOKEN = "token authentication"
    USER = "user management and login"
    CLIENT = "client"
    UISDK = "client SDK"
    RTC = "media"
    UNKNOWN = "unknown"


_FAMILIES: Final = (
    (0, 0, Family.SUCCESS),
    (70_100, 70_199, Family.MEETING),
    (100_000_429, 100_000_429, Family.FLOW_CONTROL),
    (111_070_000, 111_079_999, Family.MEETING),
    (111_080_000, 111_084_999, Family.PARTICIPANT),
    (111_090_000, 111_112_999, Family.MEETING),
    (112_010_000, 112_100_999, Family.CALL),
    (115_020_000, 115_029_999, Family.RESOURCE),
    (118_000_000, 118_000_999, Family.TOKEN),
    (200_000_000, 211_999_999, Family.USER),
    (411_000_000, 420_000_999, Family.CLIENT),
    (430_100_000, 430_599_999, Family.UISDK),
    (910_000_000, 910_000_999, Family.RTC),
    (990_000_000, 990_000_999, Family.RTC),
)
"""First and last number of each range."""


def family_of(number: int) -> Family:
    return next((family for low, high, family in _FAMILIES if low <= number <= high), Family.UNKNOWN)
