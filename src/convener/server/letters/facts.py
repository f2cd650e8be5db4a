"""What there is to know about a meeting, in the words of its language, and what of it is news."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from convener.domain.invitations import Invitation, Invitee
from convener.domain.links import join_link
from convener.domain.recurrence import Occurrence
from convener.domain.zones import ZoneCode
from convener.server.letters import moments
from convener.server.letters.plain_text import one_line
from convener.server.letters.words import Words, words

SHOWN_DATES: Final = 10
"""Of a long series the further dates are counted only, unless they are news."""


class Line(Struct, frozen=True):
    text: str
    is_news: bool = False
    is_link: bool = False


class Fact(Struct, frozen=True):
    """One thing to know; ``former`` is what it no longer is."""

    label: str
    lines: tuple[Line, ...]
    former: tuple[str, ...] = ()


def link(shown: Invitation, reader: Invitee, origin: str) -> str:
    """The link of the reader's role."""
    secrets = shown.secrets
    return join_link(origin, shown.dialled, secrets.chair_link if reader.host else secrets.general_link)


def times(shown: Invitation, reader: Invitee, *, now: datetime, only: Occurrence | None = None) -> list[Fact]:
    """When it takes place, from ``now`` on; ``only`` is the one date that a letter is about."""
    phrases = words(shown.language)
    left = [only] if only else [one for one in shown.dates if one.ends > now]
    if not left:
        return []
    first = (Line(moments.at_zone(phrases, left[0], zone)) for zone in _zones(shown, reader, left[0].starts))
    series = shown.series
    if series is None or only:
        return [Fact(phrases.when, tuple(first)), *_note(phrases, left[0])]
    return [
        Fact(phrases.next, tuple(first)),
        Fact(phrases.repeats, (Line(moments.rule(phrases, series.rule)),)),
        Fact(phrases.dates, tuple(Line(_date(phrases, shown, reader, one)) for one in left)),
    ]


def access(shown: Invitation, *, host: bool, origin: str) -> list[Fact]:
    """How to come in, beside the link."""
    phrases, secrets = words(shown.language), shown.secrets
    facts = [_fact(phrases.number, grouped(shown.dialled))]
    if not host:
        return [*facts, _fact(phrases.password, secrets.general)] if secrets.general else facts
    facts.append(_fact(phrases.host_password, secrets.chair))
    if secrets.general:
        facts.append(_fact(phrases.guest_password, secrets.general))
    guests = join_link(origin, shown.dialled, secrets.general_link)
    return [*facts, Fact(phrases.guest_link, (Line(guests, is_link=True),))]


def organizer(shown: Invitation) -> Fact:
    return _fact(words(shown.language).organizer, one_line(shown.organizer))


def compared(before: Sequence[Fact], after: Sequence[Fact]) -> list[Fact]:
    """The facts as they are, with what is news among them and what it was."""
    old = {fact.label: [line.text for line in fact.lines] for fact in before}
    return [_compared(fact, old.get(fact.label)) for fact in after]


def shortened(fact: Fact, phrases: Words) -> Fact:
    """The fact without the later lines that are no news."""
    kept = [line for at, line in enumerate(fact.lines) if at < SHOWN_DATES or line.is_news]
    if hidden := len(fact.lines) - len(kept):
        kept.append(Line(phrases.more.format(n=hidden)))
    former = fact.former[:SHOWN_DATES]
    if hidden := len(fact.former) - len(former):
        former = (*former, phrases.more.format(n=hidden))
    return replace(fact, lines=tuple(kept), former=former)


def grouped(number: str) -> str:
    """A meeting's number, easier to read out."""
    return f"{number[:3]} {number[3:6]} {number[6:]}" if len(number) == 9 else number


def _fact(label: str, text: str) -> Fact:
    return Fact(label, (Line(text),))


def _note(phrases: Words, one: Occurrence) -> Iterator[Fact]:
    if one.edit and one.edit.description:
        yield _fact(phrases.note, one_line(one.edit.description))


def _zones(shown: Invitation, reader: Invitee, moment: datetime) -> Iterator[ZoneCode]:
    """The meeting's zone, and the reader's if its clocks show another time then."""
    yield shown.zone
    if reader.zone and moments.offset(moment, reader.zone) != moments.offset(moment, shown.zone):
        yield reader.zone


def _date(phrases: Words, shown: Invitation, reader: Invitee, one: Occurrence) -> str:
    text = moments.span(phrases, one, shown.zone)
    for zone in list(_zones(shown, reader, one.starts))[1:]:
        local = moments.beside(phrases, one, zone, of=shown.zone)
        text = phrases.local.format(span=text, local=local)
    if one.edit and one.edit.description:
        text = phrases.with_note.format(date=text, note=one_line(one.edit.description))
    return text


def _compared(fact: Fact, old: list[str] | None) -> Fact:
    if old is None:
        return replace(fact, lines=tuple(replace(line, is_news=True) for line in fact.lines))
    texts = {line.text for line in fact.lines}
    return Fact(
        fact.label,
        tuple(replace(line, is_news=line.text not in old) for line in fact.lines),
        tuple(text for text in old if text not in texts),
    )
