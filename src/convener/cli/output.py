"""What commands print: aligned for people, JSON for programs."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import click
import msgspec

from convener.cli import tables

Command = TypeVar("Command", bound=Callable[..., Any])
Record = Mapping[str, str | None]


def json_option(command: Command) -> Command:
    """``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


def show_all(records: Sequence[Record], *, as_json: bool) -> None:
    """Print a table, one line for each record."""
    if as_json:
        show_json(records)
    elif records:
        header = {name: _title(name) for name in records[0]}
        rows = [header, *({name: value or "–" for name, value in each.items()} for each in records)]
        widths = {name: max(len(row[name]) for row in rows) for name in header}
        for row in rows:
            click.echo("  ".join(row[name].ljust(width) for name, width in widths.items()).rstrip())


def show_one(record: Record, *, as_json: bool) -> None:
    """Print one record, one line for each of its values."""
    if as_json:
        show_json(record)
    else:
        click.echo(aligned({_title(name): value for name, value in record.items() if value}))


def show_json(content: object) -> None:
    """Print as JSON that people can read too."""
    click.echo(msgspec.json.format(msgspec.json.encode(content), indent=2))


def show_lines(text: str) -> None:
    """Print a table; on a terminal what is too wide for it is cut."""
    if sys.stdout.isatty():
        columns = shutil.get_terminal_size().columns
        text = "\n".join(tables.cut(line, columns) for line in text.splitlines())
    click.echo(text)


def aligned(values: Mapping[str, str]) -> str:
    """Names and values, one pair a line."""
    width = max(map(len, values))
    return "\n".join(f"{name.ljust(width)}  {value}" for name, value in values.items())


def _title(name: str) -> str:
    words = name.replace("_id", " ID").replace("_", " ")
    return words[0].upper() + words[1:]
