"""JSON in and out: lenient reading as real clients need it, strict writing.

Read leniently: numbers and booleans as strings in any case, booleans for 0/1 switches, ``null`` as
absent, unknown fields ignored. A document that needs none of this is decoded in one pass; only what
fails is looked at again.
"""

from __future__ import annotations

import re
import types
import typing
from functools import cache
from typing import Annotated, Any, TypeVar, overload

import msgspec
from msgspec import Meta, Struct, structs

from convener.wire.errors import Fault

T = TypeVar("T")

write = msgspec.json.Encoder().encode
"""Encode any wire value to compact JSON bytes."""


class Unreadable(ValueError):
    """The text is not JSON at all."""


class Invalid(ValueError):
    """JSON of the wrong shape.

    ``fault`` is the error the contract declares for the offending field, or ``None`` where the
    family's generic one applies; ``str()`` names the field and what was wrong with it.
    """

    def __init__(self, message: str, fault: Fault | None) -> None:
        super().__init__(message)
        self.fault = fault


@overload
def read(text: bytes | str, kind: type[T]) -> T: ...
@overload
def read(text: bytes | str, kind: Any) -> Any: ...
def read(text: bytes | str, kind: Any) -> Any:
    """Decode JSON text into ``kind``. Raises ``Unreadable`` or ``Invalid``.

    Text with NUL characters is ``Invalid``: PostgreSQL could not store it.
    """
    try:
        value = _decoder(kind).decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return convert(_parsed(text), kind)
    return convert(_parsed(text), kind) if _may_hold_nul(text) else value


@overload
def convert(value: Any, kind: type[T]) -> T: ...
@overload
def convert(value: Any, kind: Any) -> Any: ...
def convert(value: Any, kind: Any) -> Any:
    """Turn plain JSON values (or a parameter's text) into ``kind``. Raises ``Invalid``."""
    try:
        return msgspec.convert(_plain(value), kind, strict=False)
    except msgspec.ValidationError as error:
        raise Invalid(str(error), _fault(kind, str(error))) from None
    except RecursionError:
        raise Invalid("nested too deeply", None) from None


@cache
def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind, strict=False)


def _parsed(text: bytes | str) -> Any:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise Unreadable(str(error)) from None
    except RecursionError:
        raise Unreadable("nested too deeply") from None


def _may_hold_nul(text: bytes | str) -> bool:
    """Whether to look for NUL characters; an escaped backslash followed by "u0000" looks like one."""
    return "\\u0000" in text if isinstance(text, str) else b"\\u0000" in text


def _plain(value: Any) -> Any:
    """The value without its nulls; switches become 0 and 1, which both int and bool fields take."""
    if isinstance(value, str) and "\0" in value:
        raise Invalid("Expected text without NUL characters", None)
    if value is True or value is False:
        return int(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_plain(item) for item in value if item is not None]
    return value


_STEP = re.compile(r"\.([^.\[]+)|\[")
_MISSING = re.compile(r"missing required field `([^`]+)`")


def _fault(kind: Any, message: str) -> Fault | None:
    """The fault declared at the place a msgspec message names (``... - at `$.a[0].b` ``)."""
    path = message.rpartition("at `$")[2].rstrip("`") if "at `$" in message else ""
    steps = [match[1] for match in _STEP.finditer(path)]
    if missing := _MISSING.search(message):
        steps.append(missing[1])
    found: Fault | None = None
    for step in steps:
        kind, found = _below(kind, step)
    return found or _declared(kind)


def _below(kind: Any, step: str | None) -> tuple[Any, Fault | None]:
    for part in _alternatives(kind):
        if step is None and typing.get_origin(part) is list:
            return typing.get_args(part)[0], _declared(typing.get_args(part)[0])
        if step is not None and isinstance(part, type) and issubclass(part, Struct):
            for field in structs.fields(part):
                if field.encode_name == step:
                    return field.type, _declared(field.type)
    return None, None


def _alternatives(kind: Any) -> list[Any]:
    origin = typing.get_origin(kind)
    if origin is Annotated:
        return _alternatives(typing.get_args(kind)[0])
    if origin in (types.UnionType, typing.Union):
        return [part for arm in typing.get_args(kind) for part in _alternatives(arm)]
    return [kind]


def _declared(kind: Any) -> Fault | None:
    if typing.get_origin(kind) is Annotated:
        for note in typing.get_args(kind)[1:]:
            if isinstance(note, Meta) and note.extra and (fault := note.extra.get("fault")):
                return typing.cast(Fault, fault)
    if typing.get_origin(kind) in (types.UnionType, typing.Union):
        return next((fault for arm in typing.get_args(kind) if (fault := _declared(arm))), None)
    return None
