"""``convener login``: prove who one is, once; later commands use the token that came of it."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from convener.cli import connection, exits, moments, system, trusting
from convener.cli import profile as profiles
from convener.cli.problem import Problem
from convener.cli.profile import Profile, profile_option

if TYPE_CHECKING:
    from convener.client import Credentials
    from convener.wire.identity import LoginToken

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@click.command(epilog=exits.CODES)
@click.argument("server", required=False)
@click.option("--account", metavar="NAME", help="Who logs in; asked for if left out.")
@click.option("--app-id", metavar="ID", help="Log in through an app of the enterprise, with its key.")
@click.option("--user", metavar="ID", help="With --app-id: whom the app logs in; default: the administrator.")
@click.option("--user-name", metavar="NAME", help="With --user: what a user not known yet is called.")
@click.option("--corp", metavar="ID", help="With an app of a service provider: the enterprise.")
@click.option(
    "--password-stdin", is_flag=True, help="Read the password, or the app's key, from standard input."
)
@click.option(
    "--certificate",
    type=click.Path(path_type=Path, exists=True, dir_okay=False, readable=True, resolve_path=True),
    help="Trust the certificates in this PEM file and no others.",
)
@click.option("--fingerprint", metavar="SHA256", help="Trust the one certificate with this SHA-256.")
@profile_option
def login(
    server: str | None,
    account: str | None,
    app_id: str | None,
    user: str | None,
    user_name: str | None,
    corp: str | None,
    password_stdin: bool,
    certificate: Path | None,
    fingerprint: str | None,
    profile_name: str,
) -> None:
    """Log in to SERVER, such as https://meet.example.org; default: the one of the last login.

    The password, or the key of the app, is asked for, unless CONVENER_PASSWORD has it or --password-stdin
    is said. It is not kept: the profile has the access token, which is good for a day.
    """
    if app_id is None and (user or user_name or corp):
        raise click.UsageError("--user, --user-name and --corp go with --app-id.")
    if app_id and account:
        raise click.UsageError("--account and --app-id are two ways to log in: choose one.")
    profile = _server(server, profile_name)
    profile = _trusted(profile, certificate, fingerprint, ask=not password_stdin)

    from convener.client import Account, AppId

    credentials: Credentials
    if app_id:
        key = _secret("App key", from_stdin=password_stdin)
        credentials = AppId(app_id, key, user_id=user, corp_id=corp, user_name=user_name)
    else:
        account = account or _asked("Account")
        credentials = Account(account, _secret("Password", from_stdin=password_stdin))
    with connection.explained(profile_name, profile), connection.opened(profile) as client:
        token = client.login(credentials)
    _keep(profile_name, profile, token, given=account or f"{user or 'administrator'} through app {app_id}")


def _server(given: str | None, name: str) -> Profile:
    """The profile to log in with; another server starts a new one."""
    known = profiles.find(name)
    if given is None:
        if known is None:
            raise click.UsageError("Say which server: convener login https://SERVER")
        return replace(known, token=None)
    server = _checked(given)
    if known is not None and known.server == server:
        return replace(known, token=None)
    return Profile(server=server, user="")


def _checked(given: str) -> str:
    """The server's scheme, host and port."""
    written = given if "://" in given else f"https://{given}"
    try:
        parts = urlsplit(written)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if (
        not host
        or parts.scheme not in ("https", "http")
        or parts.path.strip("/")
        or parts.query
        or parts.username
    ):
        raise click.BadParameter(f"{given!r} is no server. Write it like https://meet.example.org:8443.")
    if parts.scheme == "http" and host not in _LOOPBACK:
        raise click.BadParameter(f"{given} would carry the password in clear text. Use https://.")
    return f"{parts.scheme}://{parts.netloc}"


def _trusted(profile: Profile, certificate: Path | None, fingerprint: str | None, *, ask: bool) -> Profile:
    """The profile with what is to be trusted, asked for where nothing says it."""
    if certificate and fingerprint:
        raise click.UsageError("--certificate and --fingerprint: choose one.")
    if certificate:
        return replace(profile, certificate=str(certificate), fingerprint=None)
    if fingerprint:
        return replace(profile, certificate=None, fingerprint=_read(fingerprint))
    if profile.certificate or profile.fingerprint:
        return profile
    return replace(profile, fingerprint=trusting.recognised(profile.server, ask=ask))


def _read(fingerprint: str) -> str:
    from convener.client.pinning import Fingerprint

    try:
        return str(Fingerprint.read(fingerprint))
    except ValueError as error:
        raise click.BadParameter(f"{error}.", param_hint="--fingerprint") from error


def _secret(prompt: str, *, from_stdin: bool) -> str:
    if from_stdin:
        found = sys.stdin.readline().rstrip("\r\n")
        if not found:
            raise Problem("--password-stdin is said, but there is nothing on standard input.")
        return found
    return os.environ.get("CONVENER_PASSWORD") or _asked(prompt, hidden=True)


def _asked(prompt: str, *, hidden: bool = False) -> str:
    try:
        answer: str = click.prompt(prompt, hide_input=hidden, err=True)
    except click.Abort:
        if sys.stdin.isatty():
            raise
        click.echo(err=True)
        raise Problem(
            f"{prompt} is missing, and nobody is there to ask. "
            + ("Use --password-stdin or CONVENER_PASSWORD." if hidden else "Use --account NAME.")
        ) from None
    return answer


def _keep(name: str, profile: Profile, token: LoginToken, *, given: str) -> None:
    expires = None if token.expire_time is None else datetime.fromtimestamp(token.expire_time, UTC)
    who = (token.user and (token.user.uclogin_account or token.user.name)) or given
    saved = replace(profile, user=who, token=token.access_token, expires=expires)
    path = profiles.save(name, saved)
    click.echo(f"Logged in to {profile.server} as {who}.")
    if expires is not None:
        click.echo(f"Good until {moments.shown(expires, system.zone())}, kept in {path}.")
    if token.first_login:
        click.echo("The password is still the administrator's: change it.")
    if token.pwd_expired:
        click.echo("The password has expired: change it.")
