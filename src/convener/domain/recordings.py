"""Recordings of conferences: what there is of them, who may watch it, and for how long a link is good."""

from __future__ import annotations

import enum
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec import Struct

from convener.domain.meeting import Meeting
from convener.domain.person import Principal
from convener.domain.refusal import Refusal

SLICE = timedelta(hours=3)
"""A recording goes on in a new file after that long."""

LINK_LIFE = timedelta(hours=1)
"""How long a link or a download token is good."""


class FileKind(enum.StrEnum):
    """What a file shows."""

    PRESENTATION = "Aux"
    VIDEO = "Hd"
    COMPOSITE = "Sd"


class Audience(enum.IntEnum):
    """Who may watch (``recordAuthType``)."""

    ANYONE = 0
    """Whoever has the link."""
    ENTERPRISE = 1
    PARTICIPANTS = 2
    """Who was invited, booked the meeting, or administers the enterprise."""


class RecordingUnknown(Refusal):
    """There is no such recording, or it is not for the caller."""


class LinkInvalid(Refusal):
    """The link is not one of this server's, has expired, or its file is gone."""


class DownloadRefused(Refusal):
    """The download token is missing, wrong, expired or used."""


class RecordedFile(Struct, frozen=True, kw_only=True):
    """One file of a recording."""

    file_id: str
    take: int
    """Counts the times that recording was started by hand, from 1."""
    segment: int
    """Counts the slices of a take, from 1."""
    kind: FileKind
    begins: datetime
    ends: datetime
    size: int = 0
    sha256: str = ""
    suffix: str
    """Of its name, with the dot; may be empty."""

    @property
    def title(self) -> str:
        return f"{self.kind}_{self.take}_{self.segment}{self.suffix}"


class Recording(Struct, frozen=True, kw_only=True):
    """What was recorded of one holding of a meeting."""

    corp_id: str
    conf_uuid: str
    conference_id: str
    user_id: str
    """Who booked the meeting: the recording is this user's."""
    subject: str
    scheduler: str
    audience: Audience
    begins: datetime
    ends: datetime
    finished: bool = False
    """No more files will come."""
    count: int = 0
    """Files that are there; ``files`` may not have been read."""
    size: int = 0
    length: timedelta = timedelta(0)
    """Of all segments together, each counted once whatever its number of files."""
    files: tuple[RecordedFile, ...] = ()

    @property
    def decoded(self) -> datetime:
        """When all of it is or will be ready; making files ready takes about as long as recording."""
        return self.ends if self.finished else self.ends + self.length

    @property
    def segments(self) -> list[list[RecordedFile]]:
        """The files of each segment, in order."""
        found: dict[tuple[int, int], list[RecordedFile]] = {}
        for one in sorted(self.files, key=lambda one: (one.take, one.segment, one.kind)):
            found.setdefault((one.take, one.segment), []).append(one)
        return list(found.values())

    @property
    def to_play(self) -> list[RecordedFile]:
        """Of each segment the file that shows most."""
        return [min(files, key=lambda one: _SHOWN_FIRST.index(one.kind)) for files in self.segments]

    def belongs_to(self, who: Principal) -> bool:
        """Whether ``who`` may look it up and delete it."""
        return self.corp_id == who.corp_id and (who.is_admin or who.user_id == self.user_id)


_SHOWN_FIRST = (FileKind.VIDEO, FileKind.COMPOSITE, FileKind.PRESENTATION)


def begun(meeting: Meeting, at: datetime) -> Recording:
    """The recording of a holding, of which there is nothing yet; ``meeting`` as it is or was held."""
    return Recording(
        corp_id=meeting.corp_id,
        conf_uuid=meeting.conf_uuid,
        conference_id=meeting.conference_id,
        user_id=meeting.user_id,
        subject=meeting.subject,
        scheduler=meeting.scheduler,
        audience=Audience(meeting.plan.record_auth_type),
        begins=at,
        ends=at,
    )


def slices(begins: datetime, ends: datetime, count: int) -> list[tuple[datetime, datetime]]:
    """Begin and end of so many files that were recorded one after the other."""
    starts = [min(begins + number * SLICE, ends) for number in range(count)]
    return list(zip(starts, [*starts[1:], ends], strict=True))


def next_take(files: Iterable[RecordedFile], kind: FileKind) -> int:
    """The first take that has no file of this kind yet."""
    taken = {one.take for one in files if one.kind is kind}
    return next(number for number in range(1, len(taken) + 2) if number not in taken)


def placed(
    sources: Iterable[str], times: Iterable[tuple[datetime, datetime]], *, take: int, kind: FileKind
) -> list[RecordedFile]:
    """The segments that files of these names are to become; they have no IDs yet."""
    return [
        RecordedFile(
            file_id="",
            take=take,
            segment=number,
            kind=kind,
            begins=begins,
            ends=ends,
            suffix=suffix_of(source),
        )
        for number, (source, (begins, ends)) in enumerate(zip(sources, times, strict=True), 1)
    ]


def suffix_of(name: str) -> str:
    """The end of a file's name that says what is in it; nothing where that is unusual."""
    _, dot, end = name.lower().rpartition(".")
    return f".{end}" if dot and end.isascii() and end.isalnum() and len(end) <= 5 else ""


def download_name(recording: Recording, file: RecordedFile) -> str:
    """What a downloaded file is called: nothing in it means anything to a shell or a folder."""
    subject = unicodedata.normalize("NFC", recording.subject)
    words = "".join(one if one.isalnum() or one in " -_" else " " for one in subject).split()
    return " ".join([*words, f"{recording.begins:%Y-%m-%d}", file.title])[-120:]


def stored_as(corp_id: str, conf_uuid: str, file_id: str, suffix: str) -> str:
    """The name of a file in the store."""
    return f"{corp_id}/{conf_uuid}/{file_id}{suffix}"
