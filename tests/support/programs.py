"""Programs that tests start: the same, whoever runs the tests and however."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import convener

_STOPS: dict[signal.Signals, Any] = {
    signal.SIGINT: signal.default_int_handler,
    signal.SIGTERM: signal.SIG_DFL,
}


def environment(**settings: str) -> dict[str, str]:
    """That of this process, with our sources, and with these settings of ours alone."""
    found = {name: os.environ[name] for name in os.environ if not name.startswith("CONVENER_")}
    found |= {f"CONVENER_{name.upper()}": value for name, value in settings.items()}
    return found | {"PYTHONPATH": str(Path(convener.__file__).parents[1])}


@contextmanager
def program(*arguments: str, env: dict[str, str], **options: Any) -> Iterator[subprocess.Popen[str]]:
    """Python with these arguments; it is killed if it is still there at the end."""
    with _interruptible():
        process = subprocess.Popen([sys.executable, *arguments], env=env, text=True, **options)
    with process:
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def _interruptible() -> Iterator[None]:
    """What is started in the body can be interrupted, though a shell's background jobs ignore that."""
    blocked = signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
    before = {stop: signal.signal(stop, handler) for stop, handler in _STOPS.items()}
    try:
        yield
    finally:
        for stop, handler in before.items():
            signal.signal(stop, handler)
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
