"""The operations on rooms."""

from __future__ import annotations

from convener.domain.access import Forbidden
from convener.domain.person import Principal
from convener.server.areas.meetings.service import MeetingService
from convener.server.areas.rooms import translate
from convener.server.areas.rooms.administration import RoomAdministration
from convener.server.areas.users.service import UserService
from convener.server.http.call import Call, reads, writes
from convener.server.storage.database import Reading, Writing
from convener.wire.common import Page
from convener.wire.rooms import (
    AccountType,
    AssociateVmr,
    DeleteCorpVmr,
    DisassociateVmr,
    MemberVmr,
    OrgVmr,
    SearchCorpVmr,
    SearchMemberVmr,
    UpdateMemberVmr,
)


class RoomRoutes:
    def __init__(self, rooms: RoomAdministration, users: UserService, meetings: MeetingService) -> None:
        self._rooms = rooms
        self._users = users
        self._meetings = meetings

    @reads
    async def search_member_vmr(self, request: SearchMemberVmr, call: Call[Reading]) -> Page[MemberVmr]:
        found = await self._rooms.of_member(
            call.unit,
            call.principal,
            cloud=request.special_vmr,
            key=request.search_key or "",
            offset=request.offset,
            limit=request.limit,
        )
        return translate.page(
            found, lambda one: translate.member_vmr(one.room, origin=call.origin, now=call.now)
        )

    @writes
    async def update_member_vmr(self, request: UpdateMemberVmr, call: Call[Writing]) -> None:
        change = translate.change(request.body)
        room, other_passwords = await self._rooms.change(call.unit, call.principal, request.id, change)
        if other_passwords:
            await self._meetings.take_passwords(call.unit, call.principal.corp_id, room, call.now)

    @reads
    async def search_corp_vmr(self, request: SearchCorpVmr, call: Call[Reading]) -> Page[OrgVmr]:
        corp_id = _administrator(call.principal).corp_id
        found = await self._rooms.of_corp(
            call.unit,
            corp_id,
            translate.search(request),
            call.now,
            offset=request.offset,
            limit=request.limit,
        )
        return translate.page(found, lambda one: translate.org_vmr(one, call.now))

    @writes
    async def associate_vmr(self, request: AssociateVmr, call: Call[Writing]) -> None:
        corp_id = _administrator(call.principal).corp_id
        third_party = request.account_type is AccountType.THIRD_PARTY
        user = await self._users.hold(call.unit, corp_id, request.account, third_party=third_party)
        await self._rooms.assign(call.unit, user, request.body)

    @writes
    async def disassociate_vmr(self, request: DisassociateVmr, call: Call[Writing]) -> None:
        corp_id = _administrator(call.principal).corp_id
        third_party = request.account_type is AccountType.THIRD_PARTY
        user = await self._users.hold(call.unit, corp_id, request.account, third_party=third_party)
        await self._rooms.recycle(call.unit, user, request.body)

    @writes
    async def delete_corp_vmr(self, request: DeleteCorpVmr, call: Call[Writing]) -> None:
        corp_id = _administrator(call.principal).corp_id
        await self._rooms.remove(call.unit, corp_id, request.body, call.now)


def _administrator(who: Principal) -> Principal:
    """The caller, who must administer the enterprise."""
    if not who.is_admin:
        raise Forbidden
    return who
