"""Any value of any model, within its declared limits, survives the wire."""

from __future__ import annotations

import datetime
import enum
import inspect
import json
import types
import typing
from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta, Struct, structs

from convener.client.hwm.structs import Structure
from convener.wire import codec
from convener.wire.base import Request, Wire
from convener.wire.meetings import ScheduleBody
from support.contract import MODULES

LARGEST = 2**53

assert MODULES


def models(root: type[Struct] = Wire) -> Iterator[type[Struct]]:
    """Every model but the generic ones, which appear in the fields of others."""
    for model in root.__subclasses__():
        if not getattr(model, "__parameters__", ()):
            yield model
        yield from models(model)


def values(hint: Any, limits: Meta | None = None) -> st.SearchStrategy[Any]:
    """Values of an annotation."""
    origin, arguments = typing.get_origin(hint) or hint, typing.get_args(hint)
    if origin is Annotated:
        return values(arguments[0], next((note for note in arguments[1:] if isinstance(note, Meta)), limits))
    if origin in (types.UnionType, typing.Union):
        return st.one_of([values(arm, limits) for arm in arguments])
    if origin is list:
        return st.lists(values(arguments[0]), min_size=(limits and limits.min_length) or 0, max_size=2)
    if origin is dict:
        return st.dictionaries(*map(values, arguments), max_size=2)
    if isinstance(origin, type) and issubclass(origin, Struct):
        return struct(hint)
    return scalars(hint, limits or Meta())


def struct(hint: Any) -> st.SearchStrategy[Any]:
    fields = structs.fields(hint)
    required = {each.name: values(each.type) for each in fields if each.required}
    optional = {each.name: values(each.type) for each in fields if not each.required}
    made = typing.get_origin(hint) or hint
    return st.fixed_dictionaries(required, optional=optional).map(lambda kept: made(**kept))


def scalars(hint: Any, limits: Meta) -> st.SearchStrategy[Any]:
    match hint:
        case type() if issubclass(hint, enum.Enum):
            return st.sampled_from(list(hint))
        case type() if hint is str and limits.pattern:
            return st.from_regex(limits.pattern).filter(lambda text: "\0" not in text)
        case type() if hint is str:
            alphabet = st.characters(exclude_characters="\0", codec="utf-8")
            least = limits.min_length or 0
            return st.text(alphabet, min_size=least, max_size=min(limits.max_length or 99, least + 9))
        case type() if hint is float:
            return st.floats(limits.ge or (limits.gt or 0) + 1, limits.le, allow_nan=False)
        case type() if hint is datetime.datetime:
            return st.datetimes(timezones=st.just(datetime.UTC))
    strategies: dict[Any, st.SearchStrategy[Any]] = {
        int: st.integers(-LARGEST if limits.ge is None else int(limits.ge), int(limits.le or LARGEST)),
        bool: st.booleans(),
        object: st.booleans() | st.lists(st.integers(0, 9), max_size=2),
        datetime.date: st.dates(),
        types.NoneType: st.none(),
    }
    return strategies[hint]


@given(st.data(), st.sampled_from(list(models())))
def test_what_is_written_reads_back_the_same(data: st.DataObject, model: type[Wire]) -> None:
    value = data.draw(values(model))
    assert codec.read(codec.write(value), model) == value


@given(values(ScheduleBody))
def test_numbers_and_booleans_may_be_texts_and_anything_absent_may_be_null(body: ScheduleBody) -> None:
    assert codec.read(json.dumps(as_texts(codec.write(body))), ScheduleBody) == body


def as_texts(text: bytes) -> Any:
    """The JSON value with texts for its numbers and booleans, and members nobody knows."""

    def texts(value: Any) -> Any:
        match value:
            case dict():
                return {key: texts(item) for key, item in value.items()} | {"unknown": None, "picLayouts": {}}
            case list():
                return [texts(item) for item in value]
            case bool():
                return str(value)
            case int() | float():
                return json.dumps(value)
        return value

    return texts(json.loads(text))


@pytest.mark.parametrize("root", [Wire, Request, Structure])
def test_every_struct_of_the_contract_takes_keywords_only(root: type[Struct]) -> None:
    ours = [model for model in models(root) if model.__module__.startswith("convener.")]  # tests have others
    positional = {
        f"{model.__name__}.{parameter.name}"
        for model in ours
        for parameter in inspect.signature(model).parameters.values()
        if parameter.kind is not inspect.Parameter.KEYWORD_ONLY
    }
    assert ours
    assert positional == set()
