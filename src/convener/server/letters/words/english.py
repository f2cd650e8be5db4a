"""English."""

# ruff: noqa: S106 – passwords are named here, not given

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from convener.domain.recurrence import Cycle
from convener.server.letters.words.table import Every, Occasion, Words

ENGLISH: Final = Words(
    subject=MappingProxyType(
        {
            Occasion.BOOKED: "Booked: {subject}",
            Occasion.INVITED: "Invitation: {subject}",
            Occasion.CHANGED: "Changed: {subject}",
            Occasion.CALLED_OFF: "Cancelled: {subject}",
            Occasion.REMOVED: "No longer invited: {subject}",
            Occasion.REMINDED: "Reminder: {subject}",
        }
    ),
    opening=MappingProxyType(
        {
            Occasion.BOOKED: "You have booked this meeting.",
            Occasion.INVITED: "{organizer} invites you to a meeting.",
            Occasion.CHANGED: "This meeting was changed.",
            Occasion.CALLED_OFF: "This meeting was cancelled. There is nothing you need to do.",
            Occasion.REMOVED: "You are no longer invited to this meeting.",
            Occasion.REMINDED: "This meeting is about to take place.",
        }
    ),
    text=MappingProxyType(
        {
            Occasion.BOOKED: "You have booked “{subject}”, {when}. {access}",
            Occasion.INVITED: "{organizer} invites you to “{subject}”, {when}. {access}",
            Occasion.CHANGED: "Changed: “{subject}”, {when}. {access}",
            Occasion.CALLED_OFF: "Cancelled: “{subject}”, {when}.",
            Occasion.REMOVED: "You are no longer invited to “{subject}”, {when}.",
            Occasion.REMINDED: "Reminder: “{subject}”, {when}. {access}",
        }
    ),
    access="ID {number}, password {password}. {link}",
    access_free="ID {number}. {link}",
    short_when="{span} ({offset})",
    short_series="{when}, {rule}",
    join="Join the meeting",
    join_as_host="Start or join as host",
    organizer="Organizer",
    when="Time",
    next="Next date",
    repeats="Repeats",
    dates="Dates",
    number="Meeting ID",
    password="Password",
    host_password="Host password",
    guest_password="Guest password",
    guest_link="Link for guests",
    note="Note",
    new="new",
    former="formerly {value}",
    more="and {n} more",
    with_note="{date} – {note}",
    keep_link="Whoever has your link or the host password is a host. Pass on the link for guests instead.",
    footer="Sent by the meeting service of {corp}.",
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    date="{weekday}, {day} {month} {year}",
    within_day="{date}, {start}–{end}",
    over_midnight="{date}, {start} – {end_date}, {end}",
    at_zone="{span} ({offset}, {zone})",
    local="{span} ({local} your time)",
    clock="{start}–{end}",
    every=MappingProxyType(
        {
            Cycle.DAY: Every(one="every day", many="every {n} days"),
            Cycle.WEEK: Every(one="every week on {days}", many="every {n} weeks on {days}"),
            Cycle.MONTH: Every(
                one="every month on day {days}",
                many="every {n} months on day {days}",
            ),
        }
    ),
    month_day="{day}",
    month_end=" (or the month’s last)",
    between=", ",
    colon=": ",
    before_last=" and ",
    zones=MappingProxyType({}),
)
