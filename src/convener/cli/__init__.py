"""The command line: ``convener <command>``, one file for each."""

from __future__ import annotations

from convener.cli.commands import commands


def main() -> None:
    """Run the command that the arguments name."""
    commands(prog_name="convener")
