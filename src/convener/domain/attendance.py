"""Who took part in a conference: one attendance for each time somebody joined."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace


class Device(enum.StrEnum):
    """What somebody took part with."""

    SOFT = "soft"
    HARD = "hard"
    PHONE = "phone"


class Medium(enum.StrEnum):
    """How somebody took part."""

    VOICE = "voice"
    VIDEO = "video"


class Participant(Struct, frozen=True, kw_only=True):
    """Somebody in a running conference. Whoever comes back is another participant."""

    participant_id: str
    """New for every join."""
    name: str = ""
    number: str | None = None
    user_id: str | None = None
    account: str | None = None
    third_account: str | None = None
    dept_name: str | None = None
    host: bool = False
    device: Device = Device.SOFT
    medium: Medium = Medium.VIDEO

    @property
    def display_name(self) -> str:
        return self.name or self.number or ""

    def matches(self, needle: str) -> bool:
        """Case-insensitive substring of name, number or third-party user ID."""
        needle = needle.casefold()
        return any(needle in (text or "").casefold() for text in (self.name, self.number, self.third_account))

    def nameless(self, name: str) -> Participant:
        """The same under another name, without what tells who it is."""
        return replace(
            self, name=name, number=None, user_id=None, account=None, third_account=None, dept_name=None
        )


class Attendance(Struct, frozen=True, kw_only=True):
    """One stay; ``left`` is ``None`` while it lasts."""

    participant: Participant
    joined: datetime
    left: datetime | None = None


class Attended(Struct, frozen=True, kw_only=True):
    """What one person's stays come to."""

    name: str
    number: str | None
    user_id: str | None
    account: str | None
    dept_name: str | None
    first_joined: datetime
    last_left: datetime
    present: timedelta
    """Time spent there; what was spent on two devices at once counts once."""
    stays: int


def merged(stays: Iterable[Attendance]) -> list[Attended]:
    """One entry for each person, by the time of the first join; reconnecting does not make another.

    People are told apart by their user, else their account, their number or their name.
    """
    people: dict[str, list[Attendance]] = {}
    for stay in sorted(stays, key=lambda one: one.joined):
        people.setdefault(_person(stay.participant), []).append(stay)
    return [_attended(own) for own in people.values()]


def anonymous(stays: Iterable[Attendance]) -> list[Attendance]:
    """The stays of nobody in particular: people are numbered by their first join.

    Somebody's stays keep belonging together, so that ``merged`` gives the same times. Done again it
    changes nothing.
    """
    ordered = sorted(stays, key=lambda one: one.joined)
    numbers: dict[str, int] = {}
    for stay in ordered:
        numbers.setdefault(_person(stay.participant), len(numbers) + 1)
    return [
        replace(
            stay, participant=stay.participant.nameless(f"Participant {numbers[_person(stay.participant)]}")
        )
        for stay in ordered
    ]


def _person(who: Participant) -> str:
    return who.user_id or who.account or who.number or who.name or who.participant_id


def _attended(stays: Sequence[Attendance]) -> Attended:
    """Of one person, in the order of joining."""
    ends = [stay.left or stay.joined for stay in stays]
    present, reached = timedelta(0), stays[0].joined
    for stay, end in zip(stays, ends, strict=True):
        present += max(end - max(stay.joined, reached), timedelta(0))
        reached = max(reached, end)
    latest = stays[-1].participant
    return Attended(
        name=latest.display_name,
        number=latest.number,
        user_id=latest.user_id,
        account=latest.account,
        dept_name=latest.dept_name,
        first_joined=stays[0].joined,
        last_left=max(ends),
        present=present,
        stays=len(stays),
    )
