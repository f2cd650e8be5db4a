"""What importing the client costs: nothing that a caller does not need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import convener

BLOCKING = """
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {blocked!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Blocked())
"""

SERVER = [
    "argon2",
    "asyncpg",
    "click",
    "cryptography",
    "httptools",
    "sqlalchemy",
    "starlette",
    "uvicorn",
    "uvloop",
]


def run(program: str, *, blocked: list[str]) -> str:
    """What the program prints in a process of its own, where some libraries are not installed."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", BLOCKING.format(blocked=blocked) + program],
        env={"PYTHONPATH": str(Path(convener.__file__).parents[1]), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_client_needs_none_of_the_servers_libraries() -> None:
    program = """
import asyncio
from convener.client import AsyncClient, Client, NoAnswer, Retries
import convener.client.events
from convener.wire.identity import CheckToken, TokenCheck

check = CheckToken(body=TokenCheck(token="t", need_gen_new_token=False))

async def ask():
    async with AsyncClient("http://127.0.0.1:9", retries=Retries(attempts=1)) as client:
        await client.send(check)

for call in (
    lambda: Client("http://127.0.0.1:9", retries=Retries(attempts=1)).send(check),
    lambda: asyncio.run(ask()),
):
    try:
        call()
    except NoAnswer as error:
        print(type(error).__name__, error.sent)
"""
    assert run(program, blocked=SERVER).split() == ["Unreachable", "False"] * 2


def test_importing_it_loads_nothing_slow() -> None:
    """httpx takes longer than all the rest; only making a client needs it."""
    program = "import convener.client; print(' '.join(sys.modules))"
    loaded = set(run(program, blocked=[]).split())
    assert loaded.isdisjoint({"asyncio", "httpx", "http.client", "random", "websockets", "email"})
    assert not {name for name in loaded if name.startswith(("convener.server", "convener.client.hwm"))}


@pytest.mark.parametrize("module", ["convener.client", "convener.wire.push"])
def test_importing_it_needs_msgspec_alone(module: str) -> None:
    assert run(f"import {module}", blocked=[*SERVER, "httpx", "websockets", "typing_extensions"]) == ""
