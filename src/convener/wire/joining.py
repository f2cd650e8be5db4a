"""On the way into a meeting: randoms for who knows its password, and where to go.

Reference pages: Creating an Anonymous Authentication Random, Creating an Authentication Random, Querying
the Region of a Meeting, Checking Whether a Number Is in a Meeting.
"""

from __future__ import annotations

import enum
from typing import Annotated

from convener.wire.base import Auth, Header, Query, Request, Wire, about, field, operation
from convener.wire.meetings import ConfMode


class GuestWaiting(enum.IntEnum):
    """Whether the client has a page where guests wait for the meeting to begin."""

    NO = 0
    YES = 1


Password = Annotated[Header[str | None], about("The host's or the guests'; guests may need none.")]
MeetingNumber = Annotated[Query[str], about("Meeting ID, or the fixed ID of its room.")]


class AnonymousAuthRandom(Wire, kw_only=True):
    site_url: Annotated[str, about("Where to take the random to.")]
    random: Annotated[str, about("15 digits; good once, for five minutes.")]


class AuthRandom(Wire, kw_only=True):
    random: Annotated[str, about("15 digits; good once, for five minutes.")]
    subject: str
    conf_mode: ConfMode = field(name="conf_mode")
    webinar: bool
    need_password: Annotated[bool, about("Guests need one.")] = field(name="need_password")
    support_applets: Annotated[bool, about("The enterprise offers mini-programs: no.")] = field(
        name="support_applets"
    )


class RegionInfo(Wire, kw_only=True):
    region_ip: Annotated[str, about("The address that the caller itself used.")] = field(name="regionIP")
    region_url: Annotated[str, about("The same, without a scheme.")]


class CallNumberInConf(Wire, kw_only=True):
    in_conf: bool = field(name="in_conf")
    conf_id: Annotated[str, about("The meeting it is in.")] | None = field(name="conf_id", default=None)


@operation("GET", "/v1/mmc/management/conferences/anonymous/auth", auth=Auth.NONE)
class CreateAnonymousAuthRandom(Request[AnonymousAuthRandom], kw_only=True):
    """Prove a meeting's password without a login, to join the meeting."""

    conference_id: MeetingNumber = field(name="conferenceID")
    password: Password = field(name="X-Password", default=None)


@operation("GET", "/v2/mms/ncms/conferences/auth/random", auth=Auth.NONE)
class CreateAuthRandom(Request[AuthRandom], kw_only=True):
    """Prove a meeting's password without a login, and learn what the meeting is.

    Without ``guest_waiting`` guests are refused who would have to wait for the meeting to begin.
    """

    conf_id: MeetingNumber = field(name="conf_id")
    guest_waiting: Annotated[Query[GuestWaiting], about("1: guests can wait.")] = field(
        name="guest_waiting", default=GuestWaiting.NO
    )
    password: Password = field(name="X-Password", default=None)


@operation("GET", "/v1/mmc/management/conferences/region/info", auth=Auth.NONE)
class ShowRegionInfoOfMeeting(Request[RegionInfo], kw_only=True):
    """Where a running or coming meeting is held: here."""

    conference_id: Annotated[Query[str], about("Meeting ID, not the room's fixed one.")] = field(
        name="conferenceID"
    )


@operation("GET", "/v2/mms/ncms/conferences/online/check-callnumber-in-conf", auth=Auth.USER)
class CheckCallNumberInConf(Request[CallNumberInConf], kw_only=True):
    """Tell whether somebody is in a running meeting of the caller's enterprise, and in which."""

    call_number: Annotated[Query[str], about("Number of a person or a terminal.")] = field(name="call_number")
