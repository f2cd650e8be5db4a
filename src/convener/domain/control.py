"""What a control token of a running conference stands for."""

from __future__ import annotations

from msgspec import Struct


class ControlSession(Struct, frozen=True, kw_only=True):
    """The right to control one holding of one meeting; its holder need not take part in it."""

    corp_id: str
    meeting_id: str
    conference_id: str
    conf_uuid: str
    host: bool
