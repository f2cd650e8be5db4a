"""What the awaited and the blocking form of a call raise."""

from __future__ import annotations

from convener.client.errors import ClientError
from convener.client.hwm.sdkerr import SDKERR


class SdkError(ClientError):
    """A call ended with something other than success: what its callback would have been given.

    Where a server or the network was the reason, ``__cause__`` is the client's own error with all there
    is to know, the request ID too.
    """

    def __init__(self, code: SDKERR, reason: str = "") -> None:
        self.code = code
        self.reason = reason or code.message
        super().__init__(f"{code.value} {code.name}: {self.reason}")
