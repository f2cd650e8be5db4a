"""Controlling a running meeting: its tokens and the people invited to it.

Reference pages: Obtaining a Meeting Control Token, Obtaining a Token for Establishing a WebSocket
Connection, Inviting Participants, Deleting Participants.
"""

from __future__ import annotations

from typing import Annotated, Generic

from convener.wire import errors
from convener.wire.base import Auth, Header, Query, Reply, Request, Wire, about, field, operation
from convener.wire.common import Done
from convener.wire.meetings import (
    AttendeeName,
    AttendeeRoleNumber,
    AttendeeType,
    CallNumber,
    DeptName,
    DeptUuid,
    Email,
    Sms,
)


class ConferenceRequest(Request[Reply], Generic[Reply], kw_only=True):
    """An operation on one running meeting."""

    conference_id: Annotated[Query[str], about("Meeting ID, not the room's fixed one.")] = field(
        name="conferenceID"
    )


class TokenInfo(Wire, kw_only=True):
    """A control token and what belongs to it."""

    token: Annotated[str, about("Valid for 30 minutes.")]
    tmp_ws_token: Annotated[str, about("Opens one WebSocket, like the one of CreateWebSocketToken.")]
    ws_url: Annotated[str, about("Scheme, host and port of the WebSocket.")] = field(name="wsURL")
    role: Annotated[int, about("0 ordinary, 1 host.")]
    expire_time: Annotated[int, about("Unix milliseconds.")]
    user_id: Annotated[str, about("The scheduler's, not the caller's.")] = field(name="userID")
    org_id: Annotated[str, about("Enterprise of the meeting.")] = field(name="orgID")
    participant_id: Annotated[str, about("Obsolete.")] | None = field(name="participantID", default=None)
    conf_token_expire_time: Annotated[int, about("Seconds the token is valid.")]
    vmr_current_conf_id: Annotated[str, about("Meetings in a cloud room: the current ID.")] | None = field(
        name="vmrCurrentConfID", default=None
    )
    support_notify_type: Annotated[list[str], about("Push frames that can be subscribed to.")]


class ConfToken(Wire, kw_only=True):
    data: TokenInfo
    address_token: Annotated[str, about("For queries of the directory.")] | None = None
    global_public_ip: Annotated[str, about("Address of the portal.")] | None = field(
        name="gloablPublicIP", default=None
    )


class WebSocketToken(Wire, kw_only=True):
    web_socket_token: Annotated[str, about("Valid for one minute, once.")]


class Invitee(Wire, kw_only=True):
    """Someone, or a terminal, to call into a running meeting (Attendee).

    Without a number the directory's is called: that of ``userUUID``, else of ``accountId``.
    """

    user_uuid: str | None = field(name="userUUID", default=None)
    account_id: str | None = None
    name: AttendeeName | None = None
    role: AttendeeRoleNumber | None = None
    phone: CallNumber | None = None
    phone2: Annotated[str, about("Reserved.")] | None = None
    phone3: Annotated[str, about("Reserved.")] | None = None
    email: Email | None = None
    sms: Sms | None = None
    type: AttendeeType | None = None
    dept_uuid: DeptUuid | None = field(name="deptUUID", default=None)
    dept_name: DeptName | None = None


class InviteBody(Wire, kw_only=True):
    """Whom to call (RestInviteReqBody)."""

    attendees: Annotated[list[Invitee], about("At least one.", errors.CONF_HAS_NO_ATTENDEE, min_length=1)]


class DeletedAttendee(Wire, kw_only=True):
    """Whom to take off the list of invitees (DelAttendInfo)."""

    number: Annotated[str, about("The invited number.", errors.SITE_CALL_NUMBER_IS_EMPTY, min_length=1)]
    participant_id: Annotated[str, about("Of someone who is in the meeting.")] | None = field(
        name="participantID", default=None
    )


class DeleteAttendeesBody(Wire, kw_only=True):
    """Whom to take off the list of invitees (RestBulkDelAttendReqBody)."""

    bulk_del_attend_info: list[DeletedAttendee]


@operation(
    "GET",
    "/v1/mmc/control/conferences/token",
    auth=Auth.NONE,
    aliases=(("POST", "/v1/mmc/control/conferences/token"),),
)
class CreateConfToken(ConferenceRequest[ConfToken], kw_only=True):
    """Get the control token of a running meeting, or keep one alive.

    With a live token in ``X-Conference-Authorization`` no password is asked for and the same token is
    valid for another 30 minutes.
    """

    authorization: Annotated[Header[str | None], about("A token to keep alive, raw or Basic.")] = field(
        name="X-Conference-Authorization", default=None
    )
    password: Annotated[Header[str | None], about("The host's.")] = field(name="X-Password", default=None)
    login_type: Annotated[Header[int | None], about("1.")] = field(name="X-Login-Type", default=None)
    nonce: Annotated[Header[str | None], about("Ignored.")] = field(name="X-Nonce", default=None)
    password_in_query: Annotated[
        Query[str | None], about("Where some clients put it.", spelt="X-Password")
    ] = None
    login_type_in_query: Annotated[
        Query[int | None], about("Where some clients put it.", spelt="X-Login-Type")
    ] = None


@operation(
    "GET",
    "/v1/mmc/control/conferences/wsToken",
    auth=Auth.CONFERENCE,
    aliases=(("PUT", "/v1/mmc/control/conferences/wsToken"),),
)
class CreateWebSocketToken(ConferenceRequest[WebSocketToken], kw_only=True):
    """Get the token that opens the meeting's WebSocket."""


@operation("POST", "/v1/mmc/control/conferences/participants", auth=Auth.CONFERENCE)
class InviteParticipant(ConferenceRequest[Done], kw_only=True):
    """Call people and terminals into the meeting; how it went is told by push frames."""

    body: InviteBody


@operation("POST", "/v1/mmc/control/conferences/attendees/delete", auth=Auth.CONFERENCE)
class DeleteAttendees(ConferenceRequest[Done], kw_only=True):
    """Take people and terminals off the list of invitees, and hang up on them."""

    body: DeleteAttendeesBody
