"""The invited list of a meeting: who is on it, under which key, and how it changes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import asdict, replace

from convener.domain.refusal import Refusal

TERMINALS = frozenset({"terminal", "ideahub", "board", "hwvision", "telepresence"})
"""Attendee types that count as hard terminals; every other type is a person."""

ORDINARY = "normal"
"""The type of who is not said to be of another."""


class Attendee(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One invited person or terminal. Texts are kept as the caller gave them.

    Defaults are not written when it is stored, and must stay what they are.
    """

    name: str = ""
    phone: str | None = None
    user_id: str | None = None
    account_id: str | None = None
    third_account: str | None = None
    app_id: str | None = None
    host: bool = False
    type: str = ORDINARY
    email: str | None = None
    sms: str | None = None
    mute: bool = False
    auto_invite: bool = False
    phone2: str | None = None
    phone3: str | None = None
    address: str | None = None
    dept_uuid: str | None = None
    dept_name: str | None = None
    unique_type: int = 0

    @property
    def key(self) -> str:
        """What identifies the entry in the list: number, else account, else user, else contact."""
        return self.phone or self.account_id or self.user_id or self.email or self.sms or self.name

    @property
    def is_terminal(self) -> bool:
        return self.type in TERMINALS

    def matches(self, needle: str) -> bool:
        """Case-insensitive substring of name or number."""
        needle = needle.casefold()
        return needle in self.name.casefold() or needle in (self.phone or "").casefold()


class NumberMissing(Refusal):
    """Nothing says how the person is reached: no number, account, user, mail or mobile."""


class NumberIllegal(Refusal):
    """The number is none that could be called."""


class EmailIllegal(Refusal):
    """The mail address is none."""


class MobileIllegal(Refusal):
    """The mobile number for text messages is none."""


_NUMBER = re.compile(r"\+?[0-9A-Za-z][0-9A-Za-z.@:_#-]*")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_MOBILE = re.compile(r"\+?[0-9][0-9 ()-]*")
MASK = "*"
"""A contact with it in it was hidden by whoever sent it: kept, and never called or written to."""


def checked(attendee: Attendee) -> Attendee:
    """The entry itself. Raises a ``Refusal`` when nobody could be reached by it."""
    if not (attendee.phone or attendee.account_id or attendee.user_id or attendee.email or attendee.sms):
        raise NumberMissing
    if not _reads(attendee.phone, _NUMBER):
        raise NumberIllegal
    if not _reads(attendee.email, _EMAIL):
        raise EmailIllegal
    if not _reads(attendee.sms, _MOBILE):
        raise MobileIllegal
    return attendee


def _reads(contact: str | None, form: re.Pattern[str]) -> bool:
    return not contact or MASK in contact or form.fullmatch(contact) is not None


def merged(attendees: Iterable[Attendee]) -> list[Attendee]:
    """The list with one entry for each key: the first place, the last words."""
    found: dict[str, Attendee] = {}
    for attendee in attendees:
        found[attendee.key] = attendee
    return list(found.values())


def carried_over(people: Iterable[Attendee], listed: Iterable[Attendee]) -> list[Attendee]:
    """The people with the name and number of their old entries, where they come with a user ID alone."""
    known = {one.user_id: one for one in listed if one.user_id}
    return [
        replace(one, phone=known[one.user_id].phone, name=one.name or known[one.user_id].name)
        if not one.phone and one.user_id in known
        else one
        for one in people
    ]


def called_again(people: Iterable[Attendee], listed: Iterable[Attendee]) -> list[Attendee]:
    """The people as they were listed, with what is said anew: calling somebody again takes nothing away."""
    known = {name: one for one in listed for name in _names(one)}
    return [_again(one, known) for one in people]


def _names(one: Attendee) -> list[tuple[str, str]]:
    """What tells somebody apart, the best first."""
    found = (("number", one.phone), ("user", one.user_id), ("account", one.account_id))
    return [(kind, name) for kind, name in found if name]


def _again(person: Attendee, known: Mapping[tuple[str, str], Attendee]) -> Attendee:
    before = next((known[name] for name in _names(person) if name in known), None)
    if before is None:
        return person
    said = asdict(person)
    if person.type == ORDINARY:
        del said["type"]
    return replace(before, **{name: value for name, value in said.items() if value})


def differences(
    before: Iterable[Attendee], after: Iterable[Attendee]
) -> tuple[tuple[Attendee, ...], tuple[Attendee, ...]]:
    """The entries of the new list that are new or say something else, and the old ones that are gone."""
    old, new = {one.key: one for one in before}, {one.key: one for one in after}
    refreshed = tuple(one for key, one in new.items() if old.get(key) != one)
    return refreshed, tuple(one for key, one in old.items() if key not in new)


class DirectoryEntry(Struct, frozen=True, kw_only=True):
    """What the enterprise's directory knows of an account."""

    user_id: str
    account: str
    third_account: str | None
    name: str
    sip_number: str
    email: str | None
    dept_name: str | None


class Directory:
    """Look-up of directory entries by whatever names an invited person carries."""

    def __init__(self, entries: Iterable[DirectoryEntry]) -> None:
        self._found: dict[tuple[str, str], DirectoryEntry] = {}
        for entry in entries:
            self._found["user", entry.user_id] = entry
            self._found["number", entry.sip_number] = entry
            self._found["account", entry.account] = entry
            if entry.third_account:
                self._found.setdefault(("account", entry.third_account), entry)

    def find(self, attendee: Attendee) -> DirectoryEntry | None:
        """By user ID, else by account or third-party account, else by number."""
        return (
            self._found.get(("user", attendee.user_id or ""))
            or self._found.get(("account", attendee.account_id or ""))
            or self._found.get(("number", attendee.phone or ""))
        )

    def completed(self, attendee: Attendee) -> Attendee:
        """The entry with what the directory knows and the caller left out."""
        entry = self.find(attendee)
        if entry is None:
            return attendee if attendee.name else replace(attendee, name=attendee.key)
        return replace(
            attendee,
            user_id=entry.user_id,
            name=attendee.name or entry.name,
            phone=attendee.phone or entry.sip_number,
            account_id=attendee.account_id or entry.account,
            third_account=entry.third_account,
            dept_name=attendee.dept_name or entry.dept_name,
        )


def kinds(attendees: Sequence[Attendee]) -> tuple[list[Attendee], list[Attendee]]:
    """Everyone who is no hard terminal, and the hard terminals."""
    terminals = [one for one in attendees if one.type in TERMINALS]
    people = [one for one in attendees if one.type not in TERMINALS] if terminals else list(attendees)
    return people, terminals


class Page(Struct, frozen=True):
    """One page of the list and how many entries there are in all."""

    entries: list[Attendee]
    total: int


def page(
    attendees: Sequence[Attendee],
    *,
    offset: int,
    limit: int,
    search: str | None = None,
    apart: bool = False,
    terminals: bool | None = None,
) -> Page:
    """Page the list by record offset.

    ``apart`` pages people and terminals each for themselves, people first, and counts both
    (``X-Type: 1``); ``terminals`` keeps only one kind (``X-Type: 2``).
    """
    found = list(attendees)
    if search:
        found = [entry for entry in found if entry.matches(search)]
    if terminals is not None:
        found = [entry for entry in found if entry.is_terminal is terminals]
    if not apart:
        return Page(found[offset : offset + limit], len(found))
    people, terminals_found = kinds(found)
    end = offset + limit
    return Page(people[offset:end] + terminals_found[offset:end], len(found))
