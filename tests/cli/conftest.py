"""Commands run in this process, and a server run as its operator runs it."""

from __future__ import annotations

import logging
import os
import queue
import re
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from convener.cli.commands import commands
from convener.domain.person import AdminType
from convener.server.clock import VirtualClock
from convener.server.storage.database import Writing
from support.background import Background, in_background
from support.programs import environment, program

TIMEOUT = 60

Invoke = Callable[..., Result]


@pytest.fixture(autouse=True)
def _logging_stays() -> Iterator[None]:
    """Commands configure logging for a process of their own."""
    root, ours = logging.getLogger(), logging.getLogger("convener")
    before = root.handlers[:], root.level, ours.level
    yield
    root.handlers[:], root.level, ours.level = before


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder that does not exist yet."""
    return tmp_path / "data"


@pytest.fixture
def closed_port() -> Iterator[int]:
    """One where nobody listens, as long as the test runs."""
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        yield unheard.getsockname()[1]


@pytest.fixture
def invoke(data: Path, monkeypatch: pytest.MonkeyPatch) -> Invoke:
    """Runs a command on the data folder, with these settings in its environment."""
    for name in [name for name in os.environ if name.startswith("CONVENER_")]:
        monkeypatch.delenv(name)

    def run(*arguments: str, input: str | None = None, **settings: str) -> Result:
        env = {"CONVENER_DATA": str(data)} | {f"CONVENER_{name.upper()}": settings[name] for name in settings}
        return CliRunner().invoke(commands, arguments, env=env, input=input)

    return run


class Served:
    """A running ``python -m convener serve``, read line by line."""

    def __init__(self, process: subprocess.Popen[str], data: Path) -> None:
        self.process = process
        self.data = data
        self.output = ""
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self.url = self.wait_for(r"serves on (\S+)")

    def wait_for(self, pattern: str) -> str:
        """Read on to a line that has the pattern; gives its group."""
        while line := self._lines.get(timeout=TIMEOUT):
            self.output += line
            if found := re.search(pattern, line):
                return found[1]
        raise AssertionError(f"ended without {pattern}: {self.output}")

    def stop(self, signal: int) -> int:
        """Send the signal; gives the exit code, once all output is read."""
        self.process.send_signal(signal)
        while line := self._lines.get(timeout=TIMEOUT):
            self.output += line
        return self.process.wait(TIMEOUT)

    @property
    def certificate(self) -> Path:
        return self.data / "tls" / "certificate.pem"

    @property
    def trusting(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.certificate)

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put("")


@contextmanager
def serving(data: Path, *arguments: str, **settings: str) -> Iterator[Served]:
    """Serve on a free port from a process of its own; it is killed if it is still there at the end."""
    env = environment(**({"data": str(data), "port": "0"} | settings))
    command = ("-m", "convener", "serve", *arguments)
    with program(*command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        yield Served(process, data)


NOON = datetime(2021, 8, 30, 12, 0, tzinfo=UTC)
PASSWORD = "correct-horse-7"
APP, KEY = "an-app-id", "an-app-key"


@contextmanager
def furnished(folder: Path) -> Iterator[Background]:
    """A server whose clock stands at ``NOON``, with Ann, her colleague Bob and an app."""
    with in_background(folder, clock=VirtualClock(NOON)) as server:
        application = server.application
        hashed = server.run(application.passwords.hash(PASSWORD))

        async def furnish(unit: Writing) -> None:
            corp = await application.corps.add(unit, name="Acme", now=NOON)
            for name, rank in (("ann", AdminType.DEFAULT), ("bob", AdminType.NONE)):
                await application.users.add(
                    unit,
                    corp,
                    account=f"{name}@acme",
                    name=name.title(),
                    third_account=f"third-{name}",
                    admin_type=rank,
                    password_hash=hashed,
                    now=NOON,
                )
            await application.apps.add(unit, corp, name="App", app_id=APP, key=KEY, now=NOON)

        server.write(furnish)
        yield server


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Background]:
    """One for all tests, which must leave its clock alone."""
    with furnished(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture
def terminal(invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Invoke:
    """Runs a command as somebody in Berlin, whose clock shows what the server's does."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    return partial(invoke, home=str(tmp_path / "home"), now=NOON.isoformat())


@pytest.fixture
def login(terminal: Invoke, server: Background) -> Invoke:
    """Logs in to the server, whose certificate is trusted."""
    known = ("--certificate", str(server.certificate.certificate))
    return partial(terminal, "login", server.url, *known)


@pytest.fixture
def ann(terminal: Invoke, login: Invoke) -> Invoke:
    """Runs a command as Ann, logged in."""
    result = login("--account", "ann@acme", password=PASSWORD)
    assert result.exit_code == 0, result.output
    return terminal


@pytest.fixture
def hall(server: Background) -> str:
    """The number of a cloud meeting room that is nobody's."""
    application = server.application

    async def make(unit: Writing) -> str:
        [corp] = await application.corps.page(unit, limit=1)
        room = application.rooms.add_cloud(unit, corp.corp_id, None, name="Hall", parties=50, now=NOON)
        return room.number

    return server.write(make)
