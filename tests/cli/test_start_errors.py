"""What keeps a server from starting is one sentence with a way out, never a traceback."""

from __future__ import annotations

import os
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result

from cli.conftest import Invoke
from convener.server.http.certificate import ensure

KEY = "5e" * 32


def assert_explained(result: Result, *words: str) -> None:
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit)
    [line] = result.output.splitlines()
    assert line.startswith("Error: ")
    assert line.endswith(".")
    for word in words:
        assert word in line


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_a_port_in_use(invoke: Invoke, taken_port: int) -> None:
    assert_explained(invoke("serve", "--port", str(taken_port)), f"Port {taken_port}", "in use", "--port")
    assert invoke("corp", "list").output == "", "secrets that were not shown must not exist"


def test_an_address_of_another_machine(invoke: Invoke) -> None:
    assert_explained(invoke("serve", "--host", "192.0.2.1", "--port", "0"), "192.0.2.1", "--host")


def test_a_newer_schema(invoke: Invoke, data: Path) -> None:
    invoke("db", "upgrade")
    with closing(sqlite3.connect(data / "convener.db")) as connection, connection:
        connection.execute("INSERT INTO schema_version VALUES (9999, 'future')")
    assert_explained(invoke("serve"), "too old", "9999", "newer one")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"port": "http"}, ["CONVENER_PORT", "number"]),
        ({"database_url": "mysql://localhost/db"}, ["CONVENER_DATABASE_URL", "postgresql://"]),
        ({"secret_key": "short"}, ["CONVENER_SECRET_KEY", "64 hex digits"]),
        ({"certificate": "cert.pem"}, ["CONVENER_CERTIFICATE_KEY", "set both"]),
        ({"bootstrap_password": "short", "port": "0"}, ["CONVENER_BOOTSTRAP_PASSWORD", "8 to 32"]),
        ({"bootstrap_account": "ann:roe", "port": "0"}, ["CONVENER_BOOTSTRAP_ACCOUNT", "characters"]),
    ],
)
def test_bad_settings(invoke: Invoke, settings: dict[str, str], words: list[str]) -> None:
    assert_explained(invoke("serve", **settings), *words)


def test_a_setting_that_does_not_exist(invoke: Invoke, data: Path) -> None:
    data.mkdir()
    (data / "convener.toml").write_text('prot = "80"\n')
    assert_explained(invoke("serve"), "convener.toml", "'prot'", "port")


@pytest.mark.parametrize("instant", ["2021-08-30T00:00:00", "yesterday"])
def test_a_clock_without_offset(invoke: Invoke, instant: str) -> None:
    result = invoke("serve", "--clock", instant)
    assert result.exit_code == 2
    assert "2021-08-30T00:00:00Z" in result.output.splitlines()[-1]


def test_a_key_that_is_none(invoke: Invoke, data: Path) -> None:
    data.mkdir()
    (data / "secret.key").write_bytes(b"short")
    assert_explained(invoke("serve"), "secret key", str(data), "bits. Put back")


def test_a_key_that_cannot_be_read(invoke: Invoke, data: Path) -> None:
    (data / "secret.key").mkdir(parents=True)
    assert_explained(invoke("serve"), "secret key", str(data))


def test_another_key_than_the_databases(invoke: Invoke) -> None:
    invoke("corp", "add", "Acme")
    assert invoke("app", "add", "Reports").exit_code == 0
    assert_explained(invoke("serve", secret_key=KEY), "secret key", "Put back")


def test_a_database_server_that_is_down(invoke: Invoke, closed_port: int) -> None:
    url = f"postgresql://convener:open-sesame@127.0.0.1:{closed_port}/convener"
    result = invoke("serve", database_url=url)
    shown = f"postgresql://convener@127.0.0.1:{closed_port}/convener"
    assert_explained(result, shown, "CONVENER_DATABASE_URL")
    assert "open-sesame" not in result.output


def test_a_database_that_is_none(invoke: Invoke, data: Path) -> None:
    data.mkdir()
    (data / "convener.db").write_bytes(b"This is no database, but long enough to be looked at." * 100)
    assert_explained(invoke("serve"), "convener.db", "not a database")


def test_a_data_folder_that_is_a_file(invoke: Invoke, data: Path) -> None:
    data.touch()
    assert_explained(invoke("serve"), str(data), "--data")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_data_folder_that_may_not_be_written_to(invoke: Invoke, data: Path) -> None:
    data.mkdir(mode=0o500)
    assert_explained(invoke("serve"), str(data), "may not be written to", "Give it to", "--data")


def test_a_certificate_that_is_none(invoke: Invoke, data: Path) -> None:
    (data / "tls").mkdir(parents=True)
    (data / "tls" / "certificate.pem").write_text("no certificate")
    assert_explained(invoke("serve", port="0"), "certificate", "tls", "PEM")


def test_a_key_of_another_certificate(invoke: Invoke, tmp_path: Path) -> None:
    ours, other = (ensure(tmp_path / name, [], datetime.now(UTC)) for name in ("ours", "other"))
    result = invoke("serve", certificate=str(ours.certificate), certificate_key=str(other.key))
    assert_explained(result, str(ours.certificate), "belong together")
