"""``convener logout``: end the session here and on the server."""

from __future__ import annotations

from dataclasses import replace

import click

from convener.cli import connection, exits
from convener.cli import profile as profiles
from convener.cli.profile import profile_option


@click.command(epilog=exits.CODES)
@click.option("--forget", is_flag=True, help="Remove the profile too: the server and what is trusted.")
@profile_option
def logout(profile_name: str, forget: bool) -> None:
    """Have the server forget the token of the last login, and forget it here too.

    It is forgotten here also when the server cannot be reached; there it then stays good until it expires.
    """
    profile = profiles.find(profile_name)
    if forget:
        profiles.remove(profile_name)
    elif profile is not None:
        profiles.save(profile_name, replace(profile, token=None, expires=None))
    if profile is None or profile.token is None:
        click.echo("You were not logged in.")
        return
    with connection.explained(profile_name, profile), connection.opened(profile) as client:
        client.logout()
    click.echo(f"Logged out from {profile.server}.")
