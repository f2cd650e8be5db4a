"""Changing and cancelling what was booked.

Reference pages: Editing a Scheduled Meeting, Canceling a Scheduled Meeting, Editing a Recurring Meeting,
Canceling a Recurring Meeting, Editing a Single Recurring Meeting, Canceling a Single Recurring Meeting.
Meetings that have begun are not changed; cancelling one ends it only when ``type`` says so.
"""

from __future__ import annotations

from typing import Annotated

from convener.wire import errors
from convener.wire.base import Auth, Query, Wire, about, field, operation
from convener.wire.common import Done, MeetingRequest
from convener.wire.meetings import (
    AutoRecord,
    ConferenceInfo,
    CycleSubConfConfig,
    Length,
    MediaTypes,
    RecordAuth,
    ScheduleBody,
)

ConferenceId = Annotated[Query[str], about("Meeting ID, not the room's fixed one.")]
EndsRunning = Annotated[
    Query[int | None], about("1: end it if it is running. Otherwise a running one is not cancelled.")
]
END_RUNNING = 1
"""The value of ``type`` that has a meaning; any other is as none."""

Description = Annotated[str, about("Of this meeting alone; empty: none.", max_length=200)]
OccurrenceId = Annotated[str, about("A cycleSubConfID.")]


class OccurrenceBody(Wire, kw_only=True):
    """How one meeting of a series shall be (RestScheduleCycleConfDTO); ``None`` leaves a thing as it is."""

    cycle_sub_conf_id: OccurrenceId = field(name="cycleSubConfID")
    media_types: MediaTypes
    start_time: Annotated[str, about("UTC, yyyy-MM-dd HH:mm; empty: now.")]
    length: Length | None = None
    is_auto_record: AutoRecord | None = None
    conf_config_info: CycleSubConfConfig | None = None
    record_auth_type: RecordAuth | None = None
    description: Description | None = None


class OccurrenceIds(Wire, kw_only=True):
    """Meetings of a series (RestCancelSingleRecordCycleConfListReqBody)."""

    cycle_sub_conf_ids: Annotated[
        list[OccurrenceId],
        about("All of them, or the call is refused.", errors.CONF_PARAMS_NULL_EXCEPTION, min_length=1),
    ] = field(name="cycleSubConfIDs")


@operation("PUT", "/v1/mmc/management/conferences", auth=Auth.USER)
class UpdateMeeting(MeetingRequest[list[ConferenceInfo]], kw_only=True):
    """Change a booked meeting that is not being held; answers a list of one.

    What is left out stays, except that an absent start means now and an absent length 30 minutes. Lists
    replace.
    """

    conference_id: ConferenceId = field(name="conferenceID")
    body: ScheduleBody


@operation("DELETE", "/v1/mmc/management/conferences", auth=Auth.USER)
class CancelMeeting(MeetingRequest[Done], kw_only=True):
    """Cancel a booked meeting."""

    conference_id: ConferenceId = field(name="conferenceID")
    type: EndsRunning = None


@operation("PUT", "/v1/mmc/management/cycleconferences", auth=Auth.USER)
class UpdateRecurringMeeting(MeetingRequest[list[ConferenceInfo]], kw_only=True):
    """Change a series none of whose meetings is being held; answers a list of one.

    Its meetings are made anew from ``cycleParams``, which is mandatory: changes of single ones are lost.
    """

    conference_id: ConferenceId = field(name="conferenceID")
    body: ScheduleBody


@operation("DELETE", "/v1/mmc/management/cycleconferences", auth=Auth.USER)
class CancelRecurringMeeting(MeetingRequest[Done], kw_only=True):
    """Cancel all meetings of a series that have not taken place."""

    conference_id: ConferenceId = field(name="conferenceID")
    type: EndsRunning = None


@operation("PUT", "/v1/mmc/management/conferences/cyclesubconf", auth=Auth.USER)
class UpdateRecurringSubMeeting(MeetingRequest[Done], kw_only=True):
    """Change one meeting of a series that is not being held."""

    conference_id: ConferenceId = field(name="conferenceID")
    body: OccurrenceBody


@operation("DELETE", "/v1/mmc/management/conferences/cyclesubconf", auth=Auth.USER)
class CancelRecurringSubMeeting(MeetingRequest[Done], kw_only=True):
    """Cancel single meetings of a series; with the last one the series is gone."""

    conference_id: ConferenceId = field(name="conferenceID")
    type: EndsRunning = None
    body: OccurrenceIds
