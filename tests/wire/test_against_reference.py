"""Every declared operation against the list read from the vendor's own SDK.

What departs from it on purpose stands in spec/differences.toml with its reason.
"""

from __future__ import annotations

import enum
import json
import re
import tomllib
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import pytest
from msgspec import Struct, structs

from convener.wire.base import OPERATIONS, Auth, Operation
from convener.wire.unserved import UNSERVED
from support.contract import MODULES

assert MODULES

SPEC = Path(__file__).parents[2] / "spec"
REFERENCE = json.loads((SPEC / "operations.json").read_text())
MODELS: dict[str, dict[str, str]] = REFERENCE["models"]
WRITTEN = tomllib.loads((SPEC / "differences.toml").read_text())["difference"]

ABSENT = "absent"


class Difference(NamedTuple):
    at: str
    ours: str
    reference: str


def pascal(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


BY_NAME: dict[str, dict[str, Any]] = {pascal(each["operation"]): each for each in REFERENCE["operations"]}

# Read or written for every call alike, so no operation declares them.
SHARED_HEADERS = {"X-Request-ID", "X-Request-Id", "Accept-Language"}
AUTH_HEADERS = {Auth.NONE: set(), Auth.USER: set(), Auth.CONFERENCE: {"X-Conference-Authorization"}}


def differences(operation: Operation) -> Iterator[Difference]:
    reference = BY_NAME.get(operation.name)
    if reference is None:
        yield Difference(operation.name, f"{operation.method} {operation.path}", ABSENT)
        return
    yield from of_route(operation, reference)
    yield from of_parameters(operation, reference)
    yield from of_bodies(operation, reference)


def of_route(operation: Operation, reference: dict[str, Any]) -> Iterator[Difference]:
    ours, theirs = (operation.method, operation.path), (reference["method"], reference["path"])
    if ours != theirs:
        yield Difference(operation.name, " ".join(ours), " ".join(theirs))


def of_parameters(operation: Operation, reference: dict[str, Any]) -> Iterator[Difference]:
    ours = {f"{each.place} {each.name}": kind(each.type) for each in operation.parameters}
    theirs = {
        f"{place} {name}": kind_
        for place, group in (("query", "query"), ("header", "headers"), ("path", "pathParams"))
        for name, kind_ in reference[group].items()
        if name not in AUTH_HEADERS[operation.auth]
    }
    for parameter in ours.keys() | theirs.keys():
        pair = ours.get(parameter, ABSENT), theirs.get(parameter, ABSENT)
        shared = pair[0] is ABSENT and parameter.removeprefix("header ") in SHARED_HEADERS
        if pair[0] != pair[1]:
            yield Difference(f"{'*' if shared else operation.name} {parameter}", *pair)


def of_bodies(operation: Operation, reference: dict[str, Any]) -> Iterator[Difference]:
    if operation.body is None or reference["body"] is None:
        if (operation.body is None) != (reference["body"] is None):
            yield Difference(f"{operation.name} body", kind(operation.body), reference["body"] or ABSENT)
    else:
        yield from of_types(f"{operation.name} body", operation.body, reference["body"])
    reply = MODELS[reference["response"]]
    if reply.keys() == {"body"}:
        yield from of_types(f"{operation.name} reply", operation.reply, reply["body"])
    elif reply:  # without a field the SDK knows nothing of the body
        yield from of_types(f"{operation.name} reply", operation.reply, reference["response"])


def of_types(at: str, hint: Any, reference: str) -> Iterator[Difference]:
    hint = bare(hint)
    item = re.fullmatch(r"list\[(.+)\]", reference)
    if item and typing.get_origin(hint) is list:
        yield from of_types(at, typing.get_args(hint)[0], item[1])
    elif MODELS.get(reference) and is_struct(hint):
        yield from of_fields(hint, reference)
    elif kind(hint) != reference:
        yield Difference(at, kind(hint), reference)


def of_fields(struct: Any, model: str) -> Iterator[Difference]:
    ours = {field.encode_name: field.type for field in structs.fields(struct)}
    theirs = MODELS[model]
    for name in ours.keys() | theirs.keys():
        at = f"{model}.{name}"
        if name in ours and name in theirs:
            yield from of_types(at, ours[name], theirs[name])
        else:
            yield Difference(at, kind(ours[name]) if name in ours else ABSENT, theirs.get(name, ABSENT))


def bare(hint: Any) -> Any:
    """The annotation without its notes and without ``None``."""
    if typing.get_origin(hint) is Annotated:
        return bare(typing.get_args(hint)[0])
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        (only,) = (arm for arm in typing.get_args(hint) if arm is not types.NoneType)
        return bare(only)
    return hint


def kind(hint: Any) -> str:
    """The annotation in the words of operations.json."""
    hint = bare(hint)
    if hint is None:
        return ABSENT
    if typing.get_origin(hint) is list:
        return f"list[{kind(typing.get_args(hint)[0])}]"
    if issubclass(hint, enum.Enum):
        return "int" if issubclass(hint, int) else "str"
    return typing.cast(str, hint.__name__)


def is_struct(hint: Any) -> bool:
    origin = typing.get_origin(hint) or hint
    return isinstance(origin, type) and issubclass(origin, Struct)


def written() -> set[Difference]:
    return {Difference(row["at"], row["ours"], row["reference"]) for row in WRITTEN}


@pytest.mark.parametrize("name", OPERATIONS)
def test_it_differs_only_where_written_down(name: str) -> None:
    assert set(differences(OPERATIONS[name])) - written() == set()


def test_no_written_difference_is_stale() -> None:
    found = {each for operation in OPERATIONS.values() for each in differences(operation)}
    assert written() - found == set()


@pytest.mark.parametrize("row", WRITTEN, ids=lambda row: row["at"])
def test_every_difference_has_a_reason(row: dict[str, str]) -> None:
    assert row["reason"].strip()


def test_every_operation_of_the_reference_is_either_declared_or_listed() -> None:
    declared = {(each.name, each.method, each.path) for each in OPERATIONS.values() if each.name in BY_NAME}
    reference = {(name, each["method"], each["path"]) for name, each in BY_NAME.items()}
    assert declared.isdisjoint(UNSERVED)
    assert declared | set(UNSERVED) == reference


def test_no_two_operations_share_a_route() -> None:
    routes = [
        route for each in OPERATIONS.values() for route in ((each.method, each.path), *each.aliases)
    ] + [(method, path) for _, method, path in UNSERVED]
    assert len(routes) == len(set(routes))
