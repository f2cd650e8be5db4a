"""JSON Schemas of wire types, with what msgspec's own lack: absent for null, and how values are refused."""

from __future__ import annotations

import builtins
import enum
import inspect
import types
import typing
from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import Meta, Struct, structs

Schema = dict[str, Any]

_REF = "#/components/schemas/{name}"


class Schemas:
    """The schemas of some wire types, which share ``components``: one for each struct and enum they use."""

    def __init__(self, kinds: Iterable[Any]) -> None:
        kinds = list(kinds)
        named: dict[Any, None] = {}
        for kind in kinds:
            _find_named(kind, named)
        # The named ones are asked for too, because only the reference to it tells a component's name.
        schemas, self.components = msgspec.json.schema_components([*kinds, *named], ref_template=_REF)
        self._schemas = dict(zip([*kinds, *named], schemas, strict=True))
        for kind in named:
            _complete(self.components[self._schemas[kind]["$ref"].rpartition("/")[2]], kind)

    def of(self, kind: Any) -> Schema:
        """The schema of one of the types given at the start, without ``null``, which counts as absent."""
        schema = _without_null(self._schemas[kind])
        _mark_faults(schema, kind)
        return schema


def _find_named(kind: Any, found: dict[Any, None]) -> None:
    """Add every struct and enum that ``kind`` is made of."""
    for part in typing.get_args(kind):
        _find_named(part, found)
    cls = typing.get_origin(kind) or kind
    if isinstance(cls, type) and issubclass(cls, Struct | enum.Enum) and kind not in found:
        found[kind] = None
        if issubclass(cls, Struct):
            for field in structs.fields(kind):
                _find_named(field.type, found)


def _complete(component: Schema, kind: Any) -> None:
    if "description" in component:
        component["description"] = inspect.cleandoc(component["description"])
    if "enum" in component:
        _complete_enum(component, kind)
    else:
        _complete_struct(component, kind)


def _complete_enum(component: Schema, kind: type[enum.Enum]) -> None:
    if issubclass(kind, int):
        component["type"] = "integer"
        component["x-enum-varnames"] = [kind(value).name for value in component["enum"]]
    else:
        component["type"] = "string"


def _complete_struct(component: Schema, kind: Any) -> None:
    properties = component["properties"]
    left_out = (typing.get_origin(kind) or kind).__struct_config__.omit_defaults
    for field in structs.fields(kind):
        if left_out and field.default is None:
            properties[field.encode_name] = _without_null(properties[field.encode_name])
        _mark_faults(properties[field.encode_name], field.type)


def _without_null(schema: Schema) -> Schema:
    """The schema of a value that is absent rather than null."""
    rest = {key: value for key, value in schema.items() if (key, value) != ("default", None)}
    arms = [arm for arm in rest.pop("anyOf", ()) if arm != {"type": "null"}]
    if len(arms) == 1:
        return {**arms[0], **rest}
    return {"anyOf": arms, **rest} if arms else rest


def _mark_faults(schema: Schema, hint: Any) -> None:
    """Set ``x-fault`` wherever the annotation declares how a bad value is refused."""
    match typing.get_origin(hint):
        case typing.Annotated:
            inner, *notes = typing.get_args(hint)
            _mark_faults(schema, inner)
            for note in notes:
                if isinstance(note, Meta) and note.extra and (fault := note.extra.get("fault")):
                    schema["x-fault"] = {"error_code": fault.code, "error_msg": fault.constant}
        case types.UnionType | typing.Union:
            for arm in typing.get_args(hint):
                _mark_faults(schema, arm)
        case builtins.list if "items" in schema:
            _mark_faults(schema["items"], typing.get_args(hint)[0])
