"""The operations on the way into a meeting."""

from __future__ import annotations

from convener.server.areas.joining import translate
from convener.server.areas.joining.service import JoinService
from convener.server.http.call import Call, outside, reads
from convener.server.storage.database import Database, Reading
from convener.wire.joining import (
    AnonymousAuthRandom,
    AuthRandom,
    CallNumberInConf,
    CheckCallNumberInConf,
    CreateAnonymousAuthRandom,
    CreateAuthRandom,
    GuestWaiting,
    RegionInfo,
    ShowRegionInfoOfMeeting,
)


class JoinRoutes:
    def __init__(self, joining: JoinService) -> None:
        self._joining = joining

    @outside
    async def create_anonymous_auth_random(
        self, request: CreateAnonymousAuthRandom, call: Call[Database]
    ) -> AnonymousAuthRandom:
        _, random = await self._joining.admit(
            request.conference_id, request.password, client=call.client, now=call.now, waits=True
        )
        return AnonymousAuthRandom(site_url=f"{call.origin}/conferences", random=random)

    @outside
    async def create_auth_random(self, request: CreateAuthRandom, call: Call[Database]) -> AuthRandom:
        meeting, random = await self._joining.admit(
            request.conf_id,
            request.password,
            client=call.client,
            now=call.now,
            waits=request.guest_waiting is GuestWaiting.YES,
        )
        return translate.auth_random(meeting, random)

    @reads
    async def show_region_info_of_meeting(
        self, request: ShowRegionInfoOfMeeting, call: Call[Reading]
    ) -> RegionInfo:
        await self._joining.find(call.unit, request.conference_id, call.now)
        return translate.region(call.origin)

    @reads
    async def check_call_number_in_conf(
        self, request: CheckCallNumberInConf, call: Call[Reading]
    ) -> CallNumberInConf:
        found = await self._joining.whereabouts(call.unit, call.principal, request.call_number)
        return CallNumberInConf(in_conf=found is not None, conf_id=found)
