"""From a profile to a client that is logged in; what goes wrong becomes a sentence and an exit code."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from convener.cli import profile as profiles
from convener.cli.exits import NotLoggedIn, NotReached, NotTrusted, Refused
from convener.cli.problem import Problem
from convener.cli.profile import Profile

if TYPE_CHECKING:
    from convener.client import ApiError, Client, ClientError


@contextlib.contextmanager
def connected(name: str) -> Iterator[Client]:
    """A client with the token of the profile ``name``."""
    profile = profiles.find(name)
    if profile is None or profile.token is None:
        raise NotLoggedIn(f"You are not logged in. Run: {login_command(name, profile)}")
    with explained(name, profile), opened(profile) as client:
        yield client


@contextlib.contextmanager
def opened(profile: Profile) -> Iterator[Client]:
    """A client of the profile's server."""
    from convener.client import Client, Trust

    try:
        if profile.fingerprint:
            trust = Trust.fingerprint(profile.fingerprint)
        else:
            trust = Trust.file(profile.certificate) if profile.certificate else Trust.system()
        client = Client(profile.server, token=profile.token, trust=trust)
    except ValueError as error:
        raise Problem(f"{error}.") from error
    except OSError as error:
        raise Problem(
            f"The certificate {profile.certificate} cannot be used: {error.strerror or error}. "
            "Name a readable PEM file: convener login --certificate FILE"
        ) from error
    with client:
        yield client


@contextlib.contextmanager
def explained(name: str, profile: Profile) -> Iterator[None]:
    """What the client raises inside ends the command."""
    from convener.client import ClientError

    try:
        yield
    except ClientError as error:
        raise _failure(error, name, profile) from error


def login_command(name: str, profile: Profile | None) -> str:
    """What to type to log in again."""
    named = "" if name == profiles.DEFAULT else f" --profile {name}"
    return f"convener login{'' if profile else ' https://SERVER'}{named}"


def _failure(error: ClientError, name: str, profile: Profile) -> click.ClickException:
    from convener.cli.words import DEAD_TOKENS
    from convener.client import ApiError, NoAnswer, Unauthenticated, Untrusted, Unusable

    match error:
        case Unauthenticated() if error.code in DEAD_TOKENS:
            return NotLoggedIn(f"Your login is over. Run: {login_command(name, profile)}")
        case ApiError() if error.code:
            return Refused(refusal(error))
        case ApiError():
            return NotReached(
                f"{profile.server} answers with HTTP {error.status}, and not as a server of this API does. "
                "Is it the server you mean?"
            )
        case Untrusted():
            return NotTrusted(
                f"{_sentence(error)}\nIf you know the server's certificate, log in again with it: "
                f"{login_command(name, profile)} --certificate FILE (or --fingerprint SHA256)."
            )
        case NoAnswer():
            perhaps = " It may have been done all the same: look before you repeat it." if error.sent else ""
            return NotReached(f"{_sentence(error)}{perhaps} Check the address and that the server runs.")
        case Unusable():
            return Problem(_sentence(error))
        case _:
            return _stream_failure(error) or NotReached(
                f"{_sentence(error)} Is {profile.server} the server you mean?"
            )


def _stream_failure(error: ClientError) -> click.ClickException | None:
    """What only the stream of a running meeting raises."""
    from convener.client import ApiError
    from convener.client.events import errors as streams

    match error:
        case streams.NotRunning():
            return Refused("The meeting does not run. To start it say --start.")
        case streams.PasswordNeeded():
            return Refused("Only its host may look into it: give the host's password with --password.")
        case streams.Refused():
            cause = error.__cause__
            return Refused(refusal(cause) if isinstance(cause, ApiError) else _sentence(error))
        case streams.SlowConsumer():
            return NotReached(_sentence(error))
        case _:
            return None


def refusal(error: ApiError) -> str:
    """A refusal in plain words, then what support wants to know."""
    from convener.cli.words import MEANINGS

    told = [
        MEANINGS.get(error.code) or "The server refuses.",
        error.detail and f"It says: {error.detail.rstrip('.')}.",
    ]
    facts = [error.code, error.constant, f"HTTP {error.status}", f"request {error.request_id or 'unknown'}"]
    return "\n".join([" ".join(filter(None, told)), "  " + ", ".join(filter(None, facts))])


def _sentence(error: Exception) -> str:
    text = str(error) or type(error).__name__
    return f"{text[0].upper()}{text[1:]}."
