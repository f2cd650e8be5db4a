"""What the parts of an object that gives calls have in common."""

from __future__ import annotations

from convener.client.hwm.runtime import Runtime


class Part:
    """Some of the calls of an object."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
