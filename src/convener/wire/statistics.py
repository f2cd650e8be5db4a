"""What enterprises use, for their administrators and for service providers.

Reference pages: Querying Enterprise Resources, Querying SP Resources, Querying the Enterprise of a Meeting.
"""

from __future__ import annotations

from typing import Annotated

from convener.wire.base import Auth, Query, Request, Wire, about, field, operation


class OrgRes(Wire, kw_only=True):
    """What an enterprise uses; today is the day in the enterprise's time zone."""

    used_rec_storage: Annotated[float, about("Gigabytes.")]
    used_accounts_count: Annotated[int, about("Participants now.")]
    used_live_count: Annotated[int, about("Live streams now.")]
    conf_count: Annotated[int, about("Meetings held today.")]
    conf_length: Annotated[int, about("Minutes of them together.")]
    active_attendee_count: Annotated[int, about("Different people who came to meetings of today.")]
    total_attendee_count: Annotated[int, about("The same, each time they came.")]


class SpRes(Wire, kw_only=True):
    used_accounts_count: Annotated[int, about("Participants now, in all enterprises of the provider.")]


class ConfOrg(Wire, kw_only=True):
    org_id: str = field(name="orgID")


@operation("GET", "/v1/mmc/management/orgRes", auth=Auth.USER)
class ShowOrgRes(Request[OrgRes], kw_only=True):
    """What the caller's enterprise uses, for its administrators.

    Live streams count 0 until they are served.
    """


@operation("GET", "/v1/mmc/management/spRes", auth=Auth.USER)
class ShowSpRes(Request[SpRes], kw_only=True):
    """What the enterprises of a service provider use, for its administrators."""


@operation("GET", "/v1/mmc/management/conferences/confOrg", auth=Auth.USER)
class ShowConfOrg(Request[ConfOrg], kw_only=True):
    """The enterprise of a running or coming meeting, for administrators of its service provider."""

    conference_id: Annotated[Query[str], about("Meeting ID, not the room's fixed one.")] = field(
        name="conferenceID"
    )
