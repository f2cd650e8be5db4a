"""How an operation of the API is declared.

    @operation("GET", "/v1/usg/dcs/member/vmr", auth=Auth.USER)
    class SearchMemberVmr(Request[Page[Room]], kw_only=True):
        offset: Query[int] = 0

The class name is the operation's name in the reference. Its fields are the parameters, each in
the place its annotation names; a field called ``body`` is the JSON body; the type argument of
``Request`` is the body of a success (``None`` means an empty body).
"""

from __future__ import annotations

import enum
import typing
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Generic, TypeVar, dataclass_transform

from msgspec import NODEFAULT, Meta, Struct, structs
from msgspec import UNSET as UNSET
from msgspec import UnsetType as UnsetType
from msgspec import field as field

from convener.wire.errors import Fault

T = TypeVar("T")
Reply = TypeVar("Reply")


class Place(enum.StrEnum):
    """Where a parameter travels."""

    QUERY = "query"
    HEADER = "header"
    PATH = "path"


Query = Annotated[T, Place.QUERY]
Header = Annotated[T, Place.HEADER]
Path = Annotated[T, Place.PATH]


class Auth(enum.Enum):
    """What a caller must present."""

    NONE = "none"
    """Nothing: logins, and operations that carry their own proof."""
    USER = "user"
    """``X-Access-Token`` of a login."""
    CONFERENCE = "conference"
    """``X-Conference-Authorization``, the control token of one meeting."""


@dataclass_transform(kw_only_default=True, field_specifiers=(field,))
class Wire(Struct, omit_defaults=True, rename="camel"):
    """Base of everything that travels as JSON.

    Attribute names become camelCase; where the reference spells a name otherwise the field says so
    with ``field(name=...)``. A field that may be absent defaults to ``None`` and is then left out
    of the JSON, so a zero, ``False`` or ``""`` that is set is always sent.

    Every class says ``kw_only=True`` itself: msgspec does not inherit it, and Python 3.11 calls what
    has a metaclass that would add it by way of a dict, two to three times slower (ADR 0043).
    """


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(field,))
class Request(Struct, Generic[Reply], frozen=True, rename="camel"):
    """Base of every operation; ``Reply`` is the type of a success's body."""

    operation: ClassVar[Operation]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter of an operation, outside its body."""

    attribute: str
    name: str
    place: Place
    type: Any
    default: Any
    description: str

    @property
    def required(self) -> bool:
        return self.default is NODEFAULT


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What a declared operation says of itself."""

    name: str
    method: str
    path: str
    auth: Auth
    request: type[Request[Any]]
    reply: Any
    parameters: tuple[Parameter, ...]
    body: Any | None
    body_required: bool
    aliases: tuple[tuple[str, str], ...]
    """Further (method, path) pairs that real clients use for it."""

    @property
    def summary(self) -> str:
        return (self.request.__doc__ or "").strip().partition("\n")[0]


OPERATIONS: dict[str, Operation] = {}
"""Every declared operation by name, in order of declaration."""

R = TypeVar("R", bound=Request[Any])


def operation(
    method: str, path: str, *, auth: Auth, aliases: tuple[tuple[str, str], ...] = ()
) -> Callable[[type[R]], type[R]]:
    """Declare the decorated class as the operation served at ``method path``."""

    def declare(cls: type[R]) -> type[R]:
        fields = {field.name: field for field in structs.fields(cls)}
        body = fields.pop("body", None)
        cls.operation = OPERATIONS[cls.__name__] = Operation(
            name=cls.__name__,
            method=method,
            path=path,
            auth=auth,
            request=cls,
            reply=_reply_of(cls),
            parameters=tuple(_parameter(field) for field in fields.values()),
            body=None if body is None else body.type,
            body_required=body is not None and body.required,
            aliases=aliases,
        )
        return cls

    return declare


def _reply_of(cls: type[Any]) -> Any:
    """The type argument given to ``Request``, also through a generic base between."""
    for base in getattr(cls, "__orig_bases__", ()):
        origin = typing.get_origin(base)
        if isinstance(origin, type) and issubclass(origin, Request):
            reply = typing.get_args(base)[0]
            return None if reply is type(None) else reply
    raise TypeError(f"{cls.__name__} does not say what it answers: derive it from Request[...]")


def _parameter(field: structs.FieldInfo) -> Parameter:
    hint, *notes = typing.get_args(field.type)
    place = next((note for note in notes if isinstance(note, Place)), None)
    if typing.get_origin(field.type) is not Annotated or place is None:
        raise TypeError(f"{field.name}: say where it travels with Query, Header or Path")
    metas = [note for note in notes if isinstance(note, Meta)]
    described = [hint, *metas] if metas else [hint]
    return Parameter(
        attribute=field.name,
        name=next(
            (meta.extra["spelt"] for meta in metas if meta.extra and meta.extra["spelt"]), field.encode_name
        ),
        place=place,
        type=Annotated[tuple(described)] if metas else hint,
        default=field.default,
        description=_description(field.type),
    )


def _description(hint: Any) -> str:
    """The first description in an annotation, be it on the whole or on an arm of a union."""
    notes = typing.get_args(hint)
    own = (note.description for note in notes if isinstance(note, Meta) and note.description)
    return next(own, None) or next(filter(None, map(_description, notes)), "")


def about(description: str, fault: Fault | None = None, *, spelt: str | None = None, **limits: Any) -> Meta:
    """Describe a field, its limits (``ge``, ``le``, ``max_length``, ...) and how a bad value is refused.

    Without ``fault`` a bad value is answered with the family's generic code (families.py). ``spelt``
    names a parameter where another one has its name in another place, which a class cannot hold twice.
    """
    return Meta(description=description, extra={"fault": fault, "spelt": spelt}, **limits)
