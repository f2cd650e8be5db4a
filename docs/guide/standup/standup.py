"""Keeps a team's stand-up in the calendar of the meeting cloud."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from huaweicloudsdkcore.exceptions.exceptions import SdkException, ServiceResponseException
from huaweicloudsdkmeeting.v1 import (
    CreateRecurringMeetingRequest,
    CycleParams,
    MeetingClient,
    RestAttendeeDTO,
    RestScheduleConfDTO,
    ShowMeetingDetailRequest,
)

WEEKDAYS = [1, 2, 3, 4, 5]
LENGTH = timedelta(minutes=15)
BERLIN = "26"
OVER = "MMC.111070005"
"""What the cloud says of a meeting that is not there any more."""


@dataclass(frozen=True)
class Standup:
    """A series on weekdays."""

    id: str
    link: str
    starts: list[datetime]


class Calendar:
    """Plans stand-ups and finds the next one.

    What fails in passing is tried three times, and a login that has ended is made anew: the SDK would go
    on with its old one.
    """

    def __init__(
        self, connect: Callable[[], MeetingClient], *, pause: Callable[[float], None] = time.sleep
    ) -> None:
        self._connect = connect
        self._client = connect()
        self._pause = pause

    def plan(self, team: str, phones: list[str], *, first: date, weeks: int, at: str = "09:00") -> Standup:
        """Book it on weekdays; ``at`` is UTC on the first day, and the time on the wall stays."""
        last = first + timedelta(weeks=weeks, days=-1)
        rule = CycleParams(
            start_date=str(first), end_date=str(last), cycle="Week", interval=1, point=WEEKDAYS
        )
        booking = RestScheduleConfDTO(
            subject=f"Stand-up {team}",
            start_time=f"{first} {at}",
            length=LENGTH.seconds // 60,
            media_types="HDVideo",
            time_zone_id=BERLIN,
            attendees=[RestAttendeeDTO(phone=phone) for phone in phones],
            cycle_params=rule,
        )
        request = CreateRecurringMeetingRequest(body=booking)
        [made] = self._patiently(lambda client: client.create_recurring_meeting(request)).body
        return Standup(made.conference_id, made.guest_join_uri, [_moment(one) for one in made.sub_confs])

    def next(self, standup: Standup) -> datetime | None:
        """When the team meets next; ``None`` after the last time."""
        request = ShowMeetingDetailRequest(conference_id=standup.id)
        try:
            found = self._patiently(lambda client: client.show_meeting_detail(request)).conference_data
        except ServiceResponseException as error:
            if error.error_code == OVER:
                return None
            raise
        return min(_moment(one) for one in found.sub_confs)

    def close(self) -> None:
        self._client.close()

    def _patiently(self, call: Callable[[MeetingClient], Any]) -> Any:
        for seconds in (1, 5):
            try:
                return call(self._client)
            except SdkException as error:
                if _is_logged_out(error):
                    self._client.close()
                    self._client = self._connect()
                elif _is_passing(error):
                    self._pause(seconds)
                else:
                    raise
        return call(self._client)


def _is_logged_out(error: SdkException) -> bool:
    return isinstance(error, ServiceResponseException) and error.status_code == 401


def _is_passing(error: SdkException) -> bool:
    """Whether it may be over in a moment: too many calls, or no answer at all."""
    return not isinstance(error, ServiceResponseException) or error.status_code in (429, 502, 503)


def _moment(occurrence: Any) -> datetime:
    return datetime.strptime(occurrence.start_time, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
