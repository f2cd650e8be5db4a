"""``convener serve``: the server itself."""

from __future__ import annotations

import contextlib
import logging
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

import click

from convener.cli import banner
from convener.cli.opening import data_option, opened, settings_from
from convener.cli.problem import Problem
from convener.server.app import Application
from convener.server.bootstrap import FirstRun, bootstrap, ignored
from convener.server.clock import VirtualClock
from convener.server.http import certificate, loop, serving
from convener.server.http.certificate import CertificatePaths
from convener.server.logging import configure
from convener.server.settings import Settings, SettingsError

log = logging.getLogger("convener.cli")

_LOCALHOST = ("127.0.0.1", "::1", "0.0.0.0", "::")  # noqa: S104  not listened on, only recognised


def _instant(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = datetime.min  # noqa: DTZ901  as wrong as one without an offset
    if moment.tzinfo is None:
        raise click.BadParameter(f"{text!r} is no moment like 2021-08-30T00:00:00Z, with its offset.")
    return moment


@click.command()
@click.option(
    "--clock",
    type=_instant,
    metavar="INSTANT",
    help="Run on a clock that stands at this moment until it is moved, such as 2021-08-30T00:00:00Z.",
)
@click.option("--host", help="Address to listen on, instead of CONVENER_HOST; 0.0.0.0 for all.")
@click.option("--port", type=click.IntRange(0, 65_535), help="Instead of CONVENER_PORT; 0 takes a free one.")
@data_option
@click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    envvar="CONVENER_LOG_FORMAT",
    help="Default: text on a terminal, else lines of JSON.",
)
def serve(
    clock: datetime | None, host: str | None, port: int | None, data: Path | None, log_format: str | None
) -> None:
    """Serve until told to stop by SIGINT or SIGTERM.

    The first start creates an enterprise, its administrator and an app, and shows their secrets once.
    """
    configure(as_json=log_format == "json" or (log_format is None and not sys.stderr.isatty()))
    settings = settings_from(host=host, port=port, data=data)
    loop.run(_serve(settings, None if clock is None else VirtualClock(clock)))


async def _serve(settings: Settings, clock: VirtualClock | None) -> None:
    async with opened(settings, clock=clock, serving=True) as application:
        pair = _certificate(settings)
        with _listener(settings) as listener:
            server = serving.build(
                application.api, certificate=pair, trusted_proxies=settings.trusted_proxies
            )
            with _signals_to(server.handle_exit):
                await _introduce(application, settings.public_url or _url(settings, listener), pair)
                await application.start()
                loop.settle()
                await server.serve(sockets=[listener])


@contextlib.contextmanager
def _signals_to(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Signals go to uvicorn also before it listens to them, and when it raises them again at its end.

    After that they end the program at once, however long closing the database takes.
    """
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, handler)
    try:
        yield
    finally:
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_DFL)


async def _introduce(application: Application, url: str, pair: CertificatePaths) -> None:
    """Tell the operator where it serves and, after a first start, what was created."""
    first_run = await _first_run(application)
    clock = application.clock
    click.echo(banner.started(url, clock if isinstance(clock, VirtualClock) else None))
    if first_run is not None:
        own = application.settings.certificate is not None
        click.echo(banner.introduction(first_run, url, pair, own=own))


async def _first_run(application: Application) -> FirstRun | None:
    try:
        created = await bootstrap(application)
    except SettingsError as error:
        raise Problem(f"{error}.") from error
    if created is None and (names := ignored(application.settings)):
        log.warning(
            "settings of the first start change nothing now: take them out",
            extra={"action": "bootstrap_ignored", "names": names},
        )
    return created


def _certificate(settings: Settings) -> CertificatePaths:
    """The operator's pair, or the self-signed one, known to be of use."""
    try:
        if settings.certificate and settings.certificate_key:
            pair = CertificatePaths(certificate=settings.certificate, key=settings.certificate_key)
        else:
            # Not the server's clock: the programs that check it live by the machine's.
            pair = certificate.ensure(settings.data, _names(settings), datetime.now(UTC))
        pair.context()
    except (OSError, ValueError) as error:
        where = settings.certificate or settings.data / "tls"
        raise Problem(
            f"The certificate {where} cannot be used: {error}. "
            "It and its key must be readable PEM files that belong together."
        ) from error
    return pair


def _names(settings: Settings) -> list[str]:
    public = urlsplit(settings.public_url or "").hostname
    names = [public, None if settings.host in _LOCALHOST else settings.host]
    return [name for name in names if name]


def _listener(settings: Settings) -> socket.socket:
    try:
        return serving.listen(settings.host, settings.port)
    except OSError as error:
        raise Problem(
            f"Port {settings.port} of {settings.host} cannot be listened on: {error.strerror}. "
            "Stop what uses it, or choose others with --host and --port."
        ) from error


def _url(settings: Settings, listener: socket.socket) -> str:
    """Where people on this machine reach the server; the port is the real one."""
    host = "localhost" if settings.host in _LOCALHOST else settings.host
    return f"https://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}"
