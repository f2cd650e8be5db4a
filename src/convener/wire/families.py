"""The errors that every operation below one path prefix shares.

The reference words the same refusal differently in its three families: meetings, the control of
running meetings, and identity.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from convener.wire import errors
from convener.wire.errors import Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """How the operations of one family refuse what has no code of its own."""

    invalid_parameter: Fault
    broken_json: Fault
    missing_body: Fault
    bad_access_token: Fault
    """The access token is missing, unknown or expired."""
    displaced_access_token: Fault
    """The access token gave way to a newer login of the same account and client type."""
    missing_control_token: Fault
    bad_control_token: Fault
    """The control token is unknown, expired or of another meeting."""
    forbidden: Fault
    internal: Fault


MANAGEMENT = Family(
    invalid_parameter=errors.PARAMETER_VERIFIED_FAIL,
    broken_json=errors.JSON_CONVERSION_FAILED,
    missing_body=errors.REQUEST_BODY_IS_NULL,
    bad_access_token=errors.USER_TOKEN_AUTH_FAILED,
    displaced_access_token=errors.TOKEN_DISPLACED,
    missing_control_token=errors.REQUEST_TOKEN_IS_NULL,
    bad_control_token=errors.CONF_AUTH_FAIL,
    forbidden=errors.CONF_INSUFFICIENT_PERMISSIONS,
    internal=errors.CONF_EXCEPTION,
)
"""Meetings, and everything that belongs to no other family."""

CONTROL = replace(MANAGEMENT, invalid_parameter=errors.CONF_BAD_REQUEST)
"""Running meetings, their quality and their recordings."""

IDENTITY = replace(
    MANAGEMENT,
    invalid_parameter=errors.INVALID_PARAMETER,
    broken_json=errors.INVALID_PARAMETER,
    missing_body=errors.INVALID_PARAMETER,
    bad_access_token=errors.INVALID_TOKEN,
    forbidden=errors.NO_PERMISSION,
    internal=errors.INTERNAL_ERROR,
)
"""Logins, users and the administration of enterprises."""

FAMILIES: tuple[tuple[str, Family], ...] = (
    ("/v1/mmc/control/", CONTROL),
    ("/v1/mmc/cqs/", CONTROL),
    ("/v1/mmc/rlm/", CONTROL),
    ("/v1/usg/", IDENTITY),
    ("/v2/usg/", IDENTITY),
)
"""Path prefixes and their families; any other path is of ``MANAGEMENT``."""


def family_of(path: str) -> Family:
    """The family of an operation's path, or of any other path a caller may send."""
    return next((family for prefix, family in FAMILIES if path.startswith(prefix)), MANAGEMENT)
