"""The command line: ``convener <command>``, one file for each."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command that the arguments name."""
    try:
        from convener.cli.commands import commands
    except ModuleNotFoundError as missing:
        # The client alone installs this program too, without what the server needs.
        sys.exit(f"{missing.name} is not installed. Try: pip install 'convener[server]'")
    commands(prog_name="convener")
