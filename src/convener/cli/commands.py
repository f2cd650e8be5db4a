"""Every command."""

from __future__ import annotations

from importlib import import_module

import click

from convener import __version__

COMMANDS = {
    "serve": "Serve until told to stop.",
    "doctor": "Look for what is wrong, and say what to do about it.",
    "db": "The database: its schema, and copies of it.",
    "corp": "Enterprises.",
    "user": "Users of an enterprise.",
    "app": "Apps of an enterprise: programs that log users in with a signature.",
}


class Commands(click.Group):
    """Imports a command's file when the command is called: most bring the whole server along."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"convener.cli.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="convener", message="%(prog)s %(version)s")
def commands() -> None:
    """A meeting service you can own.

    Every command reads the same settings: CONVENER_… in the environment, then convener.toml in the
    data folder.
    """
