"""``convener completion``: what a shell needs to complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the script that completes convener's commands in a SHELL.

    For bash put this in ~/.bashrc: eval "$(convener completion bash)". For zsh the same with zsh in
    ~/.zshrc. For fish: convener completion fish > ~/.config/fish/completions/convener.fish
    """
    kind = get_completion_class(shell)
    assert kind is not None
    program = click.get_current_context().find_root().command
    script = kind(program, {}, "convener", "_CONVENER_COMPLETE")
    click.echo(script.source_template % script.source_vars())
