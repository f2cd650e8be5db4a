"""What is new about a meeting for its people: kept once, for all the messages that say it."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from convener.domain.invitations import Invitation
from convener.domain.notices import Channel, Kind, Notice, Told, recipients, told_after
from convener.domain.recurrence import Occurrence


class News(Struct, frozen=True, kw_only=True):
    """What people knew, and what there is to know now; ``now_is`` is ``None`` once it is called off."""

    before: Told
    now_is: Invitation | None

    @property
    def told(self) -> Told:
        """What people know afterwards."""
        return told_after(self.before, self.now_is)

    @property
    def good_until(self) -> datetime:
        """When all that it is about is over."""
        parts = (self.now_is, self.before.mail, self.before.text)
        return max(one.dates[-1].ends for one in parts if one is not None)


class Line(Struct, frozen=True, kw_only=True):
    """All that one message has of its own."""

    kind: Kind
    channel: Channel
    recipient: str
    sequence: int
    calendar: bool
    about: datetime | None = None
    """The start of the date that a reminder is for."""

    @classmethod
    def of(cls, notice: Notice) -> Line:
        return cls(
            kind=notice.kind,
            channel=notice.channel,
            recipient=notice.address,
            sequence=notice.sequence,
            calendar=notice.with_calendar,
            about=notice.occurrence.starts if notice.occurrence else None,
        )


def notice(news: News, line: Line) -> Notice:
    """The message again, from what was kept of it."""
    known = news.before.mail if line.channel is Channel.MAIL else news.before.text
    shown = known if line.kind is Kind.CANCELLED else news.now_is
    if shown is None:
        raise LookupError(line.kind)
    key, changed = line.recipient.casefold(), line.kind is Kind.CHANGED
    return Notice(
        kind=line.kind,
        channel=line.channel,
        address=line.recipient,
        invitee=recipients(line.channel, shown)[key],
        invitation=shown,
        before=known if changed else None,
        invitee_before=recipients(line.channel, known).get(key) if changed and known else None,
        called_off=line.kind is Kind.CANCELLED and news.now_is is None,
        sequence=line.sequence,
        with_calendar=line.calendar,
        occurrence=_starting(shown, line.about) if line.about else None,
    )


def _starting(shown: Invitation, at: datetime) -> Occurrence:
    return next(one for one in shown.dates if one.starts == at)
