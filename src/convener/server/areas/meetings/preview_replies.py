"""Previews to the wire."""

from __future__ import annotations

from datetime import UTC

from convener.domain import zones
from convener.domain.change_log import Difference
from convener.domain.preview import Clash, Dated
from convener.domain.recurrence import Occurrence
from convener.server.areas.meetings.previewing import Foreseen
from convener.wire import preview as wire
from convener.wire.audit import ChangedField


def preview(foreseen: Foreseen) -> wire.MeetingPreview:
    """The preview; of a change with what would be different."""
    found, differences = foreseen.preview, foreseen.differences
    return wire.MeetingPreview(
        time_zone_id=found.zone,
        time_zone=zones.zone(found.zone).key,
        dates=[_date(each) for each in found.dates],
        bookable=found.is_free,
        past=found.past,
        cut=found.cut,
        end_date=None if found.series is None else found.series.rule.last.isoformat(),
        changes=None if differences is None else [_change(each) for each in differences],
        gone=None if differences is None else [_gone(each) for each in found.gone],
    )


def _date(one: Dated) -> wire.PreviewedDate:
    return wire.PreviewedDate(
        starts=one.starts.astimezone(UTC),
        ends=one.ends.astimezone(UTC),
        local_starts=one.starts,
        local_ends=one.ends,
        marks=[wire.DateMark(mark) for mark in one.marks],
        conflicts=[_conflict(each) for each in one.clashes],
    )


def _conflict(one: Clash) -> wire.RoomConflict:
    return wire.RoomConflict(
        starts=one.starts,
        ends=one.ends,
        running=one.running,
        conference_id=one.conference_id,
        subject=one.subject,
    )


def _gone(one: Occurrence) -> wire.DateGone:
    return wire.DateGone(starts=one.starts, ends=one.ends)


def _change(one: Difference) -> ChangedField:
    return ChangedField(field=one.field, before=one.before, after=one.after)
