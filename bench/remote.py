"""Helper processes: an object that lives in a process of its own and is called from here."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import traceback
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Any

import uvloop

from bench.processes import CLIENTS, keep_on

PATIENCE = 120.0
"""Seconds to wait for an answer before the whole run is given up."""


class RemoteError(RuntimeError):
    """A call failed in its process; the text is the traceback there."""


class Remote:
    """Calls the coroutine methods of an object in another process, one at a time."""

    def __init__(self, connection: Connection, pid: int) -> None:
        self._connection = connection
        self.pid = pid

    def call(self, method: str, *args: Any, **options: Any) -> Any:
        """Call and wait."""
        self.begin(method, *args, **options)
        return self.end()

    def begin(self, method: str, *args: Any, **options: Any) -> None:
        """Call without waiting; ``end`` must follow."""
        self._connection.send((method, args, options))

    def end(self) -> Any:
        """What the call that was begun gives. Raises ``RemoteError``."""
        if not self._connection.poll(PATIENCE):
            raise RemoteError("no answer")
        failed, answer = self._connection.recv()
        if failed:
            raise RemoteError(answer)
        return answer


@contextlib.contextmanager
def remote(factory: Callable[[], object], *, core: int = CLIENTS) -> Iterator[Remote]:
    """Make an object in a new process, kept on one core, and end the process with the block.

    ``factory`` must be importable there; it is called inside a running uvloop.
    """
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_main, args=(factory, core, there), daemon=True)
    process.start()
    there.close()
    try:
        assert process.pid is not None
        yield Remote(here, process.pid)
    finally:
        here.close()
        process.join(2)
        if process.is_alive():
            process.kill()
            process.join()


def _main(factory: Callable[[], object], core: int, connection: Connection) -> None:
    keep_on(core)
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        uvloop.run(_obey(factory, connection))


async def _obey(factory: Callable[[], object], connection: Connection) -> None:
    served = factory()
    loop = asyncio.get_running_loop()
    while True:
        method, args, options = await loop.run_in_executor(None, connection.recv)
        try:
            answer = (False, await getattr(served, method)(*args, **options))
        except Exception:  # noqa: BLE001 (raised where the call was made)
            answer = (True, traceback.format_exc())
        connection.send(answer)
