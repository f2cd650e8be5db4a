"""Every row of every table of the two pages, against the structures, enumerations and calls.

Beside the two pages, ``P`` marks tables of others, by the section of the specification that has them.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable
from datetime import UTC, datetime
from types import GenericAlias
from typing import Any

import pytest

from client.hwm.tables import Row, rows, titled
from convener.client import hwm
from convener.client.hwm import IConfCtrl, IConfMgr, rules
from convener.client.hwm.structs import Structure

TYPES = {"string": str, "number": int, "boolean": bool}
LISTS = {"attendees", "confListItem", "vmrs"}
"""Members that are lists although the older page prints the element only."""


def structure(row: Row) -> type[Structure]:
    found: type[Structure] = getattr(hwm, row["structure"])
    return found


def declared(row: Row) -> Any:
    """The type of a member without ``None``."""
    hint = typing.get_type_hints(structure(row))[row["name"]]
    [kind] = {arm for arm in typing.get_args(hint) if arm is not type(None)} or {hint}
    return kind if typing.get_origin(hint) is not list else hint


@pytest.mark.parametrize("row", rows("fields"), ids=titled)
def test_a_member_has_the_type_of_its_page(row: Row) -> None:
    named: Any = TYPES.get(row["type"]) or getattr(hwm, row["type"])
    assert declared(row) == (GenericAlias(list, named) if row["name"] in LISTS else named)


@pytest.mark.parametrize("row", [row for row in rows("fields") if row["mandatory"]], ids=titled)
def test_a_member_is_mandatory_as_on_its_page(row: Row) -> None:
    demanded = {name for names in rules.MANDATORY[structure(row)] for name in names}
    assert (row["name"] in demanded) is (row["mandatory"] == "Y")


@pytest.mark.parametrize("structure_name", sorted({row["structure"] for row in rows("fields")}))
def test_the_members_of_a_page_keep_its_order(structure_name: str) -> None:
    own = [row for row in rows("fields") if row["structure"] == structure_name]
    ours = list(getattr(hwm, structure_name).__struct_fields__)
    for seed, table in {(row["seed"], row["table"]) for row in own}:
        printed = [row["name"] for row in own if (row["seed"], row["table"]) == (seed, table)]
        assert [name for name in ours if name in printed] == printed


@pytest.mark.parametrize("row", rows("enumerations"), ids=titled)
def test_a_constant_has_the_number_of_its_page(row: Row) -> None:
    enumeration = getattr(hwm, row["enumeration"])
    assert enumeration[row["name"]] == int(row["value"])
    assert enumeration(int(row["value"])).name == row["name"], "the name of the page is no alias"


@pytest.mark.parametrize("enumeration", sorted({row["enumeration"] for row in rows("enumerations")}))
def test_an_enumeration_has_no_other_numbers(enumeration: str) -> None:
    printed = {int(row["value"]) for row in rows("enumerations") if row["enumeration"] == enumeration}
    assert {member.value for member in getattr(hwm, enumeration)} == printed


def test_there_are_78_zones() -> None:
    assert [zone.value for zone in hwm.Timezone] == list(range(78))


@pytest.mark.parametrize("row", rows("ranges"), ids=titled)
def test_a_range_is_that_of_its_page(row: Row) -> None:
    low, high = int(row["low"]), row["high"] and int(row["high"])
    if row["when"]:
        allowed = rules.INTERVALS[hwm.CycleType[row["when"]]]
        assert (allowed[0], allowed[-1]) == (low, high)
        return
    longest = rules.LONGEST_2023 if row["seed"] == "000" else rules.LONGEST
    assert high in ("", longest)
    assert not refused(row, low, longest)
    assert refused(row, low - 1, longest)
    assert not high or refused(row, high + 1, longest)


def refused(row: Row, value: int, longest: int) -> bool:
    situation = rules.Situation(now=NOW, longest=longest)
    own = [rule for rule in rules.RULES[structure(row)] if rule.member == row["name"]]
    return any(rule.broken(value, situation) for rule in own)


NOW = datetime(2021, 8, 30, tzinfo=UTC)


def call(row: Row) -> Callable[..., object]:
    found: Callable[..., object] = getattr(
        IConfCtrl if row["call"] == "createConf" else IConfMgr, row["call"]
    )
    return found


@pytest.mark.parametrize("row", [row for row in rows("calls") if row["of"] == "parameter"], ids=titled)
def test_a_call_has_the_parameter_of_its_page(row: Row) -> None:
    parameters = inspect.signature(call(row)).parameters
    assert row["name"] in parameters
    # The page marks callbacks as mandatory and its prototype as optional; the prototype is right.
    optional = row["name"].startswith("on")
    assert (parameters[row["name"]].default is inspect.Parameter.empty) is not optional


@pytest.mark.parametrize("row", [row for row in rows("calls") if row["of"] == "callback"], ids=titled)
def test_a_callback_is_given_what_its_page_says(row: Row) -> None:
    [handler] = [
        parameter.annotation
        for name, parameter in inspect.signature(call(row)).parameters.items()
        if name.startswith("on")
    ]
    results = [each["type"] for each in rows("calls") if each["call"] == row["call"] and is_result(each)]
    assert handler == (f"Handler[{results[0]}] | None" if results else "Notice | None")
    assert not is_result(row) or issubclass(getattr(hwm, row["type"]), Structure)


def is_result(row: Row) -> bool:
    return row["of"] == "callback" and row["name"] not in ("ret", "reason")
