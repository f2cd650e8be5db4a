"""Notices as text messages to mobiles."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from convener.domain.notices import Notice
from convener.domain.recurrence import Occurrence
from convener.server.letters import facts, moments
from convener.server.letters.content import occasion
from convener.server.letters.plain_text import one_line
from convener.server.letters.words import Words, words

SUBJECT_LENGTH: Final = 40
"""Messages are paid for by their length."""


def text(notice: Notice, *, origin: str, now: datetime) -> str:
    """The words of one short message."""
    shown, reader = notice.invitation, notice.invitee
    phrases = words(shown.language)
    form = phrases.access if shown.secrets.general or reader.host else phrases.access_free
    return phrases.text[occasion(notice)].format(
        subject=_shortened(one_line(shown.subject)),
        organizer=_shortened(one_line(shown.organizer)),
        when=_when(phrases, notice, now),
        access=form.format(
            number=facts.grouped(shown.dialled),
            password=shown.secrets.chair if reader.host else shown.secrets.general,
            link=facts.link(shown, reader, origin),
        ),
    )


def _when(phrases: Words, notice: Notice, now: datetime) -> str:
    shown = notice.invitation
    one = notice.occurrence or _next(shown.dates, now)
    zone = notice.invitee.zone or shown.zone
    when = phrases.short_when.format(
        span=moments.span(phrases, one, zone), offset=moments.offset(one.starts, zone)
    )
    if shown.series is None or notice.occurrence:
        return when
    return phrases.short_series.format(when=when, rule=moments.rule(phrases, shown.series.rule))


def _next(dates: tuple[Occurrence, ...], now: datetime) -> Occurrence:
    return next((one for one in dates if one.ends > now), dates[-1])


def _shortened(text: str) -> str:
    return text if len(text) <= SUBJECT_LENGTH else text[: SUBJECT_LENGTH - 1] + "…"
