"""``convener profiles``: the logins there are."""

from __future__ import annotations

import click

from convener.cli import moments, system
from convener.cli import profile as stored
from convener.cli.output import json_option, show_json
from convener.cli.profile import Profile
from convener.cli.tables import table


@click.command()
@json_option
def profiles(as_json: bool) -> None:
    """List the profiles: which server, who, and until when. --profile NAME uses one."""
    found = {name: profile for name in stored.names() if (profile := stored.find(name))}
    if as_json:
        show_json([_record(name, profile) for name, profile in found.items()])
    elif not found:
        click.echo("There is none yet. Make one: convener login https://SERVER")
    else:
        header = ("Profile", "Server", "User", "Logged in until", "Trusts")
        click.echo(table(header, (_row(name, profile) for name, profile in found.items())))


def _row(name: str, profile: Profile) -> tuple[str, str, str, str, str]:
    trusts = profile.certificate or (profile.fingerprint and f"{profile.fingerprint[:11]}…") or "system"
    return name, profile.server, profile.user, _until(profile), trusts


def _until(profile: Profile) -> str:
    if profile.token is None or (profile.expires and profile.expires <= system.now()):
        return "logged out"
    return moments.shown(profile.expires, system.zone()) if profile.expires else "–"


def _record(name: str, profile: Profile) -> dict[str, object]:
    return {
        "profile": name,
        "server": profile.server,
        "user": profile.user,
        "logged_in": profile.token is not None,
        "expires": profile.expires,
        "certificate": profile.certificate,
        "fingerprint": profile.fingerprint,
    }
