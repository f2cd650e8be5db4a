"""What a letter says, before it is given a form."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from convener.domain.invitations import Invitation, Invitee
from convener.domain.notices import Kind, Notice
from convener.server.letters import facts
from convener.server.letters.facts import Fact
from convener.server.letters.plain_text import one_line
from convener.server.letters.words import Occasion, Words, words


class Content(Struct, frozen=True, kw_only=True):
    """A letter without its form."""

    language: str
    phrases: Words
    title: str
    """Of the mail."""
    subject: str
    """Of the meeting."""
    former_subject: str | None
    opening: str
    facts: tuple[Fact, ...]
    link: str | None
    join: str
    advice: str | None
    footer: str


def content(notice: Notice, *, origin: str, now: datetime) -> Content:
    """The letter for a notice; dates that are over at ``now`` are not in it."""
    shown, reader, why = notice.invitation, notice.invitee, occasion(notice)
    phrases, subject = words(shown.language), one_line(shown.subject)
    former = one_line(notice.before.subject) if notice.before else subject
    takes_place = notice.kind is not Kind.CANCELLED
    return Content(
        language=shown.language,
        phrases=phrases,
        title=phrases.subject[why].format(subject=subject),
        subject=subject,
        former_subject=former if former != subject else None,
        opening=phrases.opening[why].format(organizer=one_line(shown.organizer)),
        facts=tuple(facts.shortened(fact, phrases) for fact in _facts(notice, origin=origin, now=now)),
        link=facts.link(shown, reader, origin) if takes_place else None,
        join=phrases.join_as_host if reader.host else phrases.join,
        advice=phrases.keep_link if takes_place and reader.host else None,
        footer=phrases.footer.format(corp=one_line(shown.corp_name)),
    )


def occasion(notice: Notice) -> Occasion:
    """Why the person is written to."""
    match notice.kind:
        case Kind.INVITED:
            return Occasion.BOOKED if notice.invitee.is_scheduler else Occasion.INVITED
        case Kind.CHANGED:
            return Occasion.CHANGED
        case Kind.CANCELLED:
            return Occasion.CALLED_OFF if notice.called_off else Occasion.REMOVED
        case Kind.REMINDER:
            return Occasion.REMINDED
        case _:
            assert_never(notice.kind)


def _facts(notice: Notice, *, origin: str, now: datetime) -> list[Fact]:
    after = _known(notice, notice.invitation, notice.invitee, origin=origin, now=now)
    if notice.before is None or notice.invitee_before is None:
        return after
    # In the words of today, so that only what changed reads otherwise.
    then = replace(notice.before, language=notice.invitation.language)
    before = _known(notice, then, notice.invitee_before, origin=origin, now=now)
    return facts.compared(before, after)


def _known(notice: Notice, shown: Invitation, reader: Invitee, *, origin: str, now: datetime) -> list[Fact]:
    found = facts.times(shown, reader, now=now, only=notice.occurrence)
    if notice.kind is not Kind.CANCELLED:
        found += facts.access(shown, host=reader.host, origin=origin)
    return [*found, facts.organizer(shown)]
