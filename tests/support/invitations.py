"""An invitation that is whole, so that a test says what matters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from convener.domain.invitations import Invitation, Invitee
from convener.domain.meeting import Secrets
from convener.domain.recurrence import occurrences
from convener.domain.zones import ZoneCode

ORIGIN = "https://meet.test:8443"
SENDER = "Meetings <no-reply@meet.test>"
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
STARTS = datetime(2026, 3, 9, 9, tzinfo=UTC)

ANN = Invitee(key="ann", name="Ann Lee", user_id="u1", email="ann@corp.test", host=True, is_scheduler=True)
BOB = Invitee(key="bob", name="Bob", email="bob@other.test", mobile="+4915112345678")
SECRETS = Secrets(chair="314159", general="271828", chair_link="c" * 48, general_link="9" * 48)


def an_invitation(**given):
    plain = Invitation(
        corp_id="c1",
        meeting_id="m1",
        conference_id="912345678",
        dialled="912345678",
        subject="Planning",
        language="en-US",
        zone=ZoneCode("27"),
        organizer="Ann Lee",
        organizer_email="ann@corp.test",
        corp_name="Example",
        send_notify=True,
        send_calendar=True,
        send_sms=True,
        starts=STARTS,
        ends=STARTS + timedelta(hours=1),
        secrets=SECRETS,
        invitees=(ANN, BOB),
    )
    return replace(plain, **given)


def of_series(series, **given):
    [first, *_] = occurrences(series)
    times = {"starts": first.starts, "ends": first.ends, "zone": series.zone}
    return an_invitation(series=series, **times | given)
