"""Logging in and out: what is trusted, what is asked, what is kept, and how each goes wrong."""

from __future__ import annotations

import json
import stat
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import APP, KEY, PASSWORD, Invoke
from convener.server.http.certificate import ensure, inspect
from support.background import Background

OTHER = "00:" * 31 + "00"


@pytest.fixture
def fingerprint(server: Background) -> str:
    return inspect(server.certificate.certificate).fingerprint


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """The file of the profile that is used by default."""
    return tmp_path / "home" / "profiles" / "default.json"


def listed(terminal: Invoke) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(terminal("profiles", "--json").stdout)
    return found


def test_an_account_logs_in_and_only_its_token_is_kept(login: Invoke, terminal: Invoke, kept: Path) -> None:
    result = login("--account", "ann@acme", password=PASSWORD)
    assert result.exit_code == 0, result.output
    assert "as ann@acme" in result.stdout
    assert str(kept) in result.stdout
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    assert PASSWORD not in kept.read_text()
    assert json.loads(kept.read_text())["token"]
    [profile] = listed(terminal)
    assert profile["user"] == "ann@acme"
    assert profile["logged_in"] is True
    assert "token" not in profile


def test_account_and_password_are_asked_for(login: Invoke) -> None:
    result = login(input=f"ann@acme\n{PASSWORD}\n")
    assert result.exit_code == 0, result.output
    assert PASSWORD not in result.output


def test_the_password_may_come_from_standard_input(login: Invoke) -> None:
    assert login("--account", "ann@acme", "--password-stdin", input=f"{PASSWORD}\n").exit_code == 0


@pytest.mark.parametrize(
    ("options", "user"),
    [(["--user", "third-bob"], "bob@acme"), ([], "ann@acme")],
    ids=["a user", "the admin"],
)
def test_an_app_logs_in(login: Invoke, options: list[str], user: str) -> None:
    result = login("--app-id", APP, *options, password=KEY)
    assert result.exit_code == 0, result.output
    assert f"as {user}." in result.stdout


def test_an_unknown_certificate_is_shown_and_trusted_once_recognised(
    terminal: Invoke, server: Background, fingerprint: str
) -> None:
    first = terminal("login", server.url, "--account", "ann@acme", input="y\n", password=PASSWORD)
    assert first.exit_code == 0, first.output
    assert fingerprint in first.stderr
    assert listed(terminal)[0]["fingerprint"] == fingerprint
    again = terminal("login", "--account", "ann@acme", password=PASSWORD)
    assert again.exit_code == 0
    assert fingerprint not in again.output, "it is trusted now"


@pytest.mark.parametrize("answer", ["n\n", "\n", ""])
def test_an_unknown_certificate_that_is_not_recognised_ends_the_login(
    terminal: Invoke, server: Background, answer: str, kept: Path
) -> None:
    result = terminal("login", server.url, "--account", "ann@acme", input=answer, password=PASSWORD)
    assert result.exit_code == 5
    assert "--certificate FILE" in result.stderr
    assert "--fingerprint SHA256" in result.stderr
    assert not kept.exists()


def test_nobody_is_asked_for_trust_where_the_password_comes_from_standard_input(
    terminal: Invoke, server: Background, fingerprint: str
) -> None:
    given = ("--account", "ann@acme", "--password-stdin")
    result = terminal("login", server.url, *given, input="y\n")
    assert result.exit_code == 5
    assert fingerprint in result.stderr, "so that it can be compared and given"


def test_a_fingerprint_known_from_elsewhere_is_enough(
    terminal: Invoke, server: Background, fingerprint: str
) -> None:
    known = fingerprint.replace(":", "").lower()
    result = terminal("login", server.url, "--account", "ann@acme", "--fingerprint", known, password=PASSWORD)
    assert result.exit_code == 0, result.output


def test_another_certificate_than_the_known_one_is_not_trusted(
    terminal: Invoke, server: Background, tmp_path: Path
) -> None:
    other = ensure(tmp_path, [], datetime.now(UTC)).certificate
    for known in (["--certificate", str(other)], ["--fingerprint", OTHER]):
        result = terminal("login", server.url, "--account", "ann@acme", *known, password=PASSWORD)
        assert result.exit_code == 5, result.output
        assert "not trusted" in result.stderr


def test_profiles_stand_side_by_side(login: Invoke, terminal: Invoke) -> None:
    login("--account", "ann@acme", password=PASSWORD)
    login("--account", "bob@acme", "--profile", "bob", password=PASSWORD)
    assert [(each["profile"], each["user"]) for each in listed(terminal)] == [
        ("bob", "bob@acme"),
        ("default", "ann@acme"),
    ]
    table = terminal("profiles").stdout.splitlines()
    assert table[0].split() == ["Profile", "Server", "User", "Logged", "in", "until", "Trusts"]
    assert "2021-08-31" in table[1]


def test_logging_out_ends_the_session_here_and_there(ann: Invoke, kept: Path) -> None:
    before = kept.read_bytes()
    result = ann("logout")
    assert result.exit_code == 0, result.output
    assert "token" not in {name for name, value in json.loads(kept.read_text()).items() if value}
    assert ann("meeting", "show", "123456789").exit_code == 3
    kept.write_bytes(before)
    assert ann("meeting", "show", "123456789").exit_code == 3, "the server knows the token no more"


def test_logging_out_forgets_the_token_though_the_server_is_gone(ann: Invoke, kept: Path) -> None:
    kept.write_text(kept.read_text().replace(json.loads(kept.read_text())["server"], "https://127.0.0.1:1"))
    assert ann("logout").exit_code == 4
    assert listed(ann)[0]["logged_in"] is False


def test_logging_out_without_a_login_does_nothing(terminal: Invoke) -> None:
    result = terminal("logout")
    assert result.exit_code == 0
    assert "not logged in" in result.stdout


def test_a_forgotten_profile_is_gone(ann: Invoke) -> None:
    assert ann("logout", "--forget").exit_code == 0
    assert listed(ann) == []
    assert "convener login https://SERVER" in ann("profiles").stdout


@pytest.mark.parametrize(
    ("credentials", "words"),
    [
        (["--account", "ann@acme"], ["password is wrong", "USG.206010000", "HTTP 401", "request "]),
        (["--app-id", APP], ["key is wrong", "USG.206010025"]),
    ],
)
def test_wrong_credentials_are_refused(login: Invoke, credentials: list[str], words: list[str]) -> None:
    result = login(*credentials, password="wrong-horse-7")
    assert result.exit_code == 1
    for word in words:
        assert word in result.stderr


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["ftp://meet.example.org"], "https://meet.example.org:8443"),
        (["https://meet.example.org/path"], "https://meet.example.org:8443"),
        (["https://ann:pw@meet.example.org"], "https://meet.example.org:8443"),
        (["https://meet.example.org:port"], "https://meet.example.org:8443"),
        (["http://meet.example.org"], "clear text"),
        ([], "Say which server"),
        (["https://meet.example.org", "--account", "ann", "--app-id", "app"], "choose one"),
        (["https://meet.example.org", "--account", "ann", "--user", "bob"], "--app-id"),
        (["https://meet.example.org", "--certificate", "missing.pem"], "missing.pem"),
        (["https://meet.example.org", "--fingerprint", "AB:CD"], "64 hexadecimal digits"),
        (["https://meet.example.org", "--profile", "../me"], "letters, digits"),
    ],
)
def test_wrong_use_is_explained(terminal: Invoke, arguments: list[str], word: str) -> None:
    result = terminal("login", *arguments)
    assert result.exit_code == 2
    assert word in " ".join(result.stderr.split())


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--account", "ann"], "--password-stdin"),
        ([], "--account"),
        (["--account", "ann", "--password-stdin"], "stdin"),
    ],
)
def test_nobody_to_ask_is_said(login: Invoke, options: list[str], word: str) -> None:
    result = login(*options, input="")
    assert result.exit_code == 2
    assert word in result.stderr


def test_a_certificate_file_that_is_none(terminal: Invoke, server: Background, tmp_path: Path) -> None:
    (tmp_path / "cert.pem").write_text("no certificate")
    known = str(tmp_path / "cert.pem")
    result = terminal("login", server.url, "--account", "a", "--certificate", known, password=PASSWORD)
    assert result.exit_code == 2
    assert "PEM file" in result.stderr


def test_a_server_that_is_not_there(terminal: Invoke, closed_port: int) -> None:
    result = terminal("login", f"https://127.0.0.1:{closed_port}", "--account", "a", password=PASSWORD)
    assert result.exit_code == 4
    assert "Check the address" in result.stderr


def test_a_server_of_another_kind(terminal: Invoke) -> None:
    """One that answers every path with a page of its own."""

    class Page(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_error(501)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Page) as other:
        thread = threading.Thread(target=other.serve_forever)
        thread.start()
        url = f"http://127.0.0.1:{other.server_port}"
        result = terminal("login", url, "--account", "a", password=PASSWORD)
        other.shutdown()
        thread.join()
    assert result.exit_code == 4
    assert result.stderr == (
        f"Error: {url} answers with HTTP 501, and not as a server of this API does. "
        "Is it the server you mean?\n"
    )


def test_a_profile_that_is_broken(ann: Invoke, kept: Path) -> None:
    kept.write_text("{")
    for command in (["profiles"], ["logout"], ["meeting", "show", "123456789"], ["login"]):
        result = ann(*command)
        assert result.exit_code == 2
        assert "Delete the file and log in again" in result.stderr


def test_a_folder_that_cannot_be_written(login: Invoke, tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    result = login("--account", "ann@acme", password=PASSWORD)
    assert result.exit_code == 2
    assert "CONVENER_HOME" in result.stderr


def test_profiles_are_kept_where_the_system_keeps_settings(
    server: Background, invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = ("--certificate", str(server.certificate.certificate))
    for name, value, folder in (
        ("XDG_CONFIG_HOME", tmp_path / "xdg", tmp_path / "xdg"),
        ("XDG_CONFIG_HOME", "relative", tmp_path / "home" / ".config"),
    ):
        monkeypatch.setenv("HOME", str(tmp_path / "home"))
        monkeypatch.setenv(name, str(value))
        result = invoke("login", server.url, *known, "--account", "ann@acme", password=PASSWORD)
        assert result.exit_code == 0, result.output
        assert (folder / "convener" / "profiles" / "default.json").exists()
