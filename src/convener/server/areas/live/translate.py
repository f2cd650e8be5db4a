"""Control of running meetings, from and to the wire."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from convener.domain import roster
from convener.domain.roster import Attendee
from convener.server.areas.live.service import TOKEN_LIFE, Granted
from convener.server.clock import micros
from convener.server.push.render import SERVED
from convener.wire import control as wire


def people(invitees: Iterable[wire.Invitee]) -> list[Attendee]:
    """Whom to invite. Raises a ``Refusal`` when nobody could be reached."""
    return [
        roster.checked(
            Attendee(
                name=one.name or "",
                phone=one.phone or None,
                user_id=one.user_uuid or None,
                account_id=one.account_id or None,
                host=bool(one.role),
                type=one.type or "normal",
                email=one.email or None,
                sms=one.sms or None,
                phone2=one.phone2,
                phone3=one.phone3,
                dept_uuid=one.dept_uuid,
                dept_name=one.dept_name,
            )
        )
        for one in invitees
    ]


def conf_token(granted: Granted, *, origin: str) -> wire.ConfToken:
    meeting = granted.meeting
    return wire.ConfToken(
        data=wire.TokenInfo(
            token=granted.token,
            tmp_ws_token=granted.socket_token,
            ws_url=socket_url(origin),
            role=int(granted.session.host),
            expire_time=micros(granted.expires) // 1000,
            user_id=meeting.user_id,
            org_id=meeting.corp_id,
            conf_token_expire_time=int(TOKEN_LIFE.total_seconds()),
            vmr_current_conf_id=meeting.conference_id if meeting.room_id else None,
            support_notify_type=list(SERVED),
        ),
        global_public_ip=urlsplit(origin).netloc,
    )


def socket_url(origin: str) -> str:
    """Scheme, host and port of the WebSocket, for the origin the client used."""
    return "ws" + origin.removeprefix("http")
