"""``convener events``: the frames of a running meeting as they come."""

from __future__ import annotations

import shutil
import sys
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from convener.cli import exits
from convener.cli.connection import connected
from convener.cli.options import host_options, meeting_argument, zone_option
from convener.cli.profile import profile_option
from convener.cli.tables import printable

if TYPE_CHECKING:
    from convener.client.events import Frame

_SUFFIX = "Notify"


@click.command(epilog=exits.CODES)
@meeting_argument
@click.option(
    "--types",
    metavar="NAMES",
    help="Which frames, such as Attendees,Participants; default: all that are described.",
)
@click.option("--count", type=click.IntRange(min=1), help="End after so many frames.")
@click.option("--json", "as_json", is_flag=True, help="Print each frame whole, as one line of JSON.")
@host_options
@zone_option
@profile_option
def events(
    meeting: str,
    types: str | None,
    count: int | None,
    as_json: bool,
    password: str | None,
    start: bool,
    zone: ZoneInfo,
    profile_name: str,
) -> None:
    """Print the frames of the running MEETING as they come, until it is over or Ctrl-C.

    First comes the whole state, one frame of each type, then every change. A connection that breaks is
    made anew, and the whole state comes again.
    """
    wanted = None if types is None else _types(types)
    try:
        with (
            connected(profile_name) as client,
            closing(client.events(meeting, wanted, password=password, start=start)) as frames,
        ):
            for number, frame in enumerate(frames, start=1):
                click.echo(as_line(frame) if as_json else summary(frame, zone))
                if number == count:
                    return
    except KeyboardInterrupt:
        sys.exit(exits.INTERRUPTED)
    click.echo("The meeting is over.", err=True)


def as_line(frame: Frame) -> str:
    """The frame as the wire spells it, on one line; what is no JSON under ``text``."""
    import msgspec

    from convener.client.events import Unknown

    if not isinstance(frame, Unknown):
        return msgspec.json.encode(frame).decode()
    try:
        return msgspec.json.format(frame.text, indent=-1)
    except msgspec.MsgspecError:
        return msgspec.json.encode({"action": frame.action, "text": frame.text}).decode()


def summary(frame: Frame, zone: ZoneInfo) -> str:
    """When, what and as much of the content as a terminal's line holds."""
    import msgspec

    from convener.client.events import Unknown

    if isinstance(frame, Unknown):
        return _cut(f"{'?':8}  {frame.action or 'not JSON'}  {frame.text}")
    content = msgspec.to_builtins(frame)
    head = {name: content.pop(name, None) for name in ("action", "msgMode", "version", "createTime")}
    for name in ("confID", "msgID"):
        content.pop(name, None)
    moment = datetime.fromtimestamp(frame.create_time / 1000, UTC).astimezone(zone)
    kind = "full" if head["msgMode"] == 0 else "change"
    rest = msgspec.json.encode(content.get("data", content)).decode()
    return _cut(f"{moment:%H:%M:%S}  {head['action'].removesuffix(_SUFFIX):15}  {kind:6}  {rest}")


def _cut(line: str) -> str:
    line = printable(line)
    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else len(line)
    return line if len(line) <= columns else line[: columns - 1] + "…"


def _types(text: str) -> list[str]:
    from convener.wire.push import NotifyType

    known = {each.value.removesuffix(_SUFFIX).lower(): each.value for each in NotifyType}
    found = []
    for word in text.replace(",", " ").split():
        name = word.lower().removesuffix(_SUFFIX.lower())
        if name not in known:
            names = ", ".join(value.removesuffix(_SUFFIX) for value in known.values())
            raise click.BadParameter(f"there is no type {word!r}. There are {names}.", param_hint="--types")
        found.append(known[name])
    if not found:
        raise click.BadParameter("name at least one, such as Attendees.", param_hint="--types")
    return found
