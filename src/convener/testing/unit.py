"""A server for unittest."""

from __future__ import annotations

import atexit
import functools
import inspect
import threading
import unittest
from collections.abc import Callable
from typing import Any, TypeVar

from convener.testing.instance import Server, server

Target = TypeVar("Target", bound="type[unittest.TestCase] | Callable[..., Any]")


@functools.cache
def shared() -> Server:
    """The one server of this process for tests without pytest; it ends with the process."""
    started = server().start()
    _at_exit(started.stop)
    return started


def _at_exit(stop: Callable[[], None]) -> None:
    """Before the interpreter stops its thread pools, which a stopping server still needs.

    That comes before everything that ``atexit`` calls, and only ``threading`` knows a way to be earlier.
    """
    register = getattr(threading, "_register_atexit", atexit.register)
    register(stop)


def served(target: Target) -> Target:
    """Give a test a server that nobody has touched.

    On a ``TestCase``: each of its tests finds it as ``self.server``. On a test, asynchronous or not: it
    is the last argument.
    """
    if isinstance(target, type):
        return _class(target)  # type: ignore[return-value]
    return _test(target)  # type: ignore[return-value]


def _class(case: type[unittest.TestCase]) -> type[unittest.TestCase]:
    run = case.run

    @functools.wraps(run)
    def served_run(self: Any, result: Any = None) -> Any:
        self.server = _fresh()
        return run(self, result)

    case.run = served_run  # type: ignore[method-assign]
    return case


def _test(test: Callable[..., Any]) -> Callable[..., Any]:
    if inspect.iscoroutinefunction(test):

        @functools.wraps(test)
        async def served_async(*args: Any, **named: Any) -> Any:
            return await test(*args, _fresh(), **named)

        return served_async

    @functools.wraps(test)
    def served_sync(*args: Any, **named: Any) -> Any:
        return test(*args, _fresh(), **named)

    return served_sync


def _fresh() -> Server:
    found = shared()
    found.reset()
    return found
