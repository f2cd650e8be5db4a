"""What a call may raise: all of it is a ``ClientError``.

ClientError
├── ApiError           the server answered, and refused
│   ├── Unauthenticated, Forbidden, NotFound, Conflict, RateLimited, Invalid, ServerFault
├── NoAnswer           nothing came back; ``sent`` says whether the server may have acted
│   ├── TimedOut
│   └── Unreachable
│       └── Untrusted  the server is not the one that is trusted
├── Undecodable        what came back is no answer of this API
├── Unusable           an argument cannot be sent
└── Closed             the client was closed before
"""

from __future__ import annotations

from datetime import timedelta


class ClientError(Exception):
    """Whatever went wrong in a call."""


class ApiError(ClientError):
    """The server refused. The subclass says what kind of refusal it is.

    ``code`` and ``constant`` are the catalogue's (``convener.wire.errors``) and empty when something
    before the server answered; ``detail`` is for people; ``request_id`` finds the call in the server's log.
    ``retry_after`` is how long the server asked to wait.
    """

    def __init__(
        self,
        *,
        status: int,
        code: str,
        constant: str,
        request_id: str,
        detail: str = "",
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(
            " ".join(filter(None, (str(status), code, constant))) + (f": {detail}" if detail else "")
        )
        self.status = status
        self.code = code
        self.constant = constant
        self.request_id = request_id
        self.detail = detail
        self.retry_after = retry_after


class Unauthenticated(ApiError):
    """Who calls could not be told: wrong credentials, or a token that is dead or missing."""


class Forbidden(ApiError):
    """The caller may not do this, or not now: rights, licences, a locked account."""


class NotFound(ApiError):
    """What the call speaks of does not exist, or not for this caller."""


class Conflict(ApiError):
    """What exists already, or its state, stands in the way."""


class Invalid(ApiError):
    """Something in the request is not as it must be; ``detail`` often names the field."""


class RateLimited(ApiError):
    """Too many calls in too short a time; ``retry_after`` may say how long to wait."""


class ServerFault(ApiError):
    """The server, or something before it, failed or is overloaded."""


class NoAnswer(ClientError):
    """Nothing came back. Unless ``sent`` is false the server may have done what it was asked."""

    def __init__(self, message: str, *, sent: bool = True) -> None:
        super().__init__(message)
        self.sent = sent


class TimedOut(NoAnswer):
    """The server took longer than the client's ``timeout``."""


class Unreachable(NoAnswer):
    """No connection could be made, or it broke."""


class Untrusted(Unreachable):
    """The server's certificate is not one that the client's ``trust`` accepts; nothing was sent."""


class Undecodable(ClientError):
    """The server answered with something that is no answer to the operation.

    Probably another service answers there, or a proxy does. ``excerpt`` is how its body begins.
    """

    def __init__(self, message: str, *, status: int, request_id: str, excerpt: str) -> None:
        super().__init__(message)
        self.status = status
        self.request_id = request_id
        self.excerpt = excerpt


class Unusable(ClientError, ValueError):
    """An argument says nothing that could be sent: nothing was."""


class Closed(ClientError):
    """The client was closed before; make a new one."""

    def __init__(self) -> None:
        super().__init__("the client is closed: make a new one")
