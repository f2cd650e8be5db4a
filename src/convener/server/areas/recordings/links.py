"""Addresses of files: signed, good for an hour, and worth nothing for any other file."""

from __future__ import annotations

import enum
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlencode

from msgspec import Struct

from convener.domain.recordings import LINK_LIFE, LinkInvalid, RecordedFile, Recording

PATH = "/recordings/"
PURPOSE = "links to recordings"
"""Of the key that they are signed with."""


class Use(enum.StrEnum):
    """What a link is for."""

    PLAY = "play"
    SAVE = "save"
    """Like ``PLAY``, but browsers store it."""
    FETCH = "fetch"
    """For whoever sends the token that belongs to it."""


class Link(Struct, frozen=True, kw_only=True):
    """A link that holds, as far as it can be told from itself."""

    corp_id: str
    conf_uuid: str
    file_id: str
    use: Use
    expires: int
    """Seconds since 1970."""
    token: str
    """What proves it: part of the address or, for ``FETCH``, sent beside it."""


class Download(NamedTuple):
    url: str
    token: str


class Links:
    """Makes links and reads them again."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def to(self, recording: Recording, file: RecordedFile, use: Use, *, origin: str, now: datetime) -> str:
        """Where to play or save a file, for an hour."""
        path, query = _path(recording, file), {"use": str(use), "until": _until(now)}
        return f"{origin}{path}?{urlencode({**query, 'signature': self._sign(path, query)})}"

    def download(
        self, recording: Recording, file: RecordedFile, *, nonce: str, origin: str, now: datetime
    ) -> Download:
        """Where to fetch a file for an hour, and the token to send along, which no other ``nonce`` gives."""
        path, query = _path(recording, file), {"use": str(Use.FETCH), "until": _until(now), "nonce": nonce}
        return Download(f"{origin}{path}?{urlencode(query)}", self._sign(path, query))

    def read(self, path: str, query: Mapping[str, str], token: str | None, now: datetime) -> Link:
        """What a link leads to. Raises ``LinkInvalid`` unless it, or ``token`` with it, is one of ours."""
        parts = path.removeprefix(PATH).split("/")
        try:
            use, expires = Use(query["use"]), int(query["until"])
            corp_id, conf_uuid, file_id, _ = parts
        except (KeyError, ValueError):
            raise LinkInvalid from None
        signed = {name: value for name, value in query.items() if name != "signature"}
        presented = (token if use is Use.FETCH else query.get("signature")) or ""
        genuine = hmac.compare_digest(presented.encode(), self._sign(path, signed).encode())
        if not genuine or expires <= now.timestamp():
            raise LinkInvalid
        return Link(
            corp_id=corp_id, conf_uuid=conf_uuid, file_id=file_id, use=use, expires=expires, token=presented
        )

    def _sign(self, path: str, query: Mapping[str, str]) -> str:
        text = "\n".join((path, *(f"{name}={query[name]}" for name in sorted(query))))
        return hmac.digest(self._key, text.encode(), "sha256").hex()


def _path(recording: Recording, file: RecordedFile) -> str:
    return f"{PATH}{recording.corp_id}/{recording.conf_uuid}/{file.file_id}/{file.title}"


def _until(now: datetime) -> str:
    return str(int((now + LINK_LIFE).timestamp()))
