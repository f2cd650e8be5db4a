"""What all structures of the client SDK have in common."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Any, Final, Self, dataclass_transform

import msgspec
from msgspec import Struct, field, structs

from convener.client.hwm.errors import SdkError
from convener.client.hwm.sdkerr import SDKERR

SECRET: Final = frozenset(
    {"password", "hostPwd", "guestPwd", "audiencePwd", "signature", "loginToken"}
    | {"hostJoinUri", "guestJoinUri", "audienceJoinUri"}
)
"""Members whose content ``repr`` keeps to itself; who has a link may join with it."""


@dataclass_transform(kw_only_default=True, field_specifiers=(field,))
class Structure(Struct):
    """A structure of the client SDK. Attributes have the documented names, camelCase and all.

    What a request does not set is ``None`` and never sent. Numbers that no enumeration lists are kept.
    """

    @classmethod
    def from_dict(cls, members: Mapping[str, Any]) -> Self:
        """The structure out of its documented members; unknown ones are ignored, ``None`` is as if absent.

        Raises ``SdkError`` with ``UISDK_API_INVALID_PARAMETERS`` when a member is missing or of a wrong type.
        """
        try:
            return msgspec.convert(_given(msgspec.to_builtins(members)), cls)
        except (msgspec.MsgspecError, TypeError, ValueError, RecursionError) as error:
            raise SdkError(SDKERR.UISDK_API_INVALID_PARAMETERS, f"{cls.__name__}: {error}") from None

    @classmethod
    def of(cls, given: Self | Mapping[str, Any]) -> Self:
        """A structure of its own out of what a call was given: a structure, or its members.

        Raises ``SdkError`` as ``from_dict`` does.
        """
        if isinstance(given, cls):
            return cls.from_dict(structs.asdict(given))
        if isinstance(given, Mapping):
            return cls.from_dict(given)
        wrong = f"{cls.__name__} expected, not {type(given).__name__}"
        raise SdkError(SDKERR.UISDK_API_INVALID_PARAMETERS, wrong)

    def to_dict(self) -> dict[str, Any]:
        """The documented members that are set; numbers for enumerations."""
        return {name: _plain(value) for name, value in structs.asdict(self).items() if value is not None}

    def __repr__(self) -> str:
        shown = (
            f"{name}={'***' if name in SECRET else repr(value)}"
            for name, value in structs.asdict(self).items()
            if value is not None
        )
        return f"{type(self).__name__}({', '.join(shown)})"


def _plain(value: Any) -> Any:
    match value:
        case Structure():
            return value.to_dict()
        case list():
            return [_plain(item) for item in value]
        case IntEnum():
            return value.value
    return value


def _given(value: Any) -> Any:
    match value:
        case dict():
            return {name: _given(item) for name, item in value.items() if item is not None}
        case list():
            return [_given(item) for item in value]
    return value
