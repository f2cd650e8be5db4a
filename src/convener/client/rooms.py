"""``client.rooms``, blocking and awaited: where meetings are held."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from convener.client.meetings.meeting import Links
from convener.wire.rooms import (
    AssociateVmr,
    DeleteCorpVmr,
    DisassociateVmr,
    MemberVmr,
    OrgVmr,
    SearchCorpVmr,
    SearchMemberVmr,
    UpdateMemberVmr,
    VmrChange,
    VmrMode,
    VmrStatus,
)

if TYPE_CHECKING:
    from convener.client.client import AsyncClient, Client

PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A room of the caller's."""

    id: str
    """To book with, as ``room=``, and to change it by."""
    number: str
    """What people dial."""
    name: str
    kind: VmrMode
    host_password: str = field(repr=False)
    guest_password: str | None = field(repr=False)
    """``None`` when guests need none."""
    links: Links
    holds: int | None
    """Participants; ``None``: no limit of its own."""
    guests_first: bool
    """Whether guests may open a meeting under its number."""
    usable: bool
    info: MemberVmr = field(repr=False)
    """All that was answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnedRoom:
    """A cloud meeting room as administrators see it."""

    id: str
    number: str
    name: str
    holds: int | None
    account: str | None
    """Whose it is; ``None``: nobody's."""
    owner: str | None
    """The user's name."""
    usable: bool
    expires: datetime | None
    info: OrgVmr = field(repr=False)


class Rooms:
    """Personal meeting IDs and cloud meeting rooms."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def mine(self) -> Iterator[Room]:
        """The caller's rooms, the personal meeting ID first."""
        return map(room, self._client.each(SearchMemberVmr(limit=PAGE)))

    def change(
        self,
        room_id: str,
        *,
        name: str | None = None,
        host_password: str | None = None,
        guest_password: str | None = None,
        guests_first: bool | None = None,
    ) -> None:
        """Change one of the caller's rooms; what is left out stays.

        Other passwords open the meetings booked under its number too. ``guest_password``: ``""`` for none.
        """
        body = _change(name, host_password, guest_password, guests_first)
        self._client.send(UpdateMemberVmr(id=room_id, body=body))

    def all(self, search: str | None = None) -> Iterator[OwnedRoom]:
        """The enterprise's cloud meeting rooms, for its administrators."""
        return map(owned_room, self._client.each(SearchCorpVmr(search_key=search, limit=PAGE)))

    def assign(self, account: str, room_ids: Iterable[str]) -> None:
        """Give cloud meeting rooms to a user, for administrators; all of them or none."""
        self._client.send(AssociateVmr(account=account, body=[*room_ids]))

    def take_back(self, account: str, room_ids: Iterable[str]) -> None:
        """Take them back, for administrators; meetings booked in them stay."""
        self._client.send(DisassociateVmr(account=account, body=[*room_ids]))

    def delete(self, room_ids: Iterable[str]) -> None:
        """Delete cloud meeting rooms, for administrators; refused while meetings are booked in one."""
        self._client.send(DeleteCorpVmr(body=[*room_ids]))


class AsyncRooms:
    """Personal meeting IDs and cloud meeting rooms."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def mine(self) -> AsyncIterator[Room]:
        """The caller's rooms, the personal meeting ID first."""
        async for info in self._client.each(SearchMemberVmr(limit=PAGE)):
            yield room(info)

    async def change(
        self,
        room_id: str,
        *,
        name: str | None = None,
        host_password: str | None = None,
        guest_password: str | None = None,
        guests_first: bool | None = None,
    ) -> None:
        """Change one of the caller's rooms; what is left out stays.

        Other passwords open the meetings booked under its number too. ``guest_password``: ``""`` for none.
        """
        body = _change(name, host_password, guest_password, guests_first)
        await self._client.send(UpdateMemberVmr(id=room_id, body=body))

    async def all(self, search: str | None = None) -> AsyncIterator[OwnedRoom]:
        """The enterprise's cloud meeting rooms, for its administrators."""
        async for info in self._client.each(SearchCorpVmr(search_key=search, limit=PAGE)):
            yield owned_room(info)

    async def assign(self, account: str, room_ids: Iterable[str]) -> None:
        """Give cloud meeting rooms to a user, for administrators; all of them or none."""
        await self._client.send(AssociateVmr(account=account, body=[*room_ids]))

    async def take_back(self, account: str, room_ids: Iterable[str]) -> None:
        """Take them back, for administrators; meetings booked in them stay."""
        await self._client.send(DisassociateVmr(account=account, body=[*room_ids]))

    async def delete(self, room_ids: Iterable[str]) -> None:
        """Delete cloud meeting rooms, for administrators; refused while meetings are booked in one."""
        await self._client.send(DeleteCorpVmr(body=[*room_ids]))


def room(info: MemberVmr) -> Room:
    return Room(
        id=info.id,
        number=info.vmr_id,
        name=info.vmr_name,
        kind=info.vmr_mode,
        host_password=info.host_password,
        guest_password=info.guest_password or None,
        links=Links(host=info.host_join_url, guest=info.guest_join_url),
        holds=info.vmr_pkg_parties,
        guests_first=info.allow_guest_first,
        usable=info.status is VmrStatus.NORMAL,
        info=info,
    )


def owned_room(info: OrgVmr) -> OwnedRoom:
    member, expires = info.member, info.expire_date
    return OwnedRoom(
        id=info.id,
        number=info.vmr_id,
        name=info.vmr_name,
        holds=info.vmr_pkg_parties,
        account=member.id if member else None,
        owner=member.mark if member else None,
        usable=info.status is VmrStatus.NORMAL,
        expires=None if expires is None else datetime.fromtimestamp(expires / 1000, UTC),
        info=info,
    )


def _change(
    name: str | None, host_password: str | None, guest_password: str | None, guests_first: bool | None
) -> VmrChange:
    return VmrChange(
        vmr_name=name,
        host_password=host_password,
        guest_password=guest_password,
        allow_guest_first=guests_first,
    )
