"""``convener explain``: what was asked of a server in test mode, and what became of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from convener.cli import connection, exits
from convener.cli import profile as profiles
from convener.cli.exits import Refused
from convener.cli.output import json_option, show_json
from convener.cli.problem import Problem
from convener.cli.profile import Profile, profile_option

if TYPE_CHECKING:
    from convener.client import Client
    from convener.wire.lab import RequestSeen


@click.command(epilog=exits.CODES)
@click.option("--last", type=click.IntRange(1, 500), default=10, show_default=True, help="How many.")
@click.option("--refused", is_flag=True, help="Only those that did not go well.")
@click.option("--clear", is_flag=True, help="Begin a new log afterwards.")
@click.option("--server", metavar="URL", help="Of this server, instead of a profile's.")
@click.option(
    "--certificate",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="PEM file to trust, with --server; a server of this machine has it in data/tls.",
)
@profile_option
@json_option
def explain(
    last: int,
    refused: bool,
    clear: bool,
    server: str | None,
    certificate: Path | None,
    profile_name: str,
    as_json: bool,
) -> None:
    """Show the last requests to a server that runs with --clock.

    Of each: which operation it meant, whose token came with it, what was answered, what that means and
    what to change. No login is needed.
    """
    from convener.testing.explaining import explained

    profile = _profile(server, certificate, profile_name)
    with connection.explained(profile_name, profile), connection.opened(profile) as client:
        found = [each for each in _requests(client) if _went_wrong(each) or not refused][-last:]
        if clear:
            _clear(client)
    if as_json:
        show_json(found)
    else:
        click.echo(explained(found))


def _profile(server: str | None, certificate: Path | None, name: str) -> Profile:
    if server is not None:
        return Profile(server=server, user="", certificate=None if certificate is None else str(certificate))
    found = profiles.find(name)
    if found is None:
        raise Problem("Which server? Name one with --server and --certificate, or log in to it first.")
    return found


def _requests(client: Client) -> list[RequestSeen]:
    from convener.client import NotFound
    from convener.wire.lab import ListRequests

    try:
        return client.send(ListRequests()).data
    except NotFound as error:
        raise Refused(
            f"{client.url} is not in test mode and keeps no requests. Start it with: convener serve --clock …"
        ) from error


def _clear(client: Client) -> None:
    from convener.wire.lab import ClearRequests

    client.send(ClearRequests())


def _went_wrong(seen: RequestSeen) -> bool:
    return seen.status is None or seen.status >= 400 or seen.fault is not None
