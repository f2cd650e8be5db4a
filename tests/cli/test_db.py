"""The schema brought up to date, compared, and the database copied."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cli.conftest import Invoke


def test_the_schema_is_made_and_checked(invoke: Invoke) -> None:
    assert "no database" in invoke("db", "check").output
    assert invoke("db", "upgrade").output.startswith("The schema has version ")
    assert invoke("db", "upgrade").exit_code == 0
    assert invoke("db", "check").exit_code == 0


def test_a_schema_of_another_shape_is_reported(invoke: Invoke, data: Path) -> None:
    invoke("db", "upgrade")
    with closing(sqlite3.connect(data / "convener.db")) as connection, connection:
        connection.execute("DROP INDEX ix_apps_corp")
    checked = invoke("db", "check")
    assert checked.exit_code == 1
    assert "ix_apps_corp" in checked.output


def test_a_backup_never_overwrites(invoke: Invoke, tmp_path: Path) -> None:
    invoke("db", "upgrade")
    path = tmp_path / "copy.db"
    path.write_text("precious")
    backed_up = invoke("db", "backup", str(path))
    assert backed_up.exit_code == 2
    assert "left as it is" in backed_up.output
    assert path.read_text() == "precious"


def test_a_backup_has_a_name_of_its_own(
    invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoke("db", "upgrade")
    monkeypatch.chdir(tmp_path)
    assert invoke("db", "backup").exit_code == 0
    [copy] = tmp_path.glob("convener-*.db")
    assert copy.stat().st_mode & 0o777 == 0o600


def test_a_backup_needs_a_place(invoke: Invoke, tmp_path: Path) -> None:
    invoke("db", "upgrade")
    backed_up = invoke("db", "backup", str(tmp_path / "nowhere" / "copy.db"))
    assert backed_up.exit_code == 2
    assert "cannot be written" in backed_up.output


def test_nothing_is_made_to_be_copied(invoke: Invoke, data: Path) -> None:
    assert invoke("db", "backup").exit_code == 2
    assert not data.exists()


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_postgresql_has_its_own_means(invoke: Invoke, database_url: str, tmp_path: Path) -> None:
    assert invoke("db", "check", database_url=database_url).exit_code == 0
    backed_up = invoke("db", "backup", str(tmp_path / "copy.db"), database_url=database_url)
    assert backed_up.exit_code == 2
    assert "pg_dump" in backed_up.output
