"""Which enterprise a command is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from convener.cli.problem import Problem
from convener.domain.accounts import Corp
from convener.server.app import Application

Command = TypeVar("Command", bound=Callable[..., Any])


def corp_option(command: Command) -> Command:
    """``--corp``."""
    return click.option("--corp", "corp_id", metavar="ID", help="The enterprise; default: the only one.")(
        command
    )


async def chosen(application: Application, corp_id: str | None) -> Corp:
    """The enterprise of this ID or, without one, the only one there is."""
    if corp_id is not None:
        return await named(application, corp_id)
    corps = await application.database.read(lambda unit: application.corps.page(unit, limit=2))
    if not corps:
        raise Problem("There is no enterprise yet. Make one: convener corp add NAME")
    if len(corps) > 1:
        raise Problem("There are several enterprises. Name one with --corp: convener corp list shows them.")
    return corps[0]


async def named(application: Application, corp_id: str) -> Corp:
    """The enterprise of this ID."""
    corp = await application.database.read(lambda unit: application.corps.find(unit, corp_id))
    if corp is None:
        raise Problem(f"There is no enterprise {corp_id}. convener corp list shows all.")
    return corp
