"""What stays of meetings: who was invited, who was there, what was done and recorded, and until when."""

from __future__ import annotations

from dataclasses import dataclass

from convener.server.app.ground import Ground
from convener.server.app.people import People
from convener.server.areas.attendance.repository import AttendanceRepository
from convener.server.areas.attendance.service import AttendanceService
from convener.server.areas.history.change_log import ChangeLog
from convener.server.areas.history.repository import HistoryRepository
from convener.server.areas.history.retention import RetentionService
from convener.server.areas.history.retention_repository import RetentionRepository
from convener.server.areas.history.service import HistoryService
from convener.server.areas.recordings.file_repository import FileRepository
from convener.server.areas.recordings.intake import Intake
from convener.server.areas.recordings.links import PURPOSE, Links
from convener.server.areas.recordings.removal import Removal
from convener.server.areas.recordings.repository import RecordingRepository
from convener.server.areas.recordings.service import RecordingService
from convener.server.areas.recordings.watching import Watching
from convener.server.areas.roster.repository import RosterRepository
from convener.server.areas.roster.service import RosterService
from convener.server.settings import Settings
from convener.server.storage.files import FileStore, open_files


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """Kept about meetings, and of use to them."""

    roster: RosterService
    attendance: AttendanceService
    history: HistoryService
    change_log: ChangeLog
    retention: RetentionService
    recordings: RecordingService
    intake: Intake
    removal: Removal
    links: Links
    watching: Watching


def build_records(ground: Ground, people: People) -> Records:
    """Knows of people, and of meetings only by their IDs."""
    ids, clock, database = ground.ids, ground.clock, ground.database
    roster = RosterService(RosterRepository(), people.directory)
    attendance = AttendanceService(AttendanceRepository())
    history_repository = HistoryRepository(ground.vault)
    history = HistoryService(history_repository, roster, attendance)
    recordings, files, store = RecordingRepository(), FileRepository(), open_store(ground.settings)
    links = Links(ground.vault.key_for(PURPOSE))
    return Records(
        roster=roster,
        attendance=attendance,
        history=history,
        change_log=ChangeLog(history_repository),
        retention=RetentionService(
            RetentionRepository(history_repository),
            people.corps,
            attendance,
            names=ground.settings.names_kept,
        ),
        recordings=RecordingService(recordings, files, history, people.corps, ground.worker.expect),
        intake=Intake(recordings, files, history, store, ids, clock, database),
        removal=Removal(files, store, clock, database),
        links=links,
        watching=Watching(
            recordings,
            files,
            history,
            links,
            store,
            clock,
            database,
            principal=people.sessions.principal,
        ),
    )


def open_store(settings: Settings) -> FileStore:
    """Where large files are kept."""
    return open_files(settings.recordings_at, endpoint=settings.s3_endpoint, region=settings.s3_region)
