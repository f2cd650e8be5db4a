"""``convener serve``: the server itself."""

from __future__ import annotations

import contextlib
import logging
import signal
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import click

from convener.cli.banner import introduction, started
from convener.cli.opening import data_option, opened, settings_from
from convener.cli.problem import Problem
from convener.server.bootstrap import FirstRun, bootstrap, ignored
from convener.server.app import Application
from convener.server.clock import VirtualClock
from convener.server.http import certificate, loop, serving
from convener.server.http.certificate import CertificatePaths
from convener.server.logging import configure
from convener.server.settings import Settings, SettingsError

log = logging.getLogger("convener.cli")

EVERYWHERE = ("0.0.0.0", "::", "127.0.0.1", "::1")  # noqa: S104
"""Addresses for which people say localhost."""


class Instant(click.ParamType[datetime]):
    """A moment in RFC 3339, with its offset."""

    name = "instant"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            self.fail(f"{value!r} is no moment like 2021-08-30T00:00:00Z.", param, ctx)
        return moment


@click.command()
@click.option("--clock", type=Instant(), help="Run on a clock that stands at this moment until it is moved.")
@click.option("--host", help="Address to listen on, instead of CONVENER_HOST; 0.0.0.0 for all.")
@click.option("--port", type=click.IntRange(0, 65_535), help="Instead of CONVENER_PORT; 0 takes a free one.")
@data_option
@click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    envvar="CONVENER_LOG_FORMAT",
    help="Default: text on a terminal, else JSON lines.",
)
def serve(
    clock: datetime | None, host: str | None, port: int | None, data: Path | None, log_format: str | None
) -> None:
    """Serve until told to stop by SIGINT or SIGTERM.

    The first start creates an enterprise, an administrator and an app, and prints their secrets once.
    """
    configure(as_json=log_format == "json" or (log_format is None and not sys.stderr.isatty()))
    settings = settings_from(host=host, port=port, data=data)
    loop.run(_serve(settings, None if clock is None else VirtualClock(clock)))
