"""New passwords, links and keys for an enterprise that came without its own."""

from __future__ import annotations

from typing import Any

import msgspec

from convener.domain.meeting import Secrets
from convener.server.ids import Ids

_NONE = Secrets(chair="", general="", chair_link="", general_link="")
"""Of what is over: nobody gets in any more."""


class Minting:
    """Of one import: meetings under a room's fixed ID get what the room got."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._rooms: dict[str, dict[str, str]] = {}
        self.keys: dict[str, str] = {}
        """The new keys of apps, by their IDs."""

    def secret(self, table: str, row: dict[str, Any]) -> str:
        """What takes the place of a row's sealed column."""
        match table:
            case "apps":
                self.keys[row["app_id"]] = self._ids.app_key()
                return self.keys[row["app_id"]]
            case "rooms":
                return self._room(row["room_id"])
            case "meetings":
                return msgspec.json.encode(self._meeting(row)).decode()
            case _:
                return msgspec.json.encode(_NONE).decode()

    def _room(self, room_id: str) -> str:
        chair = self._ids.password()
        own = {"chair": chair, "general": self._ids.password(unlike=chair), "chair_link": self._ids.link()}
        self._rooms[room_id] = own
        return msgspec.json.encode(own).decode()

    def _meeting(self, row: dict[str, Any]) -> Secrets:
        room = self._rooms.get(row["room_id"]) if row["room_number"] else None
        chair = room["chair"] if room else self._ids.password()
        general = room["general"] if room else self._ids.password(unlike=chair)
        if not room and msgspec.json.decode(row["plan"]).get("guests_free"):
            general = ""
        return Secrets(
            chair=chair, general=general, chair_link=self._ids.link(), general_link=self._ids.link()
        )
