"""What booking and looking up do, for both shells to drive."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from convener.client.calls import Session, Steps, call
from convener.client.errors import Undecodable, Unusable
from convener.client.meetings import moments, zones
from convener.client.meetings.meeting import Detail, Meeting, detail, meeting
from convener.client.meetings.rules import Rule
from convener.client.meetings.settings import Settings, body
from convener.client.pages import Walk
from convener.wire.audit import MOST_CHANGES, ListMeetingChanges, MeetingChange
from convener.wire.base import Request
from convener.wire.meetings import (
    ConferenceInfo,
    CreateMeeting,
    CreateRecurringMeeting,
    ParticipantInfo,
    ScheduleBody,
    ShowMeetingDetail,
)
from convener.wire.preview import MeetingPreview, PreviewMeeting

LARGEST_PAGE = 500


def create(session: Session, subject: str, length: timedelta | None, settings: Settings) -> Steps[Meeting]:
    """A meeting that starts now."""
    wanted = body(settings, subject=subject, length=None if length is None else moments.minutes(length))
    return (yield from booked(session, CreateMeeting(body=wanted)))


def schedule(
    session: Session,
    subject: str,
    *,
    start: datetime,
    length: timedelta,
    zone: ZoneInfo | None,
    settings: Settings,
) -> Steps[Meeting]:
    """A meeting that starts later."""
    wanted = _single(settings, subject=subject, start=start, length=length, zone=zone)
    return (yield from booked(session, CreateMeeting(body=wanted)))


def repeat(
    session: Session,
    subject: str,
    *,
    start: datetime,
    length: timedelta,
    rule: Rule,
    zone: ZoneInfo | None,
    remind_days: int | None,
    settings: Settings,
) -> Steps[Meeting]:
    """A series; its meetings keep the time that clocks of the zone show."""
    wanted = _series(settings, rule, subject=subject, start=start, length=length, zone=zone)
    assert wanted.cycle_params is not None
    wanted.cycle_params.pre_remind_days = remind_days
    return (yield from booked(session, CreateRecurringMeeting(body=wanted)))


def preview(
    session: Session,
    *,
    start: datetime,
    length: timedelta,
    rule: Rule | None,
    zone: ZoneInfo | None,
    changing: str | None,
    settings: Settings,
) -> Steps[MeetingPreview]:
    """What booking a meeting or a series, or changing one, would give."""
    if rule is None:
        wanted = _single(settings, subject=None, start=start, length=length, zone=zone)
    else:
        wanted = _series(settings, rule, subject=None, start=start, length=length, zone=zone)
    return (yield from call(session, PreviewMeeting(conference_id=changing, body=wanted), None))


def show(session: Session, meeting_id: str) -> Steps[Detail]:
    """A meeting with everybody invited, however many pages that takes."""
    first = yield from call(session, invited(meeting_id), None)
    walk = Walk(invited(meeting_id))
    found: list[ParticipantInfo] = walk.take(first)
    while walk.request is not None:
        found += walk.take((yield from call(session, walk.request, None)))
    return detail(first.conference_data, found)


def invited(meeting_id: str) -> ShowMeetingDetail:
    """Asks for everybody invited, in pages as large as they may be."""
    return ShowMeetingDetail(conference_id=meeting_id, limit=LARGEST_PAGE)


def _single(
    settings: Settings, *, subject: str | None, start: datetime, length: timedelta, zone: ZoneInfo | None
) -> ScheduleBody:
    wanted = body(settings, subject=subject, length=moments.minutes(length))
    wanted.start_time = moments.written(start)
    wanted.time_zone_id = zones.known(start.tzinfo) if zone is None else zones.code(zone, near=start)
    return wanted


def _series(
    settings: Settings,
    rule: Rule,
    *,
    subject: str | None,
    start: datetime,
    length: timedelta,
    zone: ZoneInfo | None,
) -> ScheduleBody:
    wanted = body(settings, subject=subject, length=moments.minutes(length))
    wanted.start_time = moments.written(start)
    place = zone or start.tzinfo
    if not isinstance(place, ZoneInfo):
        raise Unusable("a series follows the clocks of a place: give zone=ZoneInfo(…)")
    wanted.time_zone_id = zones.code(place, near=start)
    wanted.cycle_params = rule.params(start.astimezone(place).date())
    return wanted


def changes(session: Session, meeting_id: str) -> Steps[list[MeetingChange]]:
    """The whole change log of a meeting."""
    found: list[MeetingChange] = []
    while True:
        after = found[-1].number if found else 0
        request = ListMeetingChanges(conference_id=meeting_id, after=after, limit=MOST_CHANGES)
        following = (yield from call(session, request, None)).data
        found += following
        if len(following) < MOST_CHANGES:
            return found


def booked(session: Session, request: Request[list[ConferenceInfo]]) -> Steps[Meeting]:
    """The one meeting that booking and changing answer."""
    infos = yield from call(session, request, None)
    if len(infos) != 1:
        problem = f"{request.operation.name} answered {len(infos)} meetings, not one"
        raise Undecodable(problem, status=200, request_id="", excerpt="")
    return meeting(infos[0])
