"""How the commands that talk to a server end. Scripts rely on the exit codes; the guide lists them.

Wrong use ends a command with 2, as everywhere: ``Problem``, and what click finds by itself.
"""

from __future__ import annotations

import click

CODES = (
    "Exit codes: 0 done, 1 refused by the server (or by you, when asked), 2 wrong use, 3 not logged in, "
    "4 server not reached, 5 certificate not trusted, 130 watching ended by Ctrl-C."
)
"""For the end of ``--help``."""

INTERRUPTED = 130
"""What shells report of a program that ended by Ctrl-C."""


class Refused(click.ClickException):
    """The server has said no."""

    exit_code = 1


class NotLoggedIn(click.ClickException):
    """There is no login, or the server does not accept it any more."""

    exit_code = 3


class NotReached(click.ClickException):
    """No answer, or none that can be understood: the command may or may not have had an effect."""

    exit_code = 4


class NotTrusted(click.ClickException):
    """The server's certificate is not one to trust; nothing was sent."""

    exit_code = 5
