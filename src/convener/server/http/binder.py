"""Binds handlers to the operations they serve."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

from msgspec import Meta, Struct

from convener.server.http.answers import Refused
from convener.server.http.call import Mode, mode_of
from convener.wire import codec
from convener.wire.base import Operation, Place, Request
from convener.wire.families import Family, family_of


class Incoming(Struct):
    """The parts of a request that an operation may read."""

    query: Mapping[str, str]
    headers: Mapping[bytes, bytes]
    path: Mapping[str, str]
    body: bytes


class Slot(NamedTuple):
    """Where one parameter is found, and what its text becomes."""

    attribute: str
    name: str
    kind: Any
    """The declared type, or ``None`` where any text will do."""


class Endpoint:
    """One operation with its handler, and how its request is read."""

    def __init__(self, operation: Operation, handler: Callable[..., Awaitable[Any]], mode: Mode) -> None:
        self.operation = operation
        self.handler = handler
        self.mode = mode
        self.family: Family = family_of(operation.path)
        self._query = _slots(operation, Place.QUERY)
        self._headers = _slots(operation, Place.HEADER)
        self._path = _slots(operation, Place.PATH)
        self._required = [(each.attribute, each.name) for each in operation.parameters if each.required]

    def read(self, incoming: Incoming) -> Request[Any]:
        """The typed request. Raises ``Refused`` with the fault the contract declares."""
        values = self._given(incoming)
        for attribute, name in self._required:
            if attribute not in values:
                raise Refused(self.family.invalid_parameter, f"{name} is missing")
        if self.operation.body is not None and (body := self._body(incoming.body)) is not None:
            values["body"] = body
        return self.operation.request(**values)

    def _given(self, incoming: Incoming) -> dict[str, Any]:
        """The parameters that were sent with a value."""
        values: dict[str, Any] = {}
        for key, text in incoming.query.items():
            if text and (slot := self._query.get(key)):
                values[slot.attribute] = self._value(slot, text)
        for name, raw in incoming.headers.items():
            if (slot := self._headers.get(name)) and (text := raw.decode("latin-1").strip()):
                values[slot.attribute] = self._value(slot, text)
        for key, slot in self._path.items():
            values[slot.attribute] = self._value(slot, incoming.path[key])
        return values

    def _value(self, slot: Slot, text: str) -> Any:
        if slot.kind is None and "\0" not in text:
            return text
        try:
            return codec.convert(text, slot.kind or str)
        except codec.Invalid as error:
            raise Refused(error.fault or self.family.invalid_parameter, f"{slot.name}: {error}") from None

    def _body(self, text: bytes) -> Any:
        if not text.strip():
            if self.operation.body_required:
                raise Refused(self.family.missing_body)
            return None
        try:
            return codec.read(text, self.operation.body)
        except codec.Unreadable as error:
            raise Refused(self.family.broken_json, str(error)) from None
        except codec.Invalid as error:
            raise Refused(error.fault or self.family.invalid_parameter, str(error)) from None


def _slots(operation: Operation, place: Place) -> dict[Any, Slot]:
    """By name; headers by theirs in small letters and as bytes, as they come."""
    return {
        each.name.lower().encode() if place is Place.HEADER else each.name: Slot(
            each.attribute, each.name, None if _is_any_text(each.type) else each.type
        )
        for each in operation.parameters
        if each.place is place
    }


def _is_any_text(kind: Any) -> bool:
    if typing.get_origin(kind) is typing.Annotated:
        kind, *notes = typing.get_args(kind)
        return _is_any_text(kind) and all(
            isinstance(note, Meta) and note == Meta(description=note.description, extra=note.extra)
            for note in notes
        )
    return kind in (str, str | None)


def bind(*areas: object) -> list[Endpoint]:
    """An endpoint for every handler of every area.

    A handler is a method marked ``@reads``, ``@writes`` or ``@outside`` whose ``request`` argument
    is annotated with the operation it serves.
    """
    endpoints = {}
    for area in areas:
        for _, method in inspect.getmembers(area, inspect.ismethod):
            mode = mode_of(method)
            if mode is None:
                continue
            operation = _operation(method.__func__)
            if operation.name in endpoints:
                raise TypeError(f"{operation.name} has two handlers")
            endpoints[operation.name] = Endpoint(operation, method, mode)
    return list(endpoints.values())


@cache  # hints are slow to read, and tests compose thousands of servers in one process
def _operation(handler: Callable[..., Any]) -> Operation:
    """What a handler serves."""
    request: type[Request[Any]] = typing.get_type_hints(handler)["request"]
    return request.operation
