"""Meetings: booked, changed, listed, held and joined."""

from __future__ import annotations

from dataclasses import dataclass

from convener.server.app.ground import Ground
from convener.server.app.people import People
from convener.server.app.records import Records
from convener.server.areas.history import retention
from convener.server.areas.joining.repository import JoinRepository
from convener.server.areas.joining.service import JoinService
from convener.server.areas.live.repository import LiveRepository
from convener.server.areas.live.service import LiveService
from convener.server.areas.meetings.changing import ChangeService
from convener.server.areas.meetings.life import MeetingLife
from convener.server.areas.meetings.list_repository import ListRepository
from convener.server.areas.meetings.lists import ListService
from convener.server.areas.meetings.log import MeetingLog
from convener.server.areas.meetings.previewing import PreviewService
from convener.server.areas.meetings.repository import MeetingRepository
from convener.server.areas.meetings.service import MeetingService
from convener.server.areas.moving.service import MovingService
from convener.server.areas.statistics.repository import StatisticsRepository
from convener.server.areas.statistics.service import StatisticsService


@dataclass(frozen=True, slots=True, kw_only=True)
class Meetings:
    """What can be done with meetings."""

    life: MeetingLife
    meetings: MeetingService
    changes: ChangeService
    previews: PreviewService
    lists: ListService
    live: LiveService
    joining: JoinService
    statistics: StatisticsService
    moving: MovingService


def build_meetings(ground: Ground, people: People, records: Records) -> Meetings:
    ids, clock, database, rooms = ground.ids, ground.clock, ground.database, people.rooms
    roster, attendance = records.roster, records.attendance
    repository = MeetingRepository(ground.vault)
    log = MeetingLog(repository)
    life = MeetingLife(
        repository,
        roster,
        rooms,
        records.history,
        attendance,
        records.recordings,
        log,
        ids,
        ground.worker.expect,
    )
    meetings = MeetingService(repository, roster, rooms, life, log, ids)
    return Meetings(
        life=life,
        meetings=meetings,
        changes=ChangeService(repository, roster, rooms, life, ids),
        previews=PreviewService(repository, roster, rooms),
        lists=ListService(ListRepository(repository), attendance),
        live=LiveService(LiveRepository(), meetings, roster, attendance, ids, clock, database),
        joining=JoinService(JoinRepository(), meetings, rooms, ids, database),
        statistics=StatisticsService(StatisticsRepository(), meetings, people.corps, records.recordings),
        moving=MovingService(people.corps, meetings, ground.vault, ids, founded=retention.begin),
    )
