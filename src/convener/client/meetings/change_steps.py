"""What changing and cancelling do, for both shells to drive.

The API takes a missing start for "now" and a missing length for half an hour, so a change begins with a look
at what there is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import structs

from convener.client.calls import Session, Steps, call
from convener.client.errors import Unusable
from convener.client.meetings import moments, zones
from convener.client.meetings.meeting import Meeting, Occurrence, meeting
from convener.client.meetings.rules import Rule
from convener.client.meetings.settings import Settings, body
from convener.client.meetings.steps import booked
from convener.wire.changes import (
    END_RUNNING,
    CancelMeeting,
    CancelRecurringMeeting,
    CancelRecurringSubMeeting,
    OccurrenceBody,
    OccurrenceIds,
    UpdateMeeting,
    UpdateRecurringMeeting,
    UpdateRecurringSubMeeting,
)
from convener.wire.meetings import (
    CallInRestriction,
    ConferenceType,
    CycleSubConfConfig,
    MediaType,
    ScheduleBody,
    ShowMeetingDetail,
)


def change(
    session: Session,
    meeting_id: str,
    *,
    subject: str | None,
    start: datetime | None,
    length: timedelta | None,
    zone: ZoneInfo | None,
    settings: Settings,
) -> Steps[Meeting]:
    """A single meeting, otherwise."""
    before = yield from _shown(session, meeting_id)
    wanted = _body(before, settings, subject=subject, length=length or before.length)
    begin = before.start if start is None else start
    wanted.start_time = moments.written(begin)
    wanted.time_zone_id = None if zone is None else zones.code(zone, near=begin)
    return (yield from booked(session, UpdateMeeting(conference_id=meeting_id, body=wanted)))


def change_series(
    session: Session,
    meeting_id: str,
    *,
    subject: str | None,
    start: datetime | None,
    length: timedelta | None,
    rule: Rule | None,
    zone: ZoneInfo | None,
    remind_days: int | None,
    settings: Settings,
) -> Steps[Meeting]:
    """A series, its dates made anew; what is not said of them is as it is for most of those to come."""
    before = yield from _shown(session, meeting_id)
    params, place = before.info.cycle_params, zone or before.zone
    if params is None or place is None:
        raise Unusable(f"{meeting_id} is no series" if params is None else "its zone is unknown: give zone=")
    usual = _usual(before.occurrences, before.zone or place) or (before.start, before.length)
    first = date.fromisoformat(params.start_date) if start is None else start.astimezone(place).date()
    begin = datetime.combine(first, usual[0].timetz()) if start is None else start
    wanted = _body(before, settings, subject=subject, length=length or usual[1])
    wanted.start_time = moments.written(begin)
    wanted.time_zone_id = None if zone is None else zones.code(zone, near=begin)
    days = rule.params(first) if rule else structs.replace(params, start_date=first.isoformat())
    if remind_days is not None:
        days.pre_remind_days = remind_days
    wanted.cycle_params = days
    return (yield from booked(session, UpdateRecurringMeeting(conference_id=meeting_id, body=wanted)))


def change_date(
    session: Session,
    meeting_id: str,
    which: Occurrence | str,
    *,
    start: datetime | None,
    length: timedelta | None,
    description: str | None,
    media: Collection[MediaType] | None,
    record_at_once: bool | None,
    config: CycleSubConfConfig | None,
) -> Steps[None]:
    """One meeting of a series, otherwise."""
    series = yield from _shown(session, meeting_id)
    before = _one(series, which)
    wanted = OccurrenceBody(
        cycle_sub_conf_id=before.id,
        media_types=",".join(media or (before.info.media_type,)),
        start_time=moments.written(before.start if start is None else start),
        length=moments.minutes(length or before.end - before.start),
        is_auto_record=None if record_at_once is None else int(record_at_once),
        conf_config_info=config,
        description=description,
    )
    yield from call(session, UpdateRecurringSubMeeting(conference_id=meeting_id, body=wanted), None)


def own_config(
    who_may_join: CallInRestriction | None, waiting_room: bool | None
) -> CycleSubConfConfig | None:
    """What one meeting of a series may have of its own beside its time."""
    if who_may_join is None and waiting_room is None:
        return None
    return CycleSubConfConfig(call_in_restriction=who_may_join, enable_waiting_room=waiting_room)


def cancel(session: Session, meeting_id: str, *, end_running: bool) -> Steps[None]:
    """A meeting, or all of a series that has not taken place."""
    known = yield from _shown(session, meeting_id)
    series = known.info.conference_type is ConferenceType.RECURRING
    kind = CancelRecurringMeeting if series else CancelMeeting
    yield from call(session, kind(conference_id=meeting_id, type=_ending(end_running)), None)


def cancel_dates(
    session: Session, meeting_id: str, which: Iterable[Occurrence | str], *, end_running: bool
) -> Steps[None]:
    """Single meetings of a series; all of them or none."""
    ids = [one.id if isinstance(one, Occurrence) else one for one in which]
    request = CancelRecurringSubMeeting(
        conference_id=meeting_id,
        type=_ending(end_running),
        body=OccurrenceIds(cycle_sub_conf_ids=ids),
    )
    yield from call(session, request, None)


def _shown(session: Session, meeting_id: str) -> Steps[Meeting]:
    shown = yield from call(session, ShowMeetingDetail(conference_id=meeting_id, limit=1), None)
    return meeting(shown.conference_data)


def _body(before: Meeting, settings: Settings, *, subject: str | None, length: timedelta) -> ScheduleBody:
    wanted = body(settings, subject=subject, length=moments.minutes(length))
    if "media" not in settings:
        wanted.media_types = before.info.media_types
    return wanted


def _usual(dates: Iterable[Occurrence], place: ZoneInfo) -> tuple[datetime, timedelta] | None:
    """A start and a length such as most of the dates have, by the clocks of the place."""
    local = [(one.start.astimezone(place), one.end - one.start) for one in dates]
    times = Counter[tuple[time, timedelta]]((start.time(), length) for start, length in local)
    common = max(times, key=times.__getitem__, default=None)
    return next(((start, length) for start, length in local if (start.time(), length) == common), None)


def _one(series: Meeting, which: Occurrence | str) -> Occurrence:
    wanted = which.id if isinstance(which, Occurrence) else which
    found = next((one for one in series.occurrences if one.id == wanted), None)
    if found is None:
        raise Unusable(f"{series.id} has no date {wanted}, or no longer")
    return found


def _ending(running_too: bool) -> int | None:
    return END_RUNNING if running_too else None
