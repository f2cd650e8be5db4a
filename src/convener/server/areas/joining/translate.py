"""What people learn on the way into a meeting."""

from __future__ import annotations

from urllib.parse import urlsplit

from convener.domain.meeting import Meeting
from convener.wire import joining as wire
from convener.wire.meetings import ConfMode


def auth_random(meeting: Meeting, random: str) -> wire.AuthRandom:
    return wire.AuthRandom(
        random=random,
        subject=meeting.subject,
        conf_mode=ConfMode.RTC,
        webinar=False,
        need_password=bool(meeting.secrets.general),
        support_applets=False,
    )


def region(origin: str) -> wire.RegionInfo:
    """A single server is its own region."""
    host = urlsplit(origin).netloc
    return wire.RegionInfo(region_ip=host, region_url=host)
