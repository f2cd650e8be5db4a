"""How a command ends when the operator has to put something right."""

from __future__ import annotations

import click


class Problem(click.ClickException):
    """Says what is wrong and what to do about it; the command ends with exit code 2."""

    exit_code = 2
