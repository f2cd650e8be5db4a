"""Meetings in words, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from convener.cli import moments
from convener.cli.tables import facts, table

if TYPE_CHECKING:
    from convener.client.meetings import Detail, Meeting
    from convener.wire.meetings import ParticipantInfo

_STATES = {"Schedule": "not started", "Creating": "starting", "Created": "running", "Destroyed": "over"}


def meeting(shown: Meeting, zone: ZoneInfo) -> str:
    """What one needs to know to come and, of a series, its dates."""
    dates = [_dates(shown, zone)] if shown.occurrences else []
    return "\n\n".join([heading(shown, zone), *dates])


def state(shown: Meeting) -> str | None:
    """Where it stands."""
    told = shown.info.conference_state
    return _STATES.get(told or "", told)


def heading(shown: Meeting, zone: ZoneInfo) -> str:
    """What one needs to know to come."""
    return facts(_facts(shown, zone))


def detail(shown: Detail, zone: ZoneInfo) -> str:
    """The same with everybody who is invited."""
    invited = _invited(shown.participants) if shown.participants else "Nobody is invited."
    return f"{meeting(shown, zone)}\n\n{invited}"


def _facts(shown: Meeting, zone: ZoneInfo) -> list[tuple[str, str | None]]:
    cycle = shown.info.cycle_params
    return [
        ("Meeting", shown.id),
        ("Subject", shown.subject),
        ("State", state(shown)),
        ("First" if cycle else "Starts", moments.shown(shown.start, zone, own=shown.zone)),
        ("Length", moments.span(shown.length)),
        ("Until", cycle.end_date if cycle else None),
        ("Zone", shown.zone.key if shown.zone else None),
        ("Booked by", shown.info.scheduler_name),
        ("Room", shown.info.vmr_conference_id),
        ("Host password", shown.host_password),
        ("Guest password", shown.guest_password or "none needed"),
        ("Host link", shown.links.host),
        ("Guest link", shown.links.guest),
    ]


def _dates(shown: Meeting, zone: ZoneInfo) -> str:
    rows = (
        (str(number), f"{each.start.astimezone(zone):%a}", moments.shown(each.start, zone, own=shown.zone))
        for number, each in enumerate(shown.occurrences, start=1)
    )
    return table(("", "Day", f"Starts ({zone.key})"), rows)


def _invited(people: tuple[ParticipantInfo, ...]) -> str:
    rows = (
        (
            one.name,
            one.participant_id,
            one.account_id,
            one.email,
            "host" if one.role == 1 else None,
            one.attendee_type,
            one.dept_name,
        )
        for one in people
    )
    return table(("Invited", "Number", "Account", "Mail", "Role", "Type", "Department"), rows)
