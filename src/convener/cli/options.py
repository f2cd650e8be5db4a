"""Options and arguments that the commands about meetings share."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

import click

from convener.cli import system

Command = TypeVar("Command", bound=Callable[..., Any])
Value = TypeVar("Value")


def zone_option(command: Command) -> Command:
    """``--zone``."""
    return click.option(
        "--zone",
        metavar="NAME",
        callback=lambda ctx, param, value: system.zone() if value is None else system.named_zone(value),
        help="The time zone of times you type and read, such as Europe/Berlin; default: the system's.",
    )(command)


def meeting_argument(command: Command) -> Command:
    """``MEETING``, by its ID."""
    return click.argument("meeting", metavar="MEETING", callback=lambda ctx, param, value: meeting_id(value))(
        command
    )


def search_argument(command: Command) -> Command:
    """``TEXT`` to look for, or nothing."""
    return click.argument("search", metavar="[TEXT]", required=False)(command)


def everyone_option(command: Command) -> Command:
    """``--everyone``."""
    return click.option(
        "--everyone", is_flag=True, help="All meetings of the enterprise, for its administrators."
    )(command)


def host_options(command: Command) -> Command:
    """What it takes to look into a running meeting."""
    command = click.option("--start", is_flag=True, help="Start the meeting if it does not run yet.")(command)
    return click.option(
        "--password",
        metavar="DIGITS",
        help="The host's; default: looked up, which works for meetings of your own.",
    )(command)


def read(option: str, reader: Callable[..., Value], text: str, **known: Any) -> Value:
    """The value of an option; what ``reader`` says against it becomes wrong use."""
    try:
        return reader(text, **known)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint=option) from error


def meeting_id(value: str) -> str:
    """As the server knows it; people write IDs in groups. Raises ``click.BadParameter``."""
    found = re.sub(r"[\s-]", "", value)
    if not re.fullmatch(r"[0-9]{4,20}", found):
        raise click.BadParameter(
            f"{value!r} is no meeting ID. It is a number: convener meeting book prints it."
        )
    return found
