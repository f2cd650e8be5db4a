"""``convener db``: the database's schema, and copies of it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import click

from convener.cli.opening import data_option, database_explained, settings_from
from convener.cli.problem import Problem
from convener.server.doctor import sqlite_file
from convener.server.settings import Settings
from convener.server.storage import migrations
from convener.server.storage.database import Database
from convener.server.storage.opening import open_database
from convener.server.storage.sqlite import SqliteDatabase

T = TypeVar("T")


@click.group()
def db() -> None:
    """The database: its schema, and copies of it."""


@db.command()
@data_option
def upgrade(data: Path | None) -> None:
    """Bring the schema up to date, as ``serve`` does."""
    version = _with_database(settings_from(data=data), migrations.upgrade)
    click.echo(f"The schema has version {version}.")


@db.command()
@data_option
def check(data: Path | None) -> None:
    """Compare the schema with what this version expects; exit code 1 if they differ."""
    settings = settings_from(data=data)
    _must_exist(settings)
    problems = _with_database(settings, migrations.check)
    for problem in problems:
        click.echo(problem)
    if problems:
        sys.exit(1)
    click.echo("The schema is as it should be.")


@db.command()
@click.argument("path", type=click.Path(path_type=Path), required=False)
@data_option
def backup(path: Path | None, data: Path | None) -> None:
    """Copy the SQLite database as of this moment, also while the server runs.

    PATH is a new file; default: convener-<now>.db in this folder.
    """
    settings = settings_from(data=data)
    _must_exist(settings)
    target = path or Path(f"convener-{datetime.now(UTC):%Y%m%d-%H%M%S}.db")

    async def copy(database: Database) -> None:
        if not isinstance(database, SqliteDatabase):
            raise Problem("This copies SQLite only. For PostgreSQL use its own: pg_dump")
        try:
            await database.backup(target)
        except FileExistsError as error:
            raise Problem(f"{target} exists already, and is left as it is. Name a new file.") from error
        except OSError as error:
            raise Problem(f"{target} cannot be written: {error.strerror}. Name another file.") from error

    _with_database(settings, copy)
    click.echo(f"Copied to {target}. The secret key is not in it: keep that too, somewhere else.")


def _with_database(settings: Settings, work: Callable[[Database], Awaitable[T]]) -> T:
    async def body() -> T:
        database = await open_database(settings.database)
        try:
            return await work(database)
        finally:
            await database.close()

    with database_explained(settings):
        return asyncio.run(body())


def _must_exist(settings: Settings) -> None:
    path = sqlite_file(settings)
    if path is not None and not path.exists():
        raise Problem(f"There is no database {path} yet. convener serve makes it, or convener db upgrade.")
