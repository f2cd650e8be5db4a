"""Meetings as answers show them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from convener.client.meetings import moments, zones
from convener.wire.meetings import (
    Attendee,
    AttendeeRole,
    ConferenceInfo,
    ConferenceRole,
    ConferenceState,
    CycleSubConf,
    ParticipantInfo,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Where to join with a browser."""

    host: str | None = field(repr=False)
    """Only for who may be host."""
    guest: str
    audience: str | None = None
    """Webinars only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One meeting of a series."""

    id: str
    start: datetime
    end: datetime
    info: CycleSubConf = field(repr=False)
    """All that was answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting, or a series. Times are UTC; those of a series are of its first meeting."""

    id: str
    """Meeting ID, to dial and to ask for."""
    subject: str
    start: datetime
    end: datetime
    zone: ZoneInfo | None
    """Of notices and of a series' days; ``None`` when its code is not known here."""
    host_password: str | None = field(repr=False)
    """Only for who may be host."""
    guest_password: str | None = field(repr=False)
    """``None`` when guests need none."""
    audience_password: str | None = field(repr=False, default=None)
    """Webinars only."""
    links: Links
    occurrences: tuple[Occurrence, ...] = ()
    """Of a series: those that are not over."""
    info: ConferenceInfo = field(repr=False)
    """All that was answered."""

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    @property
    def running(self) -> bool:
        """Whether it was being held when this was answered."""
        return self.info.conference_state is ConferenceState.CREATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail(Meeting):
    """A meeting and everybody invited to it."""

    participants: tuple[ParticipantInfo, ...]

    @property
    def attendees(self) -> list[Attendee]:
        """Everybody as they would be invited again: a change replaces the list.

        Who enters muted is known of the first twenty people and the first twenty terminals only.
        """
        brief = self.info.part_attendee_info or ()
        muted = {(one.phone, one.name, one.type): one.is_mute for one in brief}
        return [
            Attendee(
                user_uuid=one.user_uuid,
                account_id=one.account_id,
                app_id=one.app_id,
                name=one.name,
                role=AttendeeRole(one.role),
                phone=one.participant_id,
                email=one.email,
                sms=one.sms,
                is_mute=muted.get((one.participant_id, one.name, one.attendee_type)),
                is_auto_invite=one.is_auto_invite,
                type=one.attendee_type,
                dept_name=one.dept_name,
            )
            for one in self.participants
        ]


def meeting(info: ConferenceInfo) -> Meeting:
    """The meeting of an answer. Raises ``Undecodable`` when its times are none."""
    passwords = {entry.conference_role: entry.password for entry in info.password_entry}
    return Meeting(
        id=info.conference_id,
        subject=info.subject,
        start=moments.read(info.start_time),
        end=moments.read(info.end_time),
        zone=zones.zone(info.time_zone_id),
        host_password=passwords.get(ConferenceRole.CHAIR) or None,
        guest_password=passwords.get(ConferenceRole.GENERAL) or None,
        audience_password=passwords.get(ConferenceRole.AUDIENCE) or None,
        links=Links(host=info.chair_join_uri, guest=info.guest_join_uri, audience=info.audience_join_uri),
        occurrences=tuple(map(_occurrence, info.sub_confs or ())),
        info=info,
    )


def detail(info: ConferenceInfo, participants: list[ParticipantInfo]) -> Detail:
    """The same with everybody who is invited."""
    shown = meeting(info)
    fields = {name: getattr(shown, name) for name in Meeting.__dataclass_fields__}
    return Detail(**fields, participants=tuple(participants))


def _occurrence(info: CycleSubConf) -> Occurrence:
    return Occurrence(
        id=info.cycle_sub_conf_id,
        start=moments.read(info.start_time),
        end=moments.read(info.end_time),
        info=info,
    )
