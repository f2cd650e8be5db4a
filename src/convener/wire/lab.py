"""Operations of our own for tests: faults on demand, reset, seeds and the log of requests.

Only a server on a virtual clock serves them; on any other their paths are unknown.
"""

from __future__ import annotations

import enum
from typing import Annotated

from convener.wire.base import Auth, Query, Request, Wire, about, field, operation
from convener.wire.common import LARGEST_COUNT, Done
from convener.wire.convener import ClockTime, Instant
from convener.wire.meetings import ConferenceInfo, ScheduleBody

ANY = "*"
"""Every operation, or every frame."""

PASSWORD = "tea-at-4-oclock"
"""Of seeded users for whom none is given."""

MOST_REQUESTS = 500
"""How many requests are remembered."""


class FaultKind(enum.StrEnum):
    """What goes wrong."""

    ERROR = "error"
    """The call is refused with ``code``; nothing is done."""
    DELAY = "delay"
    """The call waits ``seconds`` of real time first; it is not done for a client that leaves meanwhile."""
    DROP_BEFORE = "dropBefore"
    """The connection is cut, nothing is done."""
    DROP_AFTER = "dropAfter"
    """The call is done, then the connection is cut without an answer."""
    CLOSE_SOCKET = "closeSocket"
    """A WebSocket is closed with ``closeCode`` in place of a frame."""
    LOSE_FRAME = "loseFrame"
    """A frame of a WebSocket is never sent."""


CloseCode = Annotated[
    int,
    about("WebSocket close code (RFC 6455 7.4); 1006: cut without a close frame.", ge=1000, le=4999),
]


class NewFault(Wire, kw_only=True):
    """A fault to happen."""

    kind: FaultKind
    operation: Annotated[
        str, about("Name of the operation or, of socket faults, the action of the frame; *: any.")
    ] = ANY
    times: Annotated[int, about("How often it happens; 0: until removed.", ge=0, le=LARGEST_COUNT)] = 1
    code: Annotated[str, about("error: code or constant of the catalogue.")] | None = None
    status: (
        Annotated[int, about("error: another HTTP status than the catalogue's.", ge=400, le=599)] | None
    ) = None
    seconds: Annotated[float, about("delay: how long.", gt=0, le=3600)] | None = None
    close_code: CloseCode = 1001


class FaultState(NewFault, kw_only=True):
    """A fault that may still happen."""

    id: str
    used: Annotated[int, about("How often it has happened.")]


class Faults(Wire, kw_only=True):
    data: list[FaultState]


@operation("POST", "/convener/v1/faults", auth=Auth.NONE)
class AddFault(Request[FaultState], kw_only=True):
    """Have a call or a socket fail; of several faults that fit, the oldest happens."""

    body: NewFault


@operation("GET", "/convener/v1/faults", auth=Auth.NONE)
class ListFaults(Request[Faults], kw_only=True):
    """The faults that may still happen."""


@operation("DELETE", "/convener/v1/faults", auth=Auth.NONE)
class ClearFaults(Request[Faults], kw_only=True):
    """Have faults not happen any more; the answer is those that still may."""

    fault_id: Annotated[Query[str | None], about("Of one fault. Default: all.")] = None


class SocketChoice(Wire, kw_only=True):
    """Which sockets to close, and how."""

    conference_id: Annotated[str, about("Of this meeting only. Default: all.")] | None = None
    close_code: CloseCode = 1001


class ClosedSockets(Wire, kw_only=True):
    closed: int


@operation("POST", "/convener/v1/sockets/close", auth=Auth.NONE)
class CloseSockets(Request[ClosedSockets], kw_only=True):
    """Close WebSockets that are open now."""

    body: SocketChoice


@operation("POST", "/convener/v1/reset", auth=Auth.NONE)
class ResetServer(Request[ClockTime], kw_only=True):
    """Back to the first start: its enterprise, administrator and app stay, all else goes.

    The clock shows again what it showed then; faults and the log of requests are emptied, sockets
    closed.
    """


class SeedUser(Wire, kw_only=True):
    account: Annotated[str, about("1 to 64 characters, unique on this server.", min_length=1, max_length=64)]
    name: Annotated[str, about("Default: the account.", max_length=128)] | None = None
    password: Annotated[str, about("Of any strength.", min_length=1, max_length=128)] = PASSWORD
    third_account: Annotated[str, about("User ID of App ID logins.", max_length=128)] | None = None
    email: Annotated[str, about("Unique on this server.", max_length=255)] | None = None
    phone: Annotated[str, about("Unique on this server.", max_length=127)] | None = None
    admin: Annotated[bool, about("Administrator; the first one is the default administrator.")] = False
    provider_admin: Annotated[bool, about("Administrator of a service provider.")] = False


class SeedApp(Wire, kw_only=True):
    name: Annotated[str, about("Any name.", max_length=128)] = "App"
    app_id: Annotated[str, about("Default: generated.", min_length=1, max_length=64)] | None = None
    key: Annotated[str, about("Default: generated.", min_length=1, max_length=128)] | None = None
    provider: Annotated[bool, about("It logs in users of all enterprises of a service provider.")] = False


class SeedMeeting(Wire, kw_only=True):
    by: Annotated[str, about("Account of the seeded user who books.")]
    recurring: Annotated[bool, about("A series, as CreateRecurringMeeting books it.")] = False
    booking: Annotated[ScheduleBody, about("As CreateMeeting takes it.")]


class Seed(Wire, kw_only=True):
    """An enterprise and what is in it."""

    name: Annotated[str, about("Of the enterprise.", min_length=1, max_length=128)] = "Acme"
    provider_id: (
        Annotated[str, about("Enterprise ID of the service provider above it, seeded before.")] | None
    ) = None
    users: Annotated[list[SeedUser], about("At most 1000.", max_length=1000)] = field(default_factory=list)
    apps: Annotated[list[SeedApp], about("At most 100.", max_length=100)] = field(default_factory=list)
    meetings: Annotated[list[SeedMeeting], about("At most 1000.", max_length=1000)] = field(
        default_factory=list
    )


class SeededUser(Wire, kw_only=True):
    account: str
    name: str
    password: str
    user_id: str
    number: Annotated[str, about("SIP number.")]
    third_account: str | None = None
    token: Annotated[str, about("An access token.")]
    room_id: Annotated[str, about("Of the personal meeting room.")]
    room_number: Annotated[str, about("The personal meeting ID.")]


class SeededApp(Wire, kw_only=True):
    name: str
    app_id: str
    key: str


class Seeded(Wire, kw_only=True):
    """What was made, with its secrets, in the order of the seed."""

    enterprise_id: str
    name: str
    users: list[SeededUser]
    apps: list[SeededApp]
    meetings: list[ConferenceInfo]


@operation("POST", "/convener/v1/seed", auth=Auth.NONE)
class SeedServer(Request[Seeded], kw_only=True):
    """Create an enterprise with users, apps and meetings: all of it or, when refused, nothing."""

    body: Seed


class TokenKind(enum.StrEnum):
    ACCESS = "access"
    REFRESH = "refresh"
    CONTROL = "control"


class TokenState(enum.StrEnum):
    VALID = "valid"
    EXPIRED = "expired"
    DISPLACED = "displaced"
    """A newer login of the account took its place."""
    DISABLED = "disabled"
    """The account is switched off."""
    OVER = "over"
    """The conference it controls is over."""
    UNKNOWN = "unknown"
    """Never issued here, logged out, or deleted long after its end."""


class TokenSeen(Wire, kw_only=True):
    """A token that came with a request, as it was at that moment."""

    kind: TokenKind
    state: TokenState
    account: str | None = None
    enterprise: Annotated[str, about("Name of the enterprise.")] | None = None
    app_id: Annotated[str, about("The app that vouched at the login.")] | None = None
    client_type: int | None = None
    conference_id: Annotated[str, about("The meeting that a control token is of.")] | None = None
    until: Annotated[Instant, about("When it ends or ended.")] | None = None


class RequestSeen(Wire, kw_only=True):
    """One request and what became of it; secrets are masked."""

    number: Annotated[int, about("Counts all requests since the start or the last reset.")]
    at: Annotated[Instant, about("By the server's clock.")]
    milliseconds: Annotated[float, about("How long the answer took, in real time.")] | None = None
    method: Annotated[str, about("HTTP method; WEBSOCKET for the push connection.")]
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: str | None = None
    operation: Annotated[str, about("What the path and method mean, if anything.")] | None = None
    token: TokenSeen | None = None
    status: Annotated[int, about("HTTP status; of sockets the close code. Absent: no answer.")] | None = None
    code: Annotated[str, about("error_code of a refusal.")] | None = None
    constant: Annotated[str, about("error_msg of a refusal.")] | None = None
    detail: Annotated[str, about("What the server said in particular.")] | None = None
    fault: Annotated[str, about("ID of the fault that happened to it.")] | None = None
    meaning: Annotated[str, about("The outcome in plain words.")]
    advice: Annotated[str, about("What to change.")] | None = None


class RequestsSeen(Wire, kw_only=True):
    data: Annotated[list[RequestSeen], about("The oldest first.")]


@operation("GET", "/convener/v1/requests", auth=Auth.NONE)
class ListRequests(Request[RequestsSeen], kw_only=True):
    """The last requests, explained; those for operations of our own are not among them."""

    after: Annotated[Query[int], about("Only those with a higher number.", ge=0, le=LARGEST_COUNT)] = 0
    limit: Annotated[Query[int], about("At most so many, the latest.", ge=1, le=MOST_REQUESTS)] = (
        MOST_REQUESTS
    )


@operation("DELETE", "/convener/v1/requests", auth=Auth.NONE)
class ClearRequests(Request[Done], kw_only=True):
    """Forget the requests that came so far."""
