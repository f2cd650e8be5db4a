"""What may be said about a meeting beside its subject and its time."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TypedDict

import msgspec

from convener.client.meetings.attendee import Attendee
from convener.wire import meetings as wire


class Settings(TypedDict, total=False):
    """Arguments of ``schedule``, ``create`` and ``repeat``; each that is left out is the server's to decide.

    Also of ``change`` and ``change_series``, where what is left out stays as it is.

    - ``attendees``: whom to invite; a change replaces the list.
    - ``media``: default ``{MediaType.HD_VIDEO}``; ``{MediaType.VOICE}`` for an audio conference.
    - ``guest_password``: 4 to 16 digits; ``""``: guests need none. Default: the server makes one up.
    - ``room``: ID of the cloud meeting room or personal meeting ID to meet in (``vmrID``); never changes.
    - ``waiting_room``: guests wait to be let in.
    - ``who_may_join``: everyone, the enterprise, the invited.
    - ``mute_guests``: guests are muted on entry.
    - ``record``, ``record_at_once``: what may be recorded, and whether that begins with the meeting.
    - ``language``: of mails and text messages.
    - ``limit``: how many may take part.
    - ``config``: everything else there is to set; what is named above wins.
    """

    attendees: Iterable[Attendee | wire.Attendee]
    media: Collection[wire.MediaType]
    guest_password: str
    room: str
    waiting_room: bool
    who_may_join: wire.CallInRestriction
    mute_guests: bool
    record: wire.RecordType
    record_at_once: bool
    language: wire.Language
    limit: int
    config: wire.ConfConfigInfo


def body(settings: Settings, *, subject: str | None, length: int | None) -> wire.ScheduleBody:
    """What to book, without its time."""
    room = settings.get("room")
    people = settings.get("attendees")
    at_once = settings.get("record_at_once")
    return wire.ScheduleBody(
        subject=subject,
        length=length,
        media_types=",".join(settings.get("media") or (wire.MediaType.HD_VIDEO,)),
        attendees=None if people is None else [_attendee(one) for one in people],
        language=settings.get("language"),
        record_type=settings.get("record"),
        is_auto_record=None if at_once is None else int(at_once),
        vmr_flag=None if room is None else 1,
        vmr_id=room,
        concurrent_participants=settings.get("limit"),
        conf_config_info=_config(settings),
    )


def _attendee(one: Attendee | wire.Attendee) -> wire.Attendee:
    return one.wire() if isinstance(one, Attendee) else one


def _config(settings: Settings) -> wire.ConfConfigInfo | None:
    password = settings.get("guest_password")
    named = {
        "is_guest_free_pwd": None if password is None else password == "",
        "guest_pwd": password or None,
        "enable_waiting_room": settings.get("waiting_room"),
        "call_in_restriction": settings.get("who_may_join"),
        "is_auto_mute": settings.get("mute_guests"),
    }
    said = {name: value for name, value in named.items() if value is not None}
    config = settings.get("config")
    return msgspec.structs.replace(config or wire.ConfConfigInfo(), **said) if said or config else None
