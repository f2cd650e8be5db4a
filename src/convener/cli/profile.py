"""Profiles: which server, trusted how, and the token of a login. One file each, its owner's alone."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec

from convener.cli.problem import Problem

Command = TypeVar("Command", bound=Callable[..., Any])

DEFAULT = "default"
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.@-]{0,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Passwords and app keys are never part of it."""

    server: str
    """Scheme, host and port."""
    user: str
    """Who logged in, for people to read."""
    certificate: str | None = None
    """Path of the PEM file to trust; without it and a fingerprint: what the system trusts."""
    fingerprint: str | None = None
    """SHA-256 of the one certificate to trust."""
    token: str | None = field(default=None, repr=False)
    """Access token; ``None`` after logging out."""
    expires: datetime | None = None
    """When the token ends, as the server said."""


def profile_option(command: Command) -> Command:
    """``--profile``, which every command that talks to a server has."""
    option = click.option(
        "--profile",
        "profile_name",
        metavar="NAME",
        envvar="CONVENER_PROFILE",
        default=DEFAULT,
        show_default=True,
        callback=_checked,
        shell_complete=_completed,
        help="Which login to use, instead of CONVENER_PROFILE.",
    )
    return option(command)


def folder() -> Path:
    """Where profiles are kept: ``CONVENER_HOME``, else where programs keep settings on this system."""
    if chosen := os.environ.get("CONVENER_HOME"):
        return Path(chosen).expanduser() / "profiles"
    base = os.environ.get("XDG_CONFIG_HOME", "")
    settings = Path(base) if os.path.isabs(base) else Path.home() / ".config"
    return settings / "convener" / "profiles"


def names() -> list[str]:
    """Every profile there is, in alphabetical order."""
    with contextlib.suppress(OSError):
        return sorted(path.stem for path in folder().glob("*.json") if _NAME.fullmatch(path.stem))
    return []


def find(name: str) -> Profile | None:
    """The profile of this name, if there is one."""
    path = _path(name)
    try:
        return msgspec.json.decode(path.read_bytes(), type=Profile)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Problem(
            f"The profile {path} cannot be read: {error.strerror}. Name another folder: CONVENER_HOME."
        ) from error
    except msgspec.MsgspecError as error:
        raise Problem(
            f"The profile {path} cannot be read: {error}. Delete the file and log in again."
        ) from error


def save(name: str, profile: Profile) -> Path:
    """Write the profile whole or not at all; gives its file."""
    path = _path(name)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # A new file of mkstemp is its owner's alone from the start.
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".")
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(profile), indent=2))
        os.replace(draft, path)
    except OSError as error:
        raise Problem(
            f"The profile {path} cannot be written: {error.strerror}. Name another folder: CONVENER_HOME."
        ) from error
    return path


def remove(name: str) -> None:
    """Forget the profile, if there is one."""
    _path(name).unlink(missing_ok=True)


def _path(name: str) -> Path:
    return folder() / f"{name}.json"


def _completed(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    return [name for name in names() if name.startswith(incomplete)]


def _checked(ctx: click.Context, param: click.Parameter, value: str) -> str:
    if not _NAME.fullmatch(value):
        raise click.BadParameter(f"{value!r} cannot name a profile: use letters, digits and . _ @ -.")
    return value
