"""What the declarations say of every field: its kind, its limits, and how a bad value is refused."""

from __future__ import annotations

import enum
import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta, Struct, structs

from convener.wire.base import Operation, Parameter, Place
from convener.wire.errors import Fault
from convener.wire.families import family_of

Step = str | int


@dataclass(frozen=True, kw_only=True)
class Declared:
    """One field of a body, or one parameter."""

    operation: str
    place: Place | None
    """``None`` is the body."""
    path: tuple[Step, ...]
    kind: Any
    """Without ``None`` and without annotations."""
    limits: dict[str, Any]
    fault: Fault
    """What answers a bad value."""
    required: bool

    @property
    def name(self) -> str:
        steps = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path)
        return f"{self.operation} {self.place or 'body'}{steps}"

    @property
    def is_text(self) -> bool:
        return self.kind is str

    def accepted(self) -> list[Any]:
        """Values at the limits, or any good ones where there are none."""
        if isinstance(self.kind, type) and issubclass(self.kind, enum.Enum):
            return [member.value for member in self.kind]
        if self.kind is bool:
            return [True, False]
        if self.kind in (int, float):
            low, high = self.limits.get("ge", 0), self.limits.get("le", 1)
            return [low if "gt" not in self.limits else 0.5, high]
        if self.is_text and "pattern" not in self.limits:
            # Asterisks mark a masked contact, whose form nobody checks.
            return ["*" * self.limits[end] for end in ("min_length", "max_length") if end in self.limits]
        return []

    def refused(self) -> list[Any]:
        """Values one beyond the limits, and values of another type."""
        return [*self._beyond(), *self._misfits()]

    def _beyond(self) -> Iterator[Any]:
        if isinstance(self.kind, type) and issubclass(self.kind, enum.IntEnum):
            yield max(self.kind) + 1
            yield min(self.kind) - 1
        for limit, step in (("ge", -1), ("le", 1), ("gt", 0)):
            if limit in self.limits:
                yield self.limits[limit] + step
        if "max_length" in self.limits:
            yield "*" * (self.limits["max_length"] + 1)
        if self.limits.get("min_length") == 1 and self.kind is str:
            yield ""
        elif "min_length" in self.limits:
            yield ("*" if self.is_text else []) * (self.limits["min_length"] - 1)

    def _misfits(self) -> Iterator[Any]:
        if self.place is not None:
            yield from () if self.is_text else ("x",)
        elif self.is_text:
            yield from (7, 1.5, {}, [])
        elif typing.get_origin(self.kind) is list:
            yield from ("x", 7, {})
        elif isinstance(self.kind, type) and issubclass(self.kind, Struct):
            yield from ("x", 7, [])
        elif self.kind is datetime:
            yield from ("x", "2021-08-30T12:00:00", {})
        else:
            yield from ("x", {}, [], *((1.5,) if self.kind is int else ()))


def fields(operation: Operation) -> Iterator[Declared]:
    """Every parameter and every field of the body, at any depth, of lists their first entry.

    But no parameter in the path: without one, or with another, it is another path.
    """
    for parameter in operation.parameters:
        if parameter.place is not Place.PATH:
            yield _of_parameter(operation, parameter)
    if operation.body is not None:
        kind, _ = _bare(operation.body)
        if typing.get_origin(kind) is list:
            yield from _of_entry(operation, kind, ())
        else:
            yield from _of_struct(operation, kind, ())


def _of_parameter(operation: Operation, parameter: Parameter) -> Declared:
    kind, metas = _bare(parameter.type)
    return Declared(
        operation=operation.name,
        place=parameter.place,
        path=(parameter.name,),
        kind=kind,
        limits=_limits(metas),
        fault=_fault(metas) or family_of(operation.path).invalid_parameter,
        required=parameter.required,
    )


def _of_struct(operation: Operation, struct: type[Struct], at: tuple[Step, ...]) -> Iterator[Declared]:
    for field in structs.fields(struct):
        yield from _of_hint(operation, field.type, (*at, field.encode_name), required=field.required)


def _of_hint(
    operation: Operation, hint: Any, path: tuple[Step, ...], *, required: bool
) -> Iterator[Declared]:
    kind, metas = _bare(hint)
    yield Declared(
        operation=operation.name,
        place=None,
        path=path,
        kind=kind,
        limits=_limits(metas),
        fault=_fault(metas) or family_of(operation.path).invalid_parameter,
        required=required,
    )
    if typing.get_origin(kind) is list:
        yield from _of_entry(operation, kind, path)
    elif isinstance(kind, type) and issubclass(kind, Struct):
        yield from _of_struct(operation, kind, path)


def _of_entry(operation: Operation, of: Any, path: tuple[Step, ...]) -> Iterator[Declared]:
    """The first entry of a list."""
    entry, _ = _bare(typing.get_args(of)[0])
    if isinstance(entry, type) and issubclass(entry, Struct):
        yield from _of_struct(operation, entry, (*path, 0))
    else:
        yield from _of_hint(operation, typing.get_args(of)[0], (*path, 0), required=False)


def _bare(hint: Any) -> tuple[Any, list[Meta]]:
    if typing.get_origin(hint) is Annotated:
        inner, *notes = typing.get_args(hint)
        kind, metas = _bare(inner)
        return kind, [*metas, *(note for note in notes if isinstance(note, Meta))]
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        [arm] = [arm for arm in typing.get_args(hint) if arm is not type(None)]
        return _bare(arm)
    return hint, []


_LIMITS = ("ge", "le", "gt", "lt", "min_length", "max_length", "pattern")


def _limits(metas: list[Meta]) -> dict[str, Any]:
    return {
        name: getattr(meta, name) for meta in metas for name in _LIMITS if getattr(meta, name) is not None
    }


def _fault(metas: list[Meta]) -> Fault | None:
    return next((fault for meta in metas if meta.extra and (fault := meta.extra["fault"])), None)
