"""Who comes for a file of a recording, and whether it is for them."""

from __future__ import annotations

import mimetypes
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from convener.domain.access import Forbidden, MayNotView, MeetingUnknown
from convener.domain.person import Principal
from convener.domain.recordings import (
    Audience,
    DownloadRefused,
    LinkInvalid,
    RecordedFile,
    Recording,
    download_name,
    stored_as,
)
from convener.server.areas.history.service import HistoryService
from convener.server.areas.recordings.file_repository import FileRepository
from convener.server.areas.recordings.links import Link, Links, Use
from convener.server.areas.recordings.repository import RecordingRepository
from convener.server.clock import Clock, moment
from convener.server.http.files import Asked, Content
from convener.server.ids import digest
from convener.server.storage.database import Database, Reading
from convener.server.storage.files import FileStore


class Watching:
    """Gives files to those who have a link to them and may have them."""

    def __init__(
        self,
        repository: RecordingRepository,
        files: FileRepository,
        history: HistoryService,
        links: Links,
        store: FileStore,
        clock: Clock,
        database: Database,
        *,
        principal: Callable[[str | None, datetime], Awaitable[Principal]],
    ) -> None:
        self._repository = repository
        self._files = files
        self._history = history
        self._links = links
        self._store = store
        self._clock = clock
        self._database = database
        self._principal = principal

    async def find(self, asked: Asked) -> Content:
        """The file that a link leads to.

        Raises ``LinkInvalid``, of tokens ``DownloadRefused``, or as ``_check_audience``.
        """
        try:
            link = self._links.read(asked.path, asked.query, asked.token, self._clock.now())
        except LinkInvalid:
            raise DownloadRefused if asked.query.get("use") == Use.FETCH else LinkInvalid from None
        recording, file = await self._database.read(lambda unit: self._found(unit, link))
        if link.use is not Use.FETCH:
            await self._check_audience(recording, asked.access_token)
        name = stored_as(recording.corp_id, recording.conf_uuid, file.file_id, file.suffix)
        if not await self._store.has(name):
            raise LinkInvalid
        title = download_name(recording, file)
        return Content(
            size=file.size,
            tag=file.sha256,
            name=title,
            media_type=_media_type(title),
            attachment=link.use is not Use.PLAY,
            read=partial(self._store.read, name),
            begin=partial(self._begin, link, asked.client),
        )

    async def _found(self, unit: Reading, link: Link) -> tuple[Recording, RecordedFile]:
        recording = await self._repository.one(unit, link.corp_id, link.conf_uuid)
        for file in recording.files if recording else ():
            if recording and file.file_id == link.file_id:
                return recording, file
        raise LinkInvalid

    async def _check_audience(self, recording: Recording, access_token: str | None) -> None:
        """Raises ``TokenInvalid`` for somebody unknown where that matters, ``Forbidden`` for strangers.

        While a conference runs its participants are those who may delete the recording.
        """
        if recording.audience is Audience.ANYONE:
            return
        who = await self._principal(access_token, self._clock.now())
        if recording.belongs_to(who):
            return
        if who.corp_id != recording.corp_id:
            raise Forbidden
        if recording.audience is Audience.PARTICIPANTS:
            await self._check_invited(recording, who)

    async def _check_invited(self, recording: Recording, who: Principal) -> None:
        now = self._clock.now()
        try:
            await self._database.read(lambda unit: self._history.show(unit, who, recording.conf_uuid, now))
        except (MayNotView, MeetingUnknown):
            raise Forbidden from None

    async def _begin(self, link: Link, client: str, partly: bool) -> None:
        """A token is good for one download: its first use begins it, parts may follow from that address.

        Raises ``DownloadRefused`` for anything else.
        """
        if link.use is not Use.FETCH:
            return
        expires = moment(link.expires * 1_000_000)
        first, by = await self._database.write(
            lambda unit: self._files.use(unit, digest(link.token), client, expires)
        )
        if not first and not (partly and by == client):
            raise DownloadRefused


def _media_type(name: str) -> str:
    found, _ = mimetypes.guess_type(name, strict=True)
    return found if found and found.startswith(("audio/", "video/")) else "application/octet-stream"
