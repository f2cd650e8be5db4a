"""What a language has to say in letters and text messages; a file beside this one for each language."""

from __future__ import annotations

import enum
from collections.abc import Mapping

from msgspec import Struct

from convener.domain.recurrence import Cycle
from convener.domain.zones import ZoneCode


class Occasion(enum.Enum):
    """Why somebody is written to."""

    BOOKED = "booked"
    """They booked the meeting themselves."""
    INVITED = "invited"
    CHANGED = "changed"
    CALLED_OFF = "called off"
    REMOVED = "removed"
    """The meeting takes place without them."""
    REMINDED = "reminded"


class Every(Struct, frozen=True, kw_only=True):
    """How often, once with the number one and once with ``{n}``."""

    one: str
    many: str


class Words(Struct, frozen=True, kw_only=True):
    """All phrases of one language. ``{names}`` in them are filled in, in whatever order they stand."""

    subject: Mapping[Occasion, str]
    """The subject of the mail: ``{subject}`` of the meeting."""
    opening: Mapping[Occasion, str]
    """The first sentence: ``{organizer}``."""
    text: Mapping[Occasion, str]
    """A text message: ``{subject}``, ``{when}``, ``{organizer}``, ``{access}``."""
    access: str
    """How to join, in a text message: ``{number}``, ``{password}``, ``{link}``."""
    access_free: str
    """The same where no password is needed."""

    short_when: str
    """``{span}``, ``{offset}``."""
    short_series: str
    """The ``{when}`` of the next date, and the ``{rule}``."""

    join: str
    join_as_host: str
    organizer: str
    when: str
    next: str
    repeats: str
    dates: str
    number: str
    password: str
    host_password: str
    guest_password: str
    guest_link: str
    note: str
    new: str
    """Marks what is news."""
    former: str
    """What it was before: ``{value}``."""
    more: str
    """Instead of the further dates: ``{n}``."""
    with_note: str
    """A ``{date}`` that has a ``{note}`` of its own."""
    keep_link: str
    """Why hosts keep their link to themselves."""
    footer: str
    """Who sent it: ``{corp}``."""

    weekdays: tuple[str, str, str, str, str, str, str]
    """From Monday on."""
    months: tuple[str, ...]
    date: str
    """``{weekday}``, ``{day}``, ``{month}``, ``{year}``."""
    within_day: str
    """``{date}``, ``{start}``, ``{end}``."""
    over_midnight: str
    """``{date}``, ``{start}``, ``{end_date}``, ``{end}``."""
    at_zone: str
    """``{span}``, ``{offset}``, ``{zone}``."""
    local: str
    """The reader's own time beside the meeting's: ``{span}``, ``{local}``."""
    clock: str
    """The reader's own time on the same days: ``{start}``, ``{end}``."""

    every: Mapping[Cycle, Every]
    """``{n}``; of weeks and months also ``{days}``."""
    month_day: str
    """``{day}`` of the month, in a list of them."""
    month_end: str
    """Added to days that not every month has."""
    colon: str
    """What stands between a label and what it labels."""
    between: str
    before_last: str
    """What stands between the things of a list, and before its last one."""
    zones: Mapping[ZoneCode, str]
    """Names of time zones; those not named here are called as in the reference."""

    def listed(self, things: list[str]) -> str:
        if len(things) < 2:
            return "".join(things)
        return self.between.join(things[:-1]) + self.before_last + things[-1]
