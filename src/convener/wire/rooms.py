"""Cloud meeting rooms (VMR) and personal meeting IDs.

A room's ``id`` is what a booking names as ``vmrID``; its ``vmrId`` is the number that people dial, which
meetings show as ``vmrConferenceID``. Replies of this family carry ``null`` for what is not set.
"""

from __future__ import annotations

import enum
from typing import Annotated

from convener.wire.base import Auth, Path, Query, Request, Wire, about, field, operation
from convener.wire.common import LARGEST_COUNT, Offset, Page

Limit = Annotated[
    int,
    about(
        "Records to return; what is not from 1 to 500 counts as the nearest of these.",
        ge=-LARGEST_COUNT,
        le=LARGEST_COUNT,
    ),
]
Key = Annotated[str, about("Text to look for, in any case; empty: no filter.", max_length=1024)]


class VmrMode(enum.IntEnum):
    PERSONAL = 0
    CLOUD = 1
    WEBINAR = 2


class ListedMode(enum.IntEnum):
    """The kinds of rooms an enterprise is granted."""

    CLOUD = 1
    WEBINAR = 2


class VmrStatus(enum.IntEnum):
    NORMAL = 0
    DISABLED = 1
    """Also a room that has expired."""
    UNASSIGNED = 2


class AccountType(enum.IntEnum):
    """What an ``account`` is."""

    ACCOUNT = 0
    THIRD_PARTY = 1
    """User ID of the program that logs the user in."""


class IdMark(Wire, omit_defaults=False, kw_only=True):
    """An account and what to call it (IdMarkDTO)."""

    id: str
    mark: str | None = None


class MemberVmr(Wire, omit_defaults=False, kw_only=True):
    """A room as its owner sees it (QueryVmrResultDTO)."""

    id: Annotated[str, about("To book with, as vmrID.")]
    vmr_id: Annotated[str, about("The number that people dial.")]
    vmr_name: str
    guest_password: Annotated[str, about("Empty: guests need none.")] = field(name="gustPwd")
    guest_join_url: str = field(name="gustJoinUrl")
    host_password: str = field(name="chairPwd")
    host_join_url: str = field(name="chairJoinUrl")
    allow_guest_first: Annotated[bool, about("Guests may open a meeting under its number.")] = field(
        name="allowGustFirst"
    )
    guest_first_notice: Annotated[bool, about("The owner wants to hear of guests who come first.")] = field(
        name="gustFirstNotice"
    )
    vmr_mode: VmrMode
    vmr_pkg_id: Annotated[str, about("Cloud rooms of a package only.")] | None = None
    vmr_pkg_name: str | None = None
    vmr_pkg_parties: Annotated[int, about("Participants it holds; null: no limit of its own.")] | None = None
    status: VmrStatus


class OrgVmr(Wire, omit_defaults=False, kw_only=True):
    """A room as administrators see it (QueryOrgVmrResultDTO)."""

    id: Annotated[str, about("To assign and delete it by.")]
    vmr_id: Annotated[str, about("The number that people dial.")]
    vmr_name: str
    vmr_pkg_name: str | None = None
    vmr_pkg_parties: Annotated[int, about("Participants it holds; null: no limit of its own.")] | None = None
    max_audience_parties: Annotated[int, about("Webinars only.")] | None = None
    member: Annotated[IdMark, about("Whose it is: account and name.")] | None = None
    device: Annotated[IdMark, about("The terminal that has it.")] | None = None
    status: VmrStatus
    expire_date: Annotated[int, about("Unix milliseconds.")] | None = None
    commercial_max_audience_parties: int | None = None


class VmrChange(Wire, kw_only=True):
    """What to change of a room; what is absent stays (ModVmrDTO)."""

    vmr_name: Annotated[str, about("1 to 128 characters.", min_length=1, max_length=128)] | None = None
    guest_password: (
        Annotated[str, about("4 to 16 digits; empty: none.", pattern=r"^(?:[0-9]{4,16})?$(?!\n)")] | None
    ) = field(name="gustPwd", default=None)
    host_password: Annotated[str, about("4 to 16 digits.", pattern=r"^[0-9]{4,16}$(?!\n)")] | None = field(
        name="chairPwd", default=None
    )
    allow_guest_first: bool | None = field(name="allowGustFirst", default=None)
    guest_first_notice: bool | None = field(name="gustFirstNotice", default=None)


VmrIds = Annotated[list[str], about("The rooms' id, not their vmrId.", min_length=1, max_length=100)]
Account = Annotated[Path[str], about("Of the user.")]
KindOfAccount = Annotated[Query[AccountType], about("What account is.")]


@operation("GET", "/v1/usg/dcs/member/vmr", auth=Auth.USER)
class SearchMemberVmr(Request[Page[MemberVmr]], kw_only=True):
    """List the caller's rooms, the personal meeting ID first."""

    offset: Query[Offset] = 0
    limit: Query[Limit] = 10
    search_key: Query[Key | None] = None
    special_vmr: Annotated[
        Query[bool | None], about("false: the personal meeting ID; true: cloud rooms; absent: both.")
    ] = None


@operation("PUT", "/v1/usg/dcs/member/vmr/{id}", auth=Auth.USER)
class UpdateMemberVmr(Request[None], kw_only=True):
    """Change one of the caller's rooms.

    Other passwords open the meetings booked under its number too; one that is running, from its next time.
    """

    id: Path[str]
    body: VmrChange


@operation("GET", "/v1/usg/dcs/corp/vmr", auth=Auth.USER)
class SearchCorpVmr(Request[Page[OrgVmr]], kw_only=True):
    """List the enterprise's cloud rooms, for administrators."""

    offset: Query[Offset] = 0
    limit: Query[Limit] = 10
    search_key: Query[Key | None] = None
    vmr_mode: Annotated[Query[ListedMode], about("1 cloud rooms, 2 webinar rooms.")] = ListedMode.CLOUD
    status: Query[VmrStatus | None] = None


@operation("POST", "/v1/usg/dcs/corp/vmr/assign-to-member/{account}", auth=Auth.USER)
class AssociateVmr(Request[None], kw_only=True):
    """Give cloud rooms to a user, for administrators; all of them or none."""

    account: Account
    account_type: KindOfAccount = AccountType.ACCOUNT
    body: VmrIds


@operation("POST", "/v1/usg/dcs/corp/vmr/recycle-from-member/{account}", auth=Auth.USER)
class DisassociateVmr(Request[None], kw_only=True):
    """Take cloud rooms back from a user, for administrators; all of them or none.

    Meetings booked in them stay.
    """

    account: Account
    account_type: KindOfAccount = AccountType.ACCOUNT
    body: VmrIds


@operation("POST", "/v1/usg/dcs/corp/vmr/delete", auth=Auth.USER)
class DeleteCorpVmr(Request[None], kw_only=True):
    """Delete cloud rooms, for administrators; all of them or none.

    Refused while meetings are booked in one of them.
    """

    body: VmrIds
