"""What the doctor finds, and what it says to do."""

from __future__ import annotations

import json
import socket
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli.conftest import Invoke
from convener.server.http.certificate import ensure

Spoil = Callable[[Path], object]


@pytest.fixture
def furnished(invoke: Invoke, data: Path) -> Path:
    """The data folder of a server with an enterprise and an app."""
    invoke("corp", "add", "Acme")
    invoke("app", "add", "Reports")
    ensure(data, ["meet.example.org"], datetime.now(UTC))
    return data


def test_before_the_first_start_all_is_well_and_stays_untouched(invoke: Invoke, data: Path) -> None:
    examined = invoke("doctor", port="0")
    assert examined.exit_code == 0, examined.output
    assert "will be made" in examined.output
    assert not data.exists()


def test_a_furnished_server_is_well(invoke: Invoke, furnished: Path) -> None:
    before = sorted(furnished.rglob("*"))
    examined = invoke("doctor", "--json", port="0", public_url="https://meet.example.org")
    assert examined.exit_code == 0, examined.output
    subjects = ["settings", "data folder", "disk", "clock", "certificate", "port"]
    found = json.loads(examined.output)
    assert [each["subject"] for each in found] == [
        *subjects,
        "database",
        "schema",
        "secret key",
        "mail",
        "recordings",
    ]
    assert all(each["well"] for each in found)
    assert sorted(furnished.rglob("*")) == before


def newer_schema(data: Path) -> None:
    with closing(sqlite3.connect(data / "convener.db")) as connection, connection:
        connection.execute("INSERT INTO schema_version VALUES (9999, 'future')")


def no_database(data: Path) -> None:
    (data / "convener.db").write_bytes(b"nothing " * 999)


def expired(data: Path) -> None:
    for path in (data / "tls").iterdir():
        path.unlink()
    (data / "tls").rmdir()
    ensure(data, [], datetime(2001, 1, 1, tzinfo=UTC))


NO_MAIL_SERVER = {
    "smtp_url": "smtp://127.0.0.1:1?starttls=never",
    "smtp_from": "meetings@meet.test",
    "public_url": "https://localhost",
}


@pytest.mark.parametrize(
    ("spoil", "settings", "subject", "remedy"),
    [
        (None, {"port": "http"}, "settings", "correct it"),
        (lambda data: data.chmod(0o777), {}, "data folder", "chmod go-w"),
        (expired, {}, "certificate", "delete"),
        (lambda data: (data / "tls" / "key.pem").write_text("none"), {}, "certificate", "delete"),
        (None, {"public_url": "https://other.example.org"}, "certificate", "delete"),
        (None, {"host": "192.0.2.1"}, "port", "CONVENER_HOST"),
        (None, NO_MAIL_SERVER, "mail", "CONVENER_SMTP_URL"),
        (no_database, {}, "database", "CONVENER_DATABASE_URL"),
        (newer_schema, {}, "schema", "use the program that made it"),
        (None, {"recordings": "/dev/null/x"}, "recordings", "CONVENER_RECORDINGS"),
        (None, {"secret_key": "5e" * 32}, "secret key", "put back"),
        (lambda data: (data / "secret.key").unlink(), {}, "secret key", "put back"),
        (lambda data: (data / "secret.key").write_bytes(b"short"), {}, "secret key", "put back"),
    ],
)  # fmt: skip
def test_each_thing_wrong_is_found_with_its_remedy(
    invoke: Invoke, furnished: Path, spoil: Spoil | None, settings: dict[str, str], subject: str, remedy: str
) -> None:
    if spoil is not None:
        spoil(furnished)
    before = sorted(furnished.rglob("*"))
    examined = invoke("doctor", "--json", **{"port": "0", **settings})
    assert examined.exit_code == 1
    [wrong] = [each for each in json.loads(examined.output) if not each["well"]]
    assert wrong["subject"] == subject
    assert remedy in wrong["remedy"]
    assert sorted(furnished.rglob("*")) == before


def hang_up(listener: socket.socket) -> None:
    listener.accept()[0].close()


def test_a_port_that_something_else_uses(invoke: Invoke) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=hang_up, args=(listener,), daemon=True).start()
        port = listener.getsockname()[1]
        examined = invoke("doctor", port=str(port))
    assert examined.exit_code == 1
    assert f"✗ port         {port} of 127.0.0.1" in examined.output
    assert "→ stop what uses it" in examined.output
