"""What a handler is given, and how a method is marked as one."""

from __future__ import annotations

import enum
from collections.abc import Callable
from datetime import datetime
from typing import Any, Generic, TypeVar

from msgspec import Struct

from convener.domain.control import ControlSession
from convener.domain.person import Principal

Unit = TypeVar("Unit")


class Call(Struct, Generic[Unit], kw_only=True):
    """One call of an operation.

    ``unit`` is the open unit of work: ``Reading`` under ``@reads``, ``Writing`` under ``@writes``,
    the whole ``Database`` under ``@outside``.
    """

    unit: Unit
    now: datetime
    origin: str
    """Scheme, host and port under which the client reached the server, or the public URL."""
    client: str
    """The client's address."""
    caller: Principal | None = None
    session: ControlSession | None = None

    @property
    def principal(self) -> Principal:
        """Who holds the access token; only for operations with ``Auth.USER``."""
        if self.caller is None:
            raise RuntimeError("the operation is declared without Auth.USER")
        return self.caller

    @property
    def control(self) -> ControlSession:
        """What the control token stands for; only for operations with ``Auth.CONFERENCE``."""
        if self.session is None:
            raise RuntimeError("the operation is declared without Auth.CONFERENCE")
        return self.session


class Mode(enum.Enum):
    """How a handler meets the database."""

    READ = "read"
    WRITE = "write"
    OUTSIDE = "outside"


Handler = TypeVar("Handler", bound=Callable[..., Any])


def reads(handler: Handler) -> Handler:
    """The handler runs in a read-only unit of work."""
    return _mark(handler, Mode.READ)


def writes(handler: Handler) -> Handler:
    """The handler runs in a write unit: returning commits, raising undoes."""
    return _mark(handler, Mode.WRITE)


def outside(handler: Handler) -> Handler:
    """The handler opens its own units, because it waits for something else in between.

    It may wait for futures, in no task: timeouts of asyncio and the like are not to be had (ADR 0040).
    """
    return _mark(handler, Mode.OUTSIDE)


def mode_of(handler: object) -> Mode | None:
    return getattr(handler, "__mode__", None)


def _mark(handler: Handler, mode: Mode) -> Handler:
    handler.__mode__ = mode  # type: ignore[attr-defined]
    return handler
