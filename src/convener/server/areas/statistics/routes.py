"""The operations on what enterprises use."""

from __future__ import annotations

from datetime import timedelta

from convener.server.areas.statistics.service import StatisticsService
from convener.server.http.call import Call, reads
from convener.server.storage.database import Reading
from convener.wire.statistics import ConfOrg, OrgRes, ShowConfOrg, ShowOrgRes, ShowSpRes, SpRes

GIGABYTE = 1 << 30


class StatisticsRoutes:
    def __init__(self, statistics: StatisticsService) -> None:
        self._statistics = statistics

    @reads
    async def show_org_res(self, request: ShowOrgRes, call: Call[Reading]) -> OrgRes:
        usage = await self._statistics.today(call.unit, call.principal, call.now)
        return OrgRes(
            used_rec_storage=usage.recorded / GIGABYTE,
            used_accounts_count=usage.attended.present,
            used_live_count=0,
            conf_count=usage.meetings,
            conf_length=usage.length // timedelta(minutes=1),
            active_attendee_count=usage.attended.people,
            total_attendee_count=usage.attended.came,
        )

    @reads
    async def show_sp_res(self, request: ShowSpRes, call: Call[Reading]) -> SpRes:
        return SpRes(used_accounts_count=await self._statistics.present(call.unit, call.principal))

    @reads
    async def show_conf_org(self, request: ShowConfOrg, call: Call[Reading]) -> ConfOrg:
        corp_id = await self._statistics.enterprise_of(
            call.unit, call.principal, request.conference_id, call.now
        )
        return ConfOrg(org_id=corp_id)
