"""Meetings as people speak of them: aware times, lengths, zones, names, in place of the wire's strings."""

from convener.client.meetings.attendee import Attendee
from convener.client.meetings.held import Act, Attendance, Held, Stay
from convener.client.meetings.meeting import Detail, Links, Meeting, Occurrence
from convener.client.meetings.rules import Daily, Monthly, Rule, Weekday, Weekly
from convener.client.meetings.settings import Settings
from convener.client.meetings.shells import AsyncMeetings, Meetings

__all__ = [
    "Act",
    "AsyncMeetings",
    "Attendance",
    "Attendee",
    "Daily",
    "Detail",
    "Held",
    "Links",
    "Meeting",
    "Meetings",
    "Monthly",
    "Occurrence",
    "Rule",
    "Settings",
    "Stay",
    "Weekday",
    "Weekly",
]
