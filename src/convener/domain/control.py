"""What a control token of a running conference stands for."""

from __future__ import annotations

from convener.domain.value import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlSession:
    """The right to control one holding of one meeting; its holder need not take part in it."""

    corp_id: str
    meeting_id: str
    conference_id: str
    conf_uuid: str
    host: bool
