"""Every command."""

from __future__ import annotations

from importlib import import_module

import click
from click.shell_completion import CompletionItem

from convener import __version__
from convener.cli.problem import Problem

COMMANDS = {
    "serve": "Serve until told to stop.",
    "doctor": "Look for what is wrong, and say what to do about it.",
    "db": "The database: its schema, and copies of it.",
    "corp": "Enterprises.",
    "user": "Users of an enterprise.",
    "room": "Cloud meeting rooms of an enterprise.",
    "recording": "Recordings of meetings.",
    "app": "Apps of an enterprise: programs that log users in with a signature.",
    "login": "Log in to a server, for the commands below.",
    "logout": "End that login.",
    "profiles": "The logins there are.",
    "meeting": "Meetings: book, change, list and watch them, and see what became of them.",
    "my-room": "Your own rooms: personal meeting ID and cloud meeting rooms.",
    "corp-room": "Cloud meeting rooms of your enterprise, for its administrators: whose they are.",
    "calendar": "Subscribe to your meetings in a calendar program.",
    "outbox": "Mails and text messages to the people of meetings, for administrators.",
    "events": "The frames of a running meeting, as they come.",
    "explain": "What was asked of a server in test mode, and what became of it.",
    "completion": "The script that completes commands in a shell.",
}


class Commands(click.Group):
    """Imports a command's file when the command is called: most bring the whole server along."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        name = cmd_name.replace("-", "_")
        try:
            command = getattr(import_module(f"convener.cli.{name}"), name)
        except ModuleNotFoundError as missing:
            # The client alone installs this program too, without what the server needs.
            if missing.name is None or missing.name.startswith("convener"):
                raise
            raise Problem(
                f"{missing.name} is not installed. In a clone of convener: pip install '.[server]'"
            ) from missing
        assert isinstance(command, click.Command)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """As click does, without importing every command for its first sentence."""
        known = [CompletionItem(name, help=text) for name, text in COMMANDS.items()]
        found = [each for each in known if str(each.value).startswith(incomplete)]
        return found + click.Command.shell_complete(self, ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="convener", message="%(prog)s %(version)s")
def commands() -> None:
    """A meeting service you can own.

    The server's commands read the same settings: CONVENER_… in the environment, then convener.toml in
    the data folder. From login on, commands talk to any server, which may be on another machine.
    """
