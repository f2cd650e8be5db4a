"""Deliveries to the wire."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import EmailMessage

from convener.domain.delivery import Listed, Outcome, PastAttempt, State
from convener.server.letters import Message
from convener.wire import deliveries as wire

_STATES = {
    State.WAITING: wire.DeliveryState.WAITING,
    State.SENT: wire.DeliveryState.SENT,
    State.DEAD: wire.DeliveryState.DEAD,
    State.HELD: wire.DeliveryState.HELD,
    State.LAPSED: wire.DeliveryState.LAPSED,
}
_OUTCOMES = {
    Outcome.SENT: wire.DeliveryOutcome.SENT,
    Outcome.FAILED: wire.DeliveryOutcome.FAILED,
    Outcome.REFUSED: wire.DeliveryOutcome.REFUSED,
}
_MEANT = {shown: state for state, shown in _STATES.items()}


def state(shown: wire.DeliveryState | wire.Retriable | None) -> State | None:
    return None if shown is None else _MEANT[wire.DeliveryState(shown)]


def delivery(listed: Listed) -> wire.Delivery:
    one = listed.delivery
    return wire.Delivery(
        id=one.delivery_id,
        conference_id=listed.conference_id,
        subject=listed.subject,
        channel=wire.DeliveryChannel(one.line.channel),
        kind=wire.DeliveryKind(one.line.kind),
        recipient=one.line.recipient,
        state=_STATES[one.state],
        created=one.created,
        tries=one.tries,
        due=one.due if one.state is State.WAITING else None,
        sent=one.sent,
    )


def page(found: Sequence[Listed], *, limit: int) -> wire.Deliveries:
    """``found`` has one more than shown where there is another page."""
    shown = [delivery(one) for one in found[:limit]]
    return wire.Deliveries(data=shown, next=shown[-1].id if len(found) > limit else None)


def detail(listed: Listed, attempts: Sequence[PastAttempt], message: Message | None) -> wire.DeliveryDetail:
    return wire.DeliveryDetail(
        delivery=delivery(listed),
        attempts=[
            wire.DeliveryAttempt(at=one.at, outcome=_OUTCOMES[one.attempt.outcome], reply=one.attempt.reply)
            for one in attempts
        ],
        title=str(message["Subject"]) if isinstance(message, EmailMessage) else None,
        text=message if isinstance(message, str) else _part(message, "text/plain"),
        html=_part(message, "text/html"),
        calendar=_part(message, "text/calendar"),
    )


def _part(message: Message | None, kind: str) -> str | None:
    """The first part of this type."""
    if not isinstance(message, EmailMessage):
        return None
    parts = (part for part in message.walk() if part.get_content_type() == kind)
    found = next(parts, None)
    return found.get_content() if isinstance(found, EmailMessage) else None
