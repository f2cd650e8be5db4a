"""What operations of several areas share."""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar

from convener.wire.base import Header, Query, Reply, Request, Wire, about, field

T = TypeVar("T")

LARGEST_COUNT = 2**31 - 1
"""Upper bound of whole numbers for which the reference names none."""

Offset = Annotated[int, about("Records to skip; a negative number counts as 0.", le=LARGEST_COUNT)]
Limit = Annotated[
    int, about("Records to return, at least 1; more than 500 counts as 500.", ge=1, le=LARGEST_COUNT)
]
SearchKey = Annotated[
    str, about("Text to look for, up to 128 characters, in any case; empty: no filter.", max_length=128)
]


class Csv(str):
    """The one reply that is not JSON: comma-separated values with a line of names."""

    __slots__ = ()


class ErrorBody(Wire, kw_only=True):
    """The body of every reply with a status of 400 or more."""

    error_code: str = field(name="error_code")
    error_msg: str = field(name="error_msg")
    request_id: str | None = field(name="request_id", default=None)


class Done(Wire, kw_only=True):
    """What meeting operations answer when they have nothing else to say."""

    return_code: int
    return_desc: str


DONE = Done(return_code=0, return_desc="Success")


class Page(Wire, Generic[T], kw_only=True):
    """One page of a list."""

    data: list[T]
    offset: Annotated[int, about("Index of the first record, as used.")]
    limit: Annotated[int, about("Records per page, as used.")]
    count: Annotated[int, about("Matching records before paging.")]


class PortalRequest(Request[Reply], Generic[Reply], kw_only=True):
    """An operation with the headers that retired portals still send: read, never used."""

    x_authorization_type: Annotated[Header[str | None], about("Ignored.")] = field(
        name="X-Authorization-Type", default=None
    )
    x_site_id: Annotated[Header[str | None], about("Ignored.")] = field(name="X-Site-Id", default=None)


class MeetingRequest(PortalRequest[Reply], Generic[Reply], kw_only=True):
    """An operation on meetings, with the parameters retired portals still send: read, never used."""

    user_uuid: Annotated[Query[str | None], about("Ignored.")] = field(name="userUUID", default=None)
