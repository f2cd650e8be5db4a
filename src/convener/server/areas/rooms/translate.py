"""Rooms, from and to the wire."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from convener.domain.meeting import Room, RoomMode, RoomStatus
from convener.domain.rooms import PACKAGES, OwnedRoom, RoomChange, RoomSearch
from convener.server.areas.rooms.administration import Found
from convener.server.clock import micros
from convener.wire import rooms as wire
from convener.wire.common import Page

Row = TypeVar("Row")


def search(request: wire.SearchCorpVmr) -> RoomSearch:
    return RoomSearch(
        mode=RoomMode(request.vmr_mode),
        status=None if request.status is None else RoomStatus(request.status),
        key=request.search_key or "",
    )


def change(body: wire.VmrChange) -> RoomChange:
    return RoomChange(
        name=body.vmr_name,
        chair=body.host_password,
        general=body.guest_password,
        guests_first=body.allow_guest_first,
        guest_notice=body.guest_first_notice,
    )


def page(found: Found, row: Callable[[OwnedRoom], Row]) -> Page[Row]:
    return Page(
        data=[row(one) for one in found.rooms],
        offset=found.part.offset,
        limit=found.part.limit,
        count=found.total,
    )


def member_vmr(room: Room, *, origin: str, now: datetime) -> wire.MemberVmr:
    guest_url = f"{origin}/#/j/{room.number}"
    return wire.MemberVmr(
        id=room.room_id,
        vmr_id=room.number,
        vmr_name=room.name,
        guest_password=room.general,
        guest_join_url=guest_url,
        host_password=room.chair,
        host_join_url=f"{guest_url}/{room.chair_link}" if room.chair_link else guest_url,
        allow_guest_first=room.guests_first,
        guest_first_notice=room.guest_notice,
        vmr_mode=wire.VmrMode(room.mode),
        vmr_pkg_id=PACKAGES.get(room.parties),
        vmr_pkg_name=package_name(room),
        vmr_pkg_parties=room.parties or None,
        status=wire.VmrStatus(room.standing(now)),
    )


def org_vmr(one: OwnedRoom, now: datetime) -> wire.OrgVmr:
    room = one.room
    return wire.OrgVmr(
        id=room.room_id,
        vmr_id=room.number,
        vmr_name=room.name,
        vmr_pkg_name=package_name(room),
        vmr_pkg_parties=room.parties or None,
        member=wire.IdMark(id=one.account, mark=one.owner) if one.account else None,
        status=wire.VmrStatus(room.standing(now)),
        expire_date=None if room.expires is None else micros(room.expires) // 1000,
    )


def package_name(room: Room) -> str | None:
    """What the reference calls its packages is not published."""
    return f"Cloud meeting room, {room.parties} participants" if room.parties in PACKAGES else None
