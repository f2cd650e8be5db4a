"""Operations of our own: the mails and text messages to the people of meetings."""

from __future__ import annotations

import enum
from typing import Annotated

from convener.wire.base import Auth, Path, Query, Request, Wire, about, field, operation
from convener.wire.common import Done
from convener.wire.convener import Instant

LONGEST_ID = 64
LARGEST_PAGE = 500


class DeliveryState(enum.StrEnum):
    """Where a message stands."""

    WAITING = "waiting"
    """For its first try, or for the next."""
    SENT = "sent"
    DEAD = "dead"
    """Refused for good, or tried for as long as it is tried."""
    HELD = "held"
    """The server was not configured to send it: the outbox keeps it."""
    LAPSED = "lapsed"
    """The meeting was over before it could be sent."""


class DeliveryChannel(enum.StrEnum):
    MAIL = "mail"
    TEXT = "text"
    """To a mobile."""


class DeliveryKind(enum.StrEnum):
    """What the message says of the meeting."""

    INVITED = "invited"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    REMINDER = "reminder"


class Delivery(Wire, kw_only=True):
    """One message to one recipient."""

    id: str
    conference_id: str = field(name="conferenceID")
    subject: Annotated[str, about("Of the meeting, as it is now.")]
    channel: DeliveryChannel
    kind: DeliveryKind
    recipient: Annotated[str, about("Mail address or number.")]
    state: DeliveryState
    created: Instant
    tries: Annotated[int, about("Attempts since it was made, or tried again by hand.")]
    due: Annotated[Instant, about("When it is tried next, while it waits.")] | None = None
    sent: Instant | None = None


class Deliveries(Wire, kw_only=True):
    data: Annotated[list[Delivery], about("The newest first.")]
    next: Annotated[str, about("What to send as before for the next page; absent on the last.")] | None = None


class DeliveryOutcome(enum.StrEnum):
    SENT = "sent"
    FAILED = "failed"
    """It is tried again."""
    REFUSED = "refused"
    """For good."""


class DeliveryAttempt(Wire, kw_only=True):
    at: Instant
    outcome: DeliveryOutcome
    reply: Annotated[str, about("What the other server said, or what went wrong.")]


class DeliveryDetail(Wire, kw_only=True):
    """A message with its words and everything that was tried."""

    delivery: Delivery
    attempts: Annotated[list[DeliveryAttempt], about("The oldest first.")]
    title: Annotated[str, about("The subject line of a mail.")] | None = None
    text: Annotated[str, about("What it says; absent when that is forgotten already.")] | None = None
    html: str | None = None
    calendar: Annotated[str, about("The calendar object of a mail.")] | None = None


@operation("GET", "/convener/v1/deliveries", auth=Auth.USER)
class ListDeliveries(Request[Deliveries], kw_only=True):
    """The messages of the enterprise, for administrators; what was sent goes after thirty days."""

    state: Annotated[Query[DeliveryState | None], about("Only those in this state.")] = None
    conference_id: Annotated[Query[str | None], about("Only those about this meeting.")] = field(
        name="conferenceID", default=None
    )
    before: Annotated[Query[str | None], about("Only those made before the one with this ID.")] = None
    limit: Annotated[Query[int], about("At most so many.", ge=1, le=LARGEST_PAGE)] = 50


@operation("GET", "/convener/v1/deliveries/{deliveryID}", auth=Auth.USER)
class ShowDelivery(Request[DeliveryDetail], kw_only=True):
    """A message as its recipient gets it, passwords and links too, for administrators."""

    delivery_id: Annotated[Path[str], about("As ListDeliveries shows it.", max_length=LONGEST_ID)] = field(
        name="deliveryID"
    )


@operation("POST", "/convener/v1/deliveries/{deliveryID}/retry", auth=Auth.USER)
class RetryDelivery(Request[Done], kw_only=True):
    """Try a message again from the beginning, for administrators; one that was held is sent."""

    delivery_id: Annotated[Path[str], about("As ListDeliveries shows it.", max_length=LONGEST_ID)] = field(
        name="deliveryID"
    )


class Retriable(enum.StrEnum):
    """The states that messages are tried again from."""

    DEAD = "dead"
    HELD = "held"


class RetryChoice(Wire, kw_only=True):
    state: Annotated[Retriable, about("Those that are dead, or those that are held.")]


class Retried(Wire, kw_only=True):
    count: Annotated[int, about("How many are tried again.")]


@operation("POST", "/convener/v1/deliveries/retry", auth=Auth.USER)
class RetryDeliveries(Request[Retried], kw_only=True):
    """Try all messages in a state again whose meeting is not over, for administrators."""

    body: RetryChoice
