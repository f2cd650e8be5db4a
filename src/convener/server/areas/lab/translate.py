"""Faults from the wire and back."""

from __future__ import annotations

from dataclasses import replace

from convener.server.areas.lab.advice import named
from convener.server.areas.lab.faults import Planned
from convener.server.areas.lab.names import FRAMES, Names
from convener.server.areas.lab.sockets import CUT, KINDS
from convener.server.http.answers import Refused
from convener.wire import errors
from convener.wire.errors import Fault
from convener.wire.lab import ANY, FaultKind, FaultState, NewFault

SENDABLE = frozenset({*range(1000, 1004), CUT, *range(1007, 1015), *range(3000, 5000)})
"""Close codes that a server may send, and the one that means to cut."""


def planned(body: NewFault, names: Names, *, id: str) -> Planned:
    """A fault as asked for. Raises ``Refused`` for one that could never happen."""
    _check_name(body, names)
    if body.kind is FaultKind.DELAY and body.seconds is None:
        raise _wrong("seconds is missing")
    return Planned(
        id=id,
        kind=body.kind,
        name=body.operation,
        times=body.times,
        error=_error(body) if body.kind is FaultKind.ERROR else None,
        seconds=body.seconds or 0.0,
        close_code=close_code(body.close_code),
    )


def close_code(code: int) -> int:
    if code not in SENDABLE:
        raise _wrong(f"closeCode: {code} cannot be sent")
    return code


def state(planned: Planned) -> FaultState:
    error = planned.error
    return FaultState(
        id=planned.id,
        kind=planned.kind,
        operation=planned.name,
        times=planned.times,
        code=None if error is None else error.code,
        status=None if error is None else error.status,
        seconds=planned.seconds or None,
        close_code=planned.close_code,
        used=planned.used,
    )


def _error(body: NewFault) -> Fault:
    if not body.code:
        raise _wrong("code is missing")
    found = named(body.code)
    if found is None:
        raise _wrong(f"code: the catalogue has no {body.code!r}")
    return found if body.status is None else replace(found, status=body.status)


def _check_name(body: NewFault, names: Names) -> None:
    frames = body.kind in KINDS
    if body.operation == ANY or body.operation in (FRAMES if frames else names.operations):
        return
    similar = names.like_name(body.operation, frames=frames)
    hint = f"; did you mean {similar}?" if similar else ""
    raise _wrong(f"operation: there is no {'frame' if frames else 'operation'} {body.operation!r}{hint}")


def _wrong(detail: str) -> Refused:
    return Refused(errors.PARAMETER_VERIFIED_FAIL, detail)
