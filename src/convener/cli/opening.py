"""From settings to what a command works on; failures become sentences."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, Protocol, TypeVar

import click

from convener.cli.alone import alone
from convener.cli.problem import Problem
from convener.domain.refusal import Refusal
from convener.server.app import Application, compose
from convener.server.clock import Clock
from convener.server.doctor import key_fits, place, sqlite_file
from convener.server.settings import Settings, SettingsError, load
from convener.server.storage.migrations import SchemaTooNew
from convener.server.vault import Vault, key_in

T = TypeVar("T")
Item = TypeVar("Item")
Command = TypeVar("Command", bound=Callable[..., Any])


def data_option(command: Command) -> Command:
    """``--data``, which every command has."""
    return click.option(
        "--data", type=click.Path(path_type=Path), help="The data folder, instead of CONVENER_DATA."
    )(command)


def settings_from(**options: object) -> Settings:
    """The settings in force, with the given options of the command line above all others."""
    given = {f"CONVENER_{name.upper()}": str(value) for name, value in options.items() if value is not None}
    try:
        return load({**os.environ, **given})
    except SettingsError as error:
        raise Problem(f"{error}.") from error


@contextlib.asynccontextmanager
async def opened(
    settings: Settings, *, clock: Clock | None = None, serving: bool = False
) -> AsyncIterator[Application]:
    """A composed server without background work, on a database whose secrets it can read.

    One that is to be ``serving`` has a SQLite database to itself; commands work beside it.
    """
    _check_folder(settings)
    _check_key(settings)
    with contextlib.ExitStack() as held:
        with database_explained(settings):
            if serving and (file := sqlite_file(settings)):
                held.enter_context(alone(file))
            application = await compose(settings, clock=clock)
        try:
            if not await key_fits(application):
                raise Problem(
                    "The secret key is not the one that the database was written with. "
                    "Put back that secret.key or CONVENER_SECRET_KEY."
                )
            yield application
        finally:
            await application.close()


def run(settings: Settings, work: Callable[[Application], Awaitable[T]]) -> T:
    """Do a command's work on the composed server; what the domain refuses ends the command."""

    async def body() -> T:
        async with opened(settings) as application:
            return await work(application)

    try:
        return asyncio.run(body())
    except Refusal as refusal:
        raise Problem(said(refusal)) from refusal


class Paged(Protocol[Item]):
    """Gives what comes after the first ``offset``, as much as it likes at once."""

    def __call__(self, *, offset: int) -> Awaitable[list[Item]]: ...


async def whole(page: Paged[Item]) -> list[Item]:
    """Every page, one after the other."""
    found: list[Item] = []
    while more := await page(offset=len(found)):
        found += more
    return found


def said(refusal: Refusal) -> str:
    """A refusal in words."""
    return str(refusal) or inspect.cleandoc(refusal.__doc__ or "")


@contextlib.contextmanager
def database_explained(settings: Settings) -> Iterator[None]:
    """Whatever goes wrong inside is the database's fault, and said so."""
    try:
        yield
    except click.ClickException:
        raise
    except SchemaTooNew as error:
        raise Problem(f"This program is too old: {error}.") from error
    except Exception as error:  # each driver has errors of its own
        raise Problem(
            f"The database {place(settings)} cannot be used: {error or type(error).__name__}. "
            "See that it runs and is yours, or correct CONVENER_DATABASE_URL."
        ) from error


def _check_folder(settings: Settings) -> None:
    try:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Problem(
            f"The data folder {settings.data} cannot be made: {error.strerror}. "
            "Name another with --data or CONVENER_DATA."
        ) from error
    if not os.access(settings.data, os.R_OK | os.W_OK | os.X_OK):
        raise Problem(
            f"The data folder {settings.data} may not be written to. "
            "Give it to the user who runs convener, or name another with --data or CONVENER_DATA."
        )


def _check_key(settings: Settings) -> None:
    if settings.secret_key is not None:
        return
    try:
        Vault(key_in(settings.data))
    except (OSError, ValueError) as error:
        raise Problem(
            f"The secret key in {settings.data} cannot be used: {str(error).rstrip('.')}. "
            "Put back the key that the database was written with, readable by you."
        ) from error
