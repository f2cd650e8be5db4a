"""Facts and present states as push frames, encoded and framed once for everyone who gets them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from convener.domain.facts import AttendeesChanged, Fact
from convener.domain.meeting import Meeting
from convener.domain.roster import Attendee
from convener.server.clock import micros
from convener.server.push.protocol import frame
from convener.wire import codec
from convener.wire.push import AttendeeNotify, AttendeesNotify, EntryMode, MessageMode, Notify, NotifyType


class Snapshot(NamedTuple):
    """A meeting at one moment: what full frames are made of."""

    meeting: Meeting
    roster: Sequence[Attendee]
    last: int
    """The number of the last fact that is in it."""


class Frame(NamedTuple):
    """A ready WebSocket frame of one type."""

    type: str
    data: bytes


def full(snapshot: Snapshot, types: frozenset[str], now: datetime) -> bytes:
    """The full frames of the types that are served, joined."""
    return b"".join(ready(render(snapshot, now)) for type_, render in _FULL.items() if type_ in types)


def incremental(fact: Fact, meeting: Meeting, at: datetime) -> list[Frame]:
    """The frames that tell of a fact; most facts need none."""
    if isinstance(fact, AttendeesChanged):
        return [Frame(NotifyType.ATTENDEES, ready(_attendees_change(fact, meeting, at)))]
    return []


def ready(message: object) -> bytes:
    """Any wire message as a WebSocket frame."""
    return frame(codec.write(message))


def _attendees_full(snapshot: Snapshot, now: datetime) -> Notify:
    millis = micros(now) // 1000
    return AttendeesNotify(
        conf_id=snapshot.meeting.conference_id,
        msg_id=uuid.uuid4().hex,
        msg_mode=MessageMode.FULL,
        version=millis,
        create_time=millis,
        data=[_refreshed(one, snapshot.meeting) for one in snapshot.roster],
    )


def _attendees_change(fact: AttendeesChanged, meeting: Meeting, at: datetime) -> Notify:
    refreshed = [_refreshed(one, meeting) for one in fact.refreshed]
    return AttendeesNotify(
        conf_id=meeting.conference_id,
        msg_id=uuid.uuid4().hex,
        msg_mode=MessageMode.INCREMENTAL,
        version=fact.version,
        create_time=micros(at) // 1000,
        data=refreshed + [_removed(one) for one in fact.removed],
    )


def _refreshed(one: Attendee, meeting: Meeting) -> AttendeeNotify:
    return AttendeeNotify(
        mode=EntryMode.REFRESH,
        org_id=meeting.corp_id,
        org_id_as_in_sample=meeting.corp_id,
        third_account=one.third_account,
        phone=one.phone,
        account_id=one.account_id,
        user_uuid=one.user_id,
        name=one.name,
        role=int(one.host),
        email=one.email,
        sms=one.sms,
        is_mute=int(one.mute),
        is_auto_invite=int(one.auto_invite),
        type=one.type,
        address=one.address,
        dept_uuid=one.dept_uuid,
        dept_name=one.dept_name,
        hide_phone=False,
        is_not_overlay_pid_name=False,
    )


def _removed(one: Attendee) -> AttendeeNotify:
    """The keys by which clients find the entry: number, account, user; without any, what else there is."""
    if one.phone or one.account_id or one.user_id:
        return AttendeeNotify(
            mode=EntryMode.REMOVE, phone=one.phone, account_id=one.account_id, user_uuid=one.user_id
        )
    return AttendeeNotify(mode=EntryMode.REMOVE, email=one.email, sms=one.sms, name=one.name)


_FULL: dict[str, Callable[[Snapshot, datetime], Notify]] = {NotifyType.ATTENDEES: _attendees_full}

SERVED = tuple(_FULL)
"""The types that have frames; every other one can be subscribed to and stays silent."""
