"""What of a request may be shown: secrets are recognisable afterwards, but of no use."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

import msgspec

LONGEST_BODY = 4000
"""Characters of a body that are kept."""

_SHOWN = 8
"""Characters of a long secret that are shown: enough to tell one token from another."""

_SECRET = re.compile(
    r"passw|pwd|token|secret|signature|authoriz|authenticat|cookie|(^|app[-_]?)key$", re.IGNORECASE
)
_NOT_SECRET = re.compile(r"type$|time$|uri$", re.IGNORECASE)


def masked(secret: str) -> str:
    """The first characters of a long secret, none of a short one."""
    return f"{secret[:_SHOWN]}…({len(secret)})" if len(secret) > 3 * _SHOWN else "•••"


def headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """The headers by their lower-case names."""
    return {
        name.decode("latin-1"): _header(name.decode("latin-1"), value.decode("latin-1"))
        for name, value in raw
    }


def query(text: str) -> dict[str, str]:
    """The parameters of a query string."""
    return {name: _value(name, value) for name, value in parse_qsl(text, keep_blank_values=True)}


def body(content: bytes) -> str | None:
    """A JSON body on one line; of anything else only its size."""
    if not content:
        return None
    try:
        text = msgspec.json.encode(_value("", msgspec.json.decode(content))).decode()
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return f"({len(content)} bytes that are not JSON)"
    return text if len(text) <= LONGEST_BODY else f"{text[:LONGEST_BODY]}…"


def _value(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _value(key, item) for key, item in value.items()}
    if isinstance(value, list):
        return [_value(name, item) for item in value]
    return masked(value) if isinstance(value, str) and _is_secret(name) else value


def _is_secret(name: str) -> bool:
    return bool(_SECRET.search(name)) and not _NOT_SECRET.search(name)


def _header(name: str, value: str) -> str:
    if not _is_secret(name):
        return value
    scheme, _, rest = value.partition(" ")
    if name != "authorization" or not rest:
        return masked(value)
    if scheme.lower() == "basic" and (account := _account(rest)):
        return f"{scheme} {account}:•••"
    return f"{scheme} •••"


def _account(encoded: str) -> str | None:
    """Who logs in with account and password: no secret, and what one looks for."""
    try:
        decoded = base64.b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
    except (binascii.Error, ValueError):
        return None
    account, colon, _ = decoded.partition(":")
    return account if colon else None
