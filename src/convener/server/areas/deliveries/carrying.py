"""What carries messages to people: one carrier for each channel, made from the settings."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol

from convener.domain.delivery import Attempt, Delivery
from convener.server.letters import Message

Write = Callable[[Sequence[Delivery]], Awaitable[Mapping[str, Message]]]
"""Makes the messages, by delivery ID; what cannot be made any more is missing."""


class Carrier(Protocol):
    """Brings messages of one channel to where they are taken on."""

    async def carry(self, recipient: str, message: Message) -> Attempt:
        """Hand one message over, and say what came of it; raises nothing that others must know of.

        Several are called at once. Cancelling leaves it open whether the message was taken.
        """
        ...

    async def rest(self) -> None:
        """There is nothing more to carry for now: let go of connections."""
        ...
