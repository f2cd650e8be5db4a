"""What holds for the program as a whole: it starts fast, completes, explains itself."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete

import convener
from cli.conftest import Invoke
from cli.test_meeting import refused
from convener.cli import exits, system
from convener.cli.commands import COMMANDS, commands

SOURCES = Path(convener.__file__).parents[1]
GUIDE = SOURCES.parent / "docs" / "guide" / "command-line.md"
CLIENT = ("login", "logout", "profiles", "meeting", "my-room", "corp-room", "events", "completion")

_IMPORTED = """
import sys
from click.testing import CliRunner
from convener.cli.commands import commands
result = CliRunner().invoke(commands, sys.argv[1:])
assert result.exit_code == 0, result.output
print(*sys.modules)
"""


def python(*arguments: str, block: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Run Python on our sources, as if the ``block`` of libraries were not installed."""
    hidden = "".join(f"sys.modules[{name!r}] = None\n" for name in block)
    code = f"import sys\n{hidden}{arguments[0]}"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments[1:]],
        env={"PYTHONPATH": str(SOURCES)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("arguments", [["--help"], *([name, "--help"] for name in CLIENT)], ids=" ".join)
def test_help_imports_neither_server_nor_http_library(arguments: list[str]) -> None:
    result = python(_IMPORTED, *arguments)
    assert result.returncode == 0, result.stderr
    packages = {name.split(".")[0] for name in result.stdout.split()}
    assert not packages & {"httpx", "sqlalchemy", "starlette", "uvicorn", "websockets"}
    assert "convener.server" not in result.stdout
    assert "convener.client" not in result.stdout


def test_the_commands_of_the_client_need_no_library_of_the_server() -> None:
    absent = (
        "argon2",
        "asyncpg",
        "cryptography",
        "httptools",
        "sqlalchemy",
        "starlette",
        "uvicorn",
        "uvloop",
    )
    program = "from convener.cli import main; main()"
    rule = ("meeting", "repeat", "Tea", "--daily", "--at", "9:30", "--until", "tomorrow", "--dry-run")
    shown = python(program, *rule, block=absent)
    assert shown.returncode == 0, shown.stderr
    served = python(program, "serve", block=absent)
    assert served.returncode == 2
    assert "pip install '.[server]'" in served.stderr
    assert "Traceback" not in served.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_script_of_a_shell(invoke: Invoke, shell: str) -> None:
    script = invoke("completion", shell)
    assert script.exit_code == 0, script.output
    assert f"_CONVENER_COMPLETE={shell}_complete" in script.stdout


def test_a_shell_that_is_not_completed(invoke: Invoke) -> None:
    assert "'bash', 'zsh', 'fish'" in refused(invoke("completion", "tcsh"), 2)


Complete = Callable[..., list[str]]


@pytest.fixture
def complete() -> Complete:
    """What a shell is offered after these words."""

    def found(*words: str) -> list[str]:
        shell = ShellComplete(commands, {}, "convener", "_CONVENER_COMPLETE")
        return [item.value for item in shell.get_completions(list(words[:-1]), words[-1])]

    return found


def test_commands_and_options_are_completed(complete: Complete) -> None:
    assert complete("") == list(COMMANDS)
    assert complete("log") == ["login", "logout"]
    assert complete("meeting", "re") == ["repeat"]
    assert "--weekly" in complete("meeting", "repeat", "--we")
    assert complete("meeting", "create", "Tea", "--open-to", "e") == ["everyone", "enterprise"]


def test_profiles_are_completed(
    complete: Complete, ann: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONVENER_HOME", str(tmp_path / "home"))
    assert complete("meeting", "show", "--profile", "de") == ["default"]


def test_completing_a_command_imports_none_of_the_others() -> None:
    completing = (
        "from click.shell_completion import ShellComplete\n"
        "from convener.cli.commands import commands\n"
        "assert ShellComplete(commands, {}, 'convener', '_X').get_completions([], 'm')\n"
        "print(*sys.modules)"
    )
    assert "convener.cli.meeting" not in python(completing).stdout


def of(command: click.Command) -> list[click.Command]:
    if not isinstance(command, click.Group):
        return [command]
    with click.Context(command) as ctx:
        found = [command.get_command(ctx, name) for name in command.list_commands(ctx)]
    return [inner for each in found if each is not None for inner in of(each)]


def test_every_command_that_talks_to_a_server_documents_its_exit_codes(invoke: Invoke) -> None:
    with click.Context(commands) as ctx:
        groups = [commands.get_command(ctx, name) for name in ("meeting", "my-room", "corp-room")]
    for command in [inner for each in groups if each is not None for inner in of(each)]:
        assert command.epilog == exits.CODES, command.name
    for arguments in (["login"], ["logout"], ["events"], ["meeting", "show"], ["meeting", "dates", "list"]):
        assert "Exit codes: 0 done" in " ".join(invoke(*arguments, "--help").stdout.split())


def test_the_guide_has_every_command_option_and_exit_code() -> None:
    guide = GUIDE.read_text()
    with click.Context(commands) as ctx:
        found = [commands.get_command(ctx, name) for name in CLIENT]
    for command in [inner for each in found if each is not None for inner in of(each)]:
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.opts[0] in guide, f"{command.name} {parameter.opts[0]}"
    for kind in (exits.Refused, exits.NotLoggedIn, exits.NotReached, exits.NotTrusted):
        assert f"| {kind.exit_code} |" in guide
    assert f"| {exits.INTERRUPTED} |" in guide


@pytest.mark.parametrize("text", ["noon", "2021-08-30T12:00:00"])
def test_a_time_of_the_environment_that_is_none(terminal: Invoke, text: str) -> None:
    said = refused(terminal("meeting", "book", "Tea", "--at", "in 1h", now=text), 2)
    assert "CONVENER_NOW" in said
    assert "2021-08-30T00:00:00Z" in said


def test_the_zone_is_the_systems(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    files = linked, written = tmp_path / "localtime", tmp_path / "timezone"
    monkeypatch.delenv("TZ", raising=False)
    assert system.zone(*files).key == "UTC"
    written.write_text("Asia/Tokyo\n")
    assert system.zone(*files).key == "Asia/Tokyo"
    linked.symlink_to("/usr/share/zoneinfo/America/New_York")
    assert system.zone(*files).key == "America/New_York"
    monkeypatch.setenv("TZ", ":Europe/Berlin")
    assert system.zone(*files).key == "Europe/Berlin"
    monkeypatch.setenv("TZ", "Nowhere/At All")
    assert system.zone(*files).key == "America/New_York"
