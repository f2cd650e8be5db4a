"""An event loop in a thread of its own ends in order, whoever waits for it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest

from convener.client.background import BackgroundLoop, Ended


@pytest.fixture
def loop() -> Iterator[BackgroundLoop]:
    loop = BackgroundLoop("tested")
    yield loop
    loop.end()


async def _name() -> str:
    return threading.current_thread().name


def test_work_is_done_there_and_its_result_comes_back(loop: BackgroundLoop) -> None:
    assert loop.run(_name()) == "tested"
    assert not loop.is_current


def test_what_work_raises_is_raised_where_it_is_waited_for(loop: BackgroundLoop) -> None:
    async def breaks() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        loop.run(breaks())


def test_who_waits_is_told_when_it_ends(loop: BackgroundLoop) -> None:
    begun, told = threading.Event(), list[type[BaseException]]()

    async def endless() -> None:
        begun.set()
        await asyncio.Event().wait()

    def wait() -> None:
        try:
            loop.run(endless())
        except Ended as end:
            told.append(type(end))

    waiting = threading.Thread(target=wait)
    waiting.start()
    assert begun.wait(10)
    loop.end()
    waiting.join(10)
    assert told == [Ended]


def test_after_its_end_nothing_is_done(loop: BackgroundLoop) -> None:
    loop.end()
    loop.end()
    with pytest.raises(Ended):
        loop.run(_name())
    assert not [thread for thread in threading.enumerate() if thread.name == "tested"]
