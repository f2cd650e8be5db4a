"""Enterprises, users and apps made by hand, on both databases."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import Result

from cli.conftest import Invoke


@pytest.fixture
def on_database(invoke: Invoke, database_url: str) -> Invoke:
    """Runs a command on a database without any rows."""

    def run(*arguments: str, **options: Any) -> Result:
        return invoke(*arguments, database_url=database_url, **options)

    return run


def printed(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def refused(result: Result) -> str:
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit)
    return result.output


@pytest.fixture
def acme(on_database: Invoke) -> str:
    """The ID of the only enterprise."""
    corp_id: str = printed(on_database("corp", "add", "Acme", "--json"))["corp_id"]
    return corp_id


@pytest.fixture
def other(on_database: Invoke, acme: str) -> str:
    """The ID of a second one."""
    corp_id: str = printed(on_database("corp", "add", "Other", "--provider", acme, "--json"))["corp_id"]
    return corp_id


def test_enterprises_are_listed(on_database: Invoke, acme: str, other: str) -> None:
    found = {each["corp_id"]: each for each in printed(on_database("corp", "list", "--json"))}
    assert found == {
        acme: {"corp_id": acme, "name": "Acme", "provider_id": None},
        other: {"corp_id": other, "name": "Other", "provider_id": acme},
    }


def test_a_list_is_a_table_for_people(on_database: Invoke, acme: str) -> None:
    assert on_database("corp", "list").output == f"Corp ID    Name  Provider ID\n{acme}  Acme  –\n"


def test_a_provider_must_exist(on_database: Invoke) -> None:
    assert "There is no enterprise 1" in refused(on_database("corp", "add", "Acme", "--provider", "1"))


@pytest.mark.parametrize(
    "command",
    [("user", "list"), ("app", "list"), ("app", "add", "Reports"), ("room", "add", "Hall"), ("room", "list")],
)
class TestWhichEnterprise:
    def test_the_only_one_need_not_be_named(
        self, on_database: Invoke, command: tuple[str, ...], acme: str
    ) -> None:
        assert on_database(*command).exit_code == 0

    def test_without_any_there_is_nothing_to_do(self, on_database: Invoke, command: tuple[str, ...]) -> None:
        assert "convener corp add" in refused(on_database(*command))

    def test_of_several_one_is_named(
        self, on_database: Invoke, command: tuple[str, ...], acme: str, other: str
    ) -> None:
        assert "--corp" in refused(on_database(*command))
        assert on_database(*command, "--corp", other).exit_code == 0

    def test_an_unknown_one_is_refused(self, on_database: Invoke, command: tuple[str, ...]) -> None:
        assert "There is no enterprise 1" in refused(on_database(*command, "--corp", "1"))


class TestUsers:
    def test_a_user_gets_a_password_a_number_and_a_room(self, on_database: Invoke, acme: str) -> None:
        added = printed(
            on_database("user", "add", "Ann Roe", "--account", "ann", "--third-account", "a-1", "--json")
        )
        assert len(added.pop("password")) > 20
        assert added.pop("room_number").startswith("9")
        assert added.pop("room_id")
        assert (added["corp_id"], added["account"], added["third_account"]) == (acme, "ann", "a-1")
        assert printed(on_database("user", "list", "--json")) == [added]

    def test_a_password_that_was_given_is_not_printed(self, on_database: Invoke, acme: str) -> None:
        result = on_database("user", "add", "Ann", "--account", "ann", "--password", "tea-at-4-oclock")
        assert result.exit_code == 0
        assert "tea-at-4" not in result.output
        assert "Password" not in result.output

    def test_a_password_can_be_typed(self, on_database: Invoke, acme: str) -> None:
        arguments = ("user", "add", "--account", "ann", "Ann", "--password")
        assert on_database(*arguments, input="tea-at-4-oclock\ntea-at-4-oclock\n").exit_code == 0
        assert on_database(*arguments, input="tea-at-4-oclock\nother\n").exit_code == 1

    def test_the_first_administrator_is_the_default_one(self, on_database: Invoke, acme: str) -> None:
        def add(account: str, *options: str) -> Any:
            return printed(on_database("user", "add", account, "--account", account, *options, "--json"))[
                "admin"
            ]

        assert add("ann") == "none"
        assert add("bob", "--admin") == "default"
        assert add("cid", "--admin") == "ordinary"

    @pytest.mark.parametrize(
        ("options", "why"),
        [
            (("--account", "ann"), "belongs to another user"),
            (("--account", "bob", "--third-account", "a-1"), "belongs to another user"),
            (("--account", "bob roe"), "cannot be an account"),
            (("--account", "bob", "--password", "short"), "8 to 32 characters"),
            ((), "--account"),
        ],
    )
    def test_wrong_input_is_refused(
        self, on_database: Invoke, acme: str, options: tuple[str, ...], why: str
    ) -> None:
        assert on_database("user", "add", "A", "--account", "ann", "--third-account", "a-1").exit_code == 0
        assert why in refused(on_database("user", "add", "B", *options))
        assert len(printed(on_database("user", "list", "--json"))) == 1


class TestApps:
    def test_an_app_gets_an_id_and_a_key(self, on_database: Invoke, acme: str) -> None:
        added = printed(on_database("app", "add", "Reports", "--json"))
        assert len(added.pop("app_key")) == 64
        assert len(added["app_id"]) == 32
        assert (added["corp_id"], added["name"], added["kind"]) == (acme, "Reports", "enterprise")
        assert printed(on_database("app", "list", "--json")) == [added]

    def test_an_app_may_serve_all_enterprises_of_a_provider(self, on_database: Invoke, acme: str) -> None:
        assert printed(on_database("app", "add", "Portal", "--multi", "--json"))["kind"] == "provider"

    def test_an_app_may_keep_its_id_and_key(self, on_database: Invoke, acme: str) -> None:
        arguments = ("app", "add", "Old", "--app-id", "known", "--key", "secret", "--json")
        added = printed(on_database(*arguments))
        assert (added["app_id"], added["app_key"]) == ("known", "secret")
        assert "App ID known is taken" in refused(on_database(*arguments))
