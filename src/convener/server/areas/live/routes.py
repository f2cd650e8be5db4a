"""The operations on running meetings."""

from __future__ import annotations

from convener.domain.access import WrongLoginType
from convener.server.areas.live import translate
from convener.server.areas.live.service import LiveService
from convener.server.http.call import Call, outside, writes
from convener.server.storage.database import Database, Writing
from convener.wire.common import DONE, Done
from convener.wire.control import (
    ConfToken,
    CreateConfToken,
    CreateWebSocketToken,
    DeleteAttendees,
    InviteParticipant,
    WebSocketToken,
)

LOGIN_TYPE = 1


class LiveRoutes:
    def __init__(self, live: LiveService) -> None:
        self._live = live

    @outside
    async def create_conf_token(self, request: CreateConfToken, call: Call[Database]) -> ConfToken:
        login_type = request.login_type or request.login_type_in_query
        if login_type not in (None, LOGIN_TYPE):
            raise WrongLoginType
        granted = await self._live.grant(
            request.conference_id,
            password=request.password or request.password_in_query,
            presented=request.authorization,
            client=call.client,
        )
        return translate.conf_token(granted, origin=call.origin)

    @writes
    async def create_web_socket_token(
        self, request: CreateWebSocketToken, call: Call[Writing]
    ) -> WebSocketToken:
        token = self._live.socket_token(call.unit, call.control, call.now)
        return WebSocketToken(web_socket_token=token)

    @writes
    async def invite_participant(self, request: InviteParticipant, call: Call[Writing]) -> Done:
        await self._live.invite(call.unit, call.control, translate.people(request.body.attendees), call.now)
        return DONE

    @writes
    async def delete_attendees(self, request: DeleteAttendees, call: Call[Writing]) -> Done:
        numbers = [one.number for one in request.body.bulk_del_attend_info]
        await self._live.remove(call.unit, call.control, numbers, call.now)
        return DONE
