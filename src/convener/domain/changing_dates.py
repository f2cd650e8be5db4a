"""Changing and cancelling single dates of a series.

Dates never change their order: one may be moved between its neighbours only. What is cancelled is gone
for good, its name too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from convener.domain import lifecycle, zones
from convener.domain.booking import StartsInPast
from convener.domain.changing import AlreadyStarted, RoomCannotStartNow
from convener.domain.edits import Edit, OwnSettings
from convener.domain.meeting import Meeting, occurrence_id
from convener.domain.recurrence import BOOKABLE_AHEAD, Occurrence, Series, TooFarAhead, by_rule, occurrences
from convener.domain.refusal import Refusal


class OccurrenceUnknown(Refusal):
    """The series has no such date, or no longer."""


class OutOfItsPlace(Refusal):
    """The date would begin before the one before it ends, or end after the next one begins."""


class DateChange(Struct, frozen=True, kw_only=True):
    """What to change of one date; ``None`` leaves a thing as it is, except the start."""

    starts: datetime | None
    """``None`` starts at once."""
    length: timedelta
    description: str | None = None
    settings: OwnSettings


def named(meeting: Meeting, ids: Iterable[str], now: datetime) -> list[Occurrence]:
    """The remaining dates with these IDs, in order and once each. Raises ``OccurrenceUnknown``."""
    left = {occurrence_id(meeting, one.day): one for one in lifecycle.remaining(meeting, now)}
    wanted = dict.fromkeys(ids)
    if meeting.plan.series is None or not wanted.keys() <= left.keys():
        raise OccurrenceUnknown
    return [one for name, one in left.items() if name in wanted]


def is_held(meeting: Meeting, one: Occurrence) -> bool:
    """Whether this date's conference is running."""
    return meeting.is_running and one == lifecycle.current(meeting)


def moved(meeting: Meeting, one: Occurrence, change: DateChange, now: datetime) -> Meeting:
    """The series with one date changed, not yet opened where it starts at once. Raises a ``Refusal``."""
    if is_held(meeting, one):
        raise AlreadyStarted
    if change.starts is None and meeting.room_id is not None:
        raise RoomCannotStartNow
    if change.starts is None and meeting.is_running:
        raise AlreadyStarted
    begin = change.starts or now
    _check_time(one, begin, begin + change.length, now)
    after = _with(meeting, [_edit(meeting, one, begin, change)])
    _check_place(_series(after), one.day)
    return after


def without(meeting: Meeting, gone: Sequence[Occurrence], now: datetime) -> Meeting:
    """The series without these dates, over when they were the last; none of them is being held."""
    days = {one.day for one in gone}
    after = _with(meeting, [Edit(day=day, cancelled=True) for day in days])
    if any(one.day not in days for one in lifecycle.remaining(meeting, now)):
        return after
    return lifecycle.cancelled(after, now)


def _with(meeting: Meeting, edits: Iterable[Edit]) -> Meeting:
    """The series with these edits added to its own."""
    before = _series(meeting)
    found = {edit.day: edit for edit in (*before.edits, *edits)}
    kept = tuple(found[day] for day in sorted(found) if not found[day].says_nothing)
    series = replace(before, edits=kept)
    return _placed(replace(meeting, plan=replace(meeting.plan, series=series)), series, meeting)


def _placed(after: Meeting, series: Series, before: Meeting) -> Meeting:
    """The meeting at the first of its dates that is not behind it; one that is being held stays there."""
    current = lifecycle.current(before)
    left = [one for one in occurrences(series) if current is not None and one.day >= current.day]
    if not left:
        return after
    return replace(after, starts=left[0].starts, ends=left[0].ends, expires=left[-1].ends)


def _check_time(one: Occurrence, begin: datetime, end: datetime, now: datetime) -> None:
    """A start that stays may have passed, as long as the end has not."""
    if begin > max(now + BOOKABLE_AHEAD, one.starts):
        raise TooFarAhead
    minute = now.replace(second=0, microsecond=0)
    if end <= now if begin == one.starts else begin < minute:
        raise StartsInPast


def _check_place(series: Series, day: date) -> None:
    for one, following in pairwise(occurrences(series)):
        if day in (one.day, following.day) and one.ends > following.starts:
            raise OutOfItsPlace


def _edit(meeting: Meeting, one: Occurrence, begin: datetime, change: DateChange) -> Edit:
    """What the date has of its own after the change: only what differs from the series."""
    series = _series(meeting)
    before = one.edit or Edit(day=one.day)
    [by_itself] = [each.starts for each in by_rule(series) if each.day == one.day]
    stays = begin == by_itself
    placed = replace(before, moved=None, later=False) if stays else before.to(begin, zones.zone(series.zone))
    description = before.description if change.description is None else change.description
    own = before.settings.given | change.settings.given
    return replace(
        placed,
        length=None if change.length == series.length else change.length,
        description=description or None,
        settings=OwnSettings(
            **{name: value for name, value in own.items() if value != getattr(meeting.plan, name)}
        ),
    )


def _series(meeting: Meeting) -> Series:
    assert meeting.plan.series is not None
    return meeting.plan.series
