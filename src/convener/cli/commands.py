"""Every command."""

from __future__ import annotations

import click

from convener import __version__
from convener.cli.app import app
from convener.cli.corp import corp
from convener.cli.db import db
from convener.cli.doctor import doctor
from convener.cli.serve import serve
from convener.cli.user import user


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="convener", message="%(prog)s %(version)s")
def commands() -> None:
    """A meeting service you can own.

    Every command reads the same settings: CONVENER_… in the environment, then convener.toml in the
    data folder.
    """


for each in (serve, doctor, db, corp, user, app):
    commands.add_command(each)
