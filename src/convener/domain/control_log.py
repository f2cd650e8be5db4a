"""What was done to a running conference, as its history tells it: facts read as single actions."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from convener.domain.facts import AttendeesChanged, Fact


class Actor(enum.Enum):
    """Who did it."""

    OPERATOR = "operator"
    """Somebody with control of the conference."""
    SYSTEM = "system"


class Action(enum.Enum):
    """What was done."""

    START_VOICE_ACTIVATION = "start voice activation"
    STOP_VOICE_ACTIVATION = "stop voice activation"
    CALL = "call"
    MUTE = "mute"
    UNMUTE = "unmute"
    SET_HOST = "set host"
    RELEASE_HOST = "release host"
    ADD = "add"
    DELETE = "delete"
    HANG_UP = "hang up"
    ROLL_CALL = "roll call"
    BROADCAST = "broadcast"
    CANCEL_BROADCAST = "cancel broadcast"
    UNMUTE_ALL = "unmute all"
    REQUEST_TO_SPEAK = "request to speak"


class ControlRecord(Struct, frozen=True, kw_only=True):
    """One action; ``about`` is whom it was about, if not the whole conference."""

    at: datetime
    action: Action
    actor: Actor = Actor.OPERATOR
    about: str | None = None


def records(fact: Fact, at: datetime) -> Iterator[ControlRecord]:
    """The actions a fact tells of; most facts tell of none."""
    if isinstance(fact, AttendeesChanged):
        for one in fact.refreshed:
            yield ControlRecord(at=at, action=Action.ADD, about=one.key)
        for one in fact.removed:
            yield ControlRecord(at=at, action=Action.DELETE, about=one.key)


KINDS = (AttendeesChanged.__name__,)
"""The kinds of facts that ``records`` reads."""
