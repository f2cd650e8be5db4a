"""Binds handlers to the operations they serve."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple

from convener.server.http.answers import Refused
from convener.server.http.call import Mode, mode_of
from convener.wire import codec
from convener.wire.base import Operation, Parameter, Place, Request
from convener.wire.families import Family, family_of


class Incoming(NamedTuple):
    """The parts of a request that an operation may read."""

    query: Mapping[str, str]
    headers: Mapping[bytes, bytes]
    path: Mapping[str, str]
    body: bytes


class Endpoint:
    """One operation with its handler, and how its request is read."""

    def __init__(self, operation: Operation, handler: Callable[..., Awaitable[Any]], mode: Mode) -> None:
        self.operation = operation
        self.handler = handler
        self.mode = mode
        self.family: Family = family_of(operation.path)
        self._readers = [_reader(parameter, self.family) for parameter in operation.parameters]

    def read(self, incoming: Incoming) -> Request[Any]:
        """The typed request. Raises ``Refused`` with the fault the contract declares."""
        values = {}
        for name, reader in self._readers:
            value = reader(incoming)
            if value is not None:
                values[name] = value
        if self.operation.body is not None:
            body = self._body(incoming.body)
            if body is not None:
                values["body"] = body
        return self.operation.request(**values)

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


Reader = Callable[[Incoming], Any]


def _reader(parameter: Parameter, family: Family) -> tuple[str, Reader]:
    """The attribute and a function that reads its value, or ``None`` where it is absent."""
    find = _finder(parameter)
    kind = parameter.type
    as_text = kind in (str, str | None)

    def read(incoming: Incoming) -> Any:
        text = find(incoming)
        if not text:
            if parameter.required:
                raise Refused(family.invalid_parameter, f"{parameter.name} is missing")
            return None
        if as_text:
            return text
        try:
            return codec.convert(text, kind)
        except codec.Invalid as error:
            raise Refused(error.fault or family.invalid_parameter, f"{parameter.name}: {error}") from None

    return parameter.attribute, read


def _finder(parameter: Parameter) -> Callable[[Incoming], str | None]:
    name = parameter.name
    match parameter.place:
        case Place.QUERY:
            return lambda incoming: incoming.query.get(name)
        case Place.PATH:
            return lambda incoming: incoming.path.get(name)
        case Place.HEADER:
            header = name.lower().encode()
            return lambda incoming: _text(incoming.headers.get(header))


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode("latin-1").strip()


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
            operation = typing.get_type_hints(method)["request"].operation
            if operation.name in endpoints:
                raise TypeError(f"{operation.name} has two handlers")
            endpoints[operation.name] = Endpoint(operation, method, mode)
    return list(endpoints.values())
