"""``client.meetings``, blocking and awaited: what people do daily with meetings."""

from __future__ import annotations

from convener.client.meetings.booking import AsyncBooking, Booking
from convener.client.meetings.changing import AsyncChanging, Changing
from convener.client.meetings.looking import AsyncLooking, Looking
from convener.client.meetings.past import AsyncPast, Past


class Meetings(Booking, Changing, Looking, Past):
    """What people do daily with meetings, with times, lengths and zones in place of texts."""


class AsyncMeetings(AsyncBooking, AsyncChanging, AsyncLooking, AsyncPast):
    """What people do daily with meetings, with times, lengths and zones in place of texts."""
