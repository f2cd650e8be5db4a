"""The blocking client behind the surface of the other one, so that one list of cases runs on both."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from convener.client import AsyncClient, Client

Shell = Callable[..., Any]
"""Makes a client of one kind, with what both kinds take."""


class Awaited:
    """Whatever is called answers with something to await, or to iterate with ``async for``."""

    def __init__(self, blocking: object) -> None:
        object.__setattr__(self, "_blocking", blocking)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._blocking, name)
        if name in ("meetings", "rooms"):
            return Awaited(found)
        if not inspect.ismethod(found):
            return found
        return lambda *args, **options: Answer(partial(found, *args, **options))

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._blocking, name, value)


class Answer:
    """What a call gives: awaited it is made, iterated it is made and its items are taken one by one."""

    def __init__(self, call: Callable[[], Any]) -> None:
        self._call = call

    def __await__(self) -> Generator[Any, None, Any]:
        return self._made().__await__()

    async def __aiter__(self) -> AsyncIterator[Any]:
        for item in self._call():
            yield item

    async def _made(self) -> Any:
        return self._call()


def blocking(*args: Any, **options: Any) -> Any:
    return Awaited(Client(*args, **options))


SHELLS: dict[str, Shell] = {"Client": blocking, "AsyncClient": AsyncClient}


async def at_once(client: Any, requests: list[Any]) -> list[Any]:
    """Send all of them at the same time, from threads or from tasks; gives replies and exceptions."""
    if isinstance(client, AsyncClient):
        return await asyncio.gather(*map(client.send, requests), return_exceptions=True)
    with ThreadPoolExecutor(len(requests)) as pool:
        futures = [pool.submit(client._blocking.send, request) for request in requests]
        return [future.exception() or future.result() for future in futures]
