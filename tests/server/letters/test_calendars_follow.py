"""Whatever is done to a series: the calendars of its people show exactly that, of those removed nothing."""

from __future__ import annotations

import email
from datetime import UTC, timedelta
from email import policy

import icalendar
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from convener.domain.changing import Change, changed_series
from convener.domain.changing_dates import DateChange, moved, without
from convener.domain.edits import OwnSettings
from convener.domain.invitations import Contact, invitation
from convener.domain.meeting import Kind, Meeting, Plan, State
from convener.domain.notices import Channel, Told, notices, told_after
from convener.domain.plan_change import PlanChange, RuleChange
from convener.domain.recurrence import occurrences
from convener.domain.refusal import Refusal
from convener.domain.roster import Attendee
from convener.domain.zones import ZoneCode
from convener.server.letters.letters import letter
from support.invitations import NOW, ORIGIN, SECRETS, SENDER
from support.series import is_bookable, series_of_rules

ANN = Contact(user_id="u1", name="Ann Lee", email="ann@corp.test")
MINUTE = timedelta(minutes=1)
WHERE = st.integers(0, 49)

steps = st.one_of(
    st.tuples(st.just("move"), WHERE, st.integers(-1500, 1500), st.sampled_from([15, 30, 90, 1440])),
    st.tuples(st.just("describe"), WHERE, st.text(max_size=10)),
    st.tuples(st.just("cancel"), WHERE),
    st.tuples(st.just("invite"), st.sets(st.sampled_from(["bob", "cat"]))),
    st.tuples(st.just("rename"), st.sampled_from(["Planning", "Review"])),
    st.tuples(st.just("rebook"), st.integers(-600, 600), st.sampled_from(["27", "13", "37", "75"])),
)


def a_meeting(series):
    slots = occurrences(series)
    return Meeting(
        corp_id="c1",
        meeting_id="m1",
        conference_id="912345678",
        user_id=ANN.user_id,
        scheduler=ANN.name,
        subject="Planning",
        kind=Kind.SERIES,
        state=State.SCHEDULE,
        starts=slots[0].starts,
        ends=slots[0].ends,
        expires=slots[-1].ends,
        conf_uuid="x",
        plan=Plan(video=True, length=series.length, time_zone=series.zone, series=series),
        secrets=SECRETS,
    )


def other_times(meeting, minutes, zone):
    """The same rule on another clock, at another time of day."""
    rule = meeting.plan.series.rule
    return Change(
        plan=PlanChange(video=True, length=45 * MINUTE, time_zone=ZoneCode(zone)),
        starts=meeting.starts + minutes * MINUTE,
        rule=RuleChange(
            cycle=rule.cycle,
            interval=rule.interval,
            points=rule.points,
            first=rule.first,
            last=rule.last,
            remind_days=None,
        ),
    )


def done(meeting, step, now):
    """The meeting after the step; as it was where that is refused."""
    dates = occurrences(meeting.plan.series)
    kind, *given = step
    one = dates[given[0] % len(dates)] if kind in ("move", "describe", "cancel") else None
    try:
        match kind:
            case "move":
                change = DateChange(
                    starts=one.starts + given[1] * MINUTE, length=given[2] * MINUTE, settings=OwnSettings()
                )
                return moved(meeting, one, change, now)
            case "describe":
                change = DateChange(
                    starts=one.starts,
                    length=one.ends - one.starts,
                    description=given[1],
                    settings=OwnSettings(),
                )
                return moved(meeting, one, change, now)
            case "cancel" if len(dates) > 1:
                return without(meeting, [one], now)
            case "rename":
                return replace(meeting, subject=given[0])
            case "rebook":
                return changed_series(
                    meeting, other_times(meeting, *given), now, room=None, fresh_password="2"
                )
    except Refusal:
        pass
    return meeting


class Calendars:
    """What calendar programs make of the mails that arrive: one entry for each name, the newest wins."""

    def __init__(self):
        self.held = {}
        self.numbers = {}

    def receive(self, notice):
        written = letter(notice, origin=ORIGIN, sender=SENDER, stamp=NOW).as_bytes()
        mail = email.message_from_bytes(written, policy=policy.default)
        [part] = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
        calendar = icalendar.Calendar.from_ical(part.get_content())
        [name] = {str(event["UID"]) for event in calendar.events}
        [number] = {event["SEQUENCE"] for event in calendar.events}
        assert part.get_param("method") == calendar["METHOD"]
        assert number > self.numbers.get((notice.address, name), -1)
        self.numbers[notice.address, name] = number
        self.held[notice.address, name] = None if calendar["METHOD"] == "CANCEL" else calendar

    def dates(self, address):
        """When something takes place, as that person's calendar shows it."""
        found = []
        for (to, _), calendar in self.held.items():
            if to == address and calendar is not None:
                moments = [event.start.astimezone(UTC) for event in calendar.events]
                margin = timedelta(days=450)
                query = recurring_ical_events.of(calendar)
                found += query.between(min(moments) - margin, max(moments) + margin)
        return sorted(
            (one.start.astimezone(UTC), one.end.astimezone(UTC), str(one["SUMMARY"])) for one in found
        )


@settings(max_examples=25, deadline=None, derandomize=True)
@given(series_of_rules().filter(is_bookable), st.lists(steps, max_size=8), st.booleans())
def test_calendars_show_what_is(series, history, called_off):
    meeting, people, boxes, known = a_meeting(series), {"bob"}, Calendars(), Told()
    now = meeting.starts - timedelta(days=3)
    sequence = 0
    for step in [("invite", people), *history]:
        if step[0] == "invite":
            people = step[1]
        meeting = done(meeting, step, now)
        listed = [Attendee(name=one, email=f"{one}@other.test") for one in sorted(people)]
        shown = invitation(meeting, listed, scheduler=ANN, users={}, corp_name="Example")
        for notice in notices(known, shown, sequence=sequence, now=now):
            if notice.channel is Channel.MAIL:
                boxes.receive(notice)
        known, sequence = told_after(known, shown), sequence + 1
    if called_off:
        for notice in notices(known, None, sequence=sequence, now=now):
            boxes.receive(notice)
    expected = sorted((one.starts, one.ends, meeting.subject) for one in occurrences(meeting.plan.series))
    for one, invited in [
        ("ann@corp.test", True),
        *((f"{one}@other.test", one in people) for one in ("bob", "cat")),
    ]:
        assert boxes.dates(one) == (expected if invited and not called_off else [])
