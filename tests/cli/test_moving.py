"""An enterprise as a file, from one data folder to another."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.conftest import Invoke
from cli.test_enterprises import printed, refused


@pytest.fixture
def exported(invoke: Invoke, tmp_path: Path) -> Path:
    """Acme with a user and an app, from the first data folder."""
    corp = printed(invoke("corp", "add", "Acme", "--json"))["corp_id"]
    added = invoke("user", "add", "Ann", "--account", "ann", "--password", "tea-at-4-oclock")
    assert added.exit_code == 0
    assert invoke("app", "add", "App", "--app-id", "an-app", "--key", "its-key").exit_code == 0
    file = tmp_path / "acme.jsonl"
    file.write_bytes(invoke("corp", "export", corp).stdout_bytes)
    return file


@pytest.fixture
def elsewhere(invoke: Invoke, tmp_path: Path) -> tuple[str, str]:
    """Options that name another data folder."""
    return "--data", str(tmp_path / "other")


def test_an_enterprise_moves(invoke: Invoke, exported: Path, elsewhere: tuple[str, str]) -> None:
    first, *_, last = (json.loads(line) for line in exported.read_text().splitlines())
    assert (first["name"], first["secrets"]) == ("Acme", False)
    result = invoke("corp", "import", str(exported), *elsewhere)
    assert f"Imported {last['lines']} rows.\nThe app an-app has a new key: " in result.output
    assert printed(invoke("user", "list", "--json", *elsewhere)) == printed(invoke("user", "list", "--json"))
    assert invoke("corp", "import", str(exported), *elsewhere).output == "It is all here already.\n"


def test_with_secrets_apps_keep_their_keys(
    invoke: Invoke, exported: Path, elsewhere: tuple[str, str]
) -> None:
    corp = json.loads(exported.read_text().splitlines()[0])["corp_id"]
    exported.write_bytes(invoke("corp", "export", corp, "--with-secrets").stdout_bytes)
    assert b'"key":"its-key"' in exported.read_bytes()
    assert printed(invoke("corp", "import", str(exported), "--json", *elsewhere))["app_keys"] == {}


def test_another_state_is_refused_unless_replaced(
    invoke: Invoke, exported: Path, elsewhere: tuple[str, str]
) -> None:
    assert invoke("corp", "import", str(exported), *elsewhere).exit_code == 0
    assert invoke("user", "add", "Bob", "--account", "bob", *elsewhere).exit_code == 0
    assert "it is not as in the file" in refused(invoke("corp", "import", str(exported), *elsewhere))
    assert invoke("corp", "import", str(exported), "--replace", *elsewhere).exit_code == 0
    assert len(printed(invoke("user", "list", "--json", *elsewhere))) == 1


def test_a_file_that_is_cut_off(invoke: Invoke, exported: Path, elsewhere: tuple[str, str]) -> None:
    exported.write_text("".join(exported.read_text().splitlines(keepends=True)[:-1]))
    assert "Nothing was imported: the file is cut off" in refused(
        invoke("corp", "import", str(exported), *elsewhere)
    )
    assert printed(invoke("corp", "list", "--json", *elsewhere)) == []


def test_an_enterprise_that_is_not_there(invoke: Invoke) -> None:
    assert "There is no enterprise 1" in refused(invoke("corp", "export", "1"))
