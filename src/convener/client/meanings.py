"""Which class a refusal is: what its code means where the catalogue knows, else what its status says.

Statuses alone say little: the reference answers most refusals with 400.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from convener.client.errors import (
    ApiError,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    RateLimited,
    ServerFault,
    Unauthenticated,
)
from convener.wire import errors
from convener.wire.errors import CATALOGUE, Fault

BY_STATUS: Mapping[int, type[ApiError]] = MappingProxyType(
    {
        401: Unauthenticated,
        403: Forbidden,
        404: NotFound,
        409: Conflict,
        412: Forbidden,
        423: Forbidden,
        429: RateLimited,
    }
)

_MISSING = (
    errors.CONF_DATA_NOT_FOUND,
    errors.VMR_DATA_NOT_FOUND,
    errors.ACCESS_NUMBER_NOT_FOUND,
    errors.REGION_DATA_NOT_FOUND,
    errors.CONF_ID_NOT_EXIST,
    errors.CONF_LIVE_CHANNEL_ID_NOT_EXISTED,
    errors.CONF_NOCONF_IN_SELECTED_TIME,
    errors.VMR_SCHEDULE_RELATION_NOT_EXIST,
    errors.VMR_CONF_WITH_SCHEDULE_NOT_EXIST,
    errors.USER_DATA_USER_INFO_NOT_EXIST,
    errors.USER_DATA_ORG_INFO_NOT_EXIST,
    errors.CONF_NOT_FOUND_OR_AUTH_FAILED,
    errors.CONF_PARTICIPANT_NOT_EXIST,
    errors.RECORD_FILE_NOT_EXIST_OR_HAVE_NO_RIGHT,
    errors.PARTICIPANT_DATA_NOT_FOUND,
    errors.PARTICIPANT_CONF_NOT_EXIST,
    errors.USER_NOT_FOUND,
    errors.ACTIVATION_CODE_NOT_FOUND,
    errors.PASSWORD_USER_NOT_FOUND,
    errors.TERMINAL_TYPE_NOT_FOUND,
)

_IN_THE_WAY = (
    errors.CONF_LIVE_ROOM_ISUSED,
    errors.CONF_MODIFY_FAIL_AS_CONF_ALREADY_STARTED,
    errors.CONF_CANCEL_FAIL_AS_CONF_STARTED,
    errors.CONF_CLOSED_RECENTLY,
    errors.CONF_NUM_UP_TO_LIMIT,
    errors.CONF_NUM_OVER_MAX_ALLOWED,
    errors.VMR_CONF_CONFLICT,
    errors.VMR_CONF_CONFLICT_AS_VMR_ALREADY_STARTED,
    errors.VMR_CONF_NOT_REACH_PREPARE_TIME,
    errors.VMR_CURRENT_CONF_NOT_GOAL_CONF,
    errors.VMR_CONF_IS_EXPIRED,
    errors.VMR_CONF_IS_NOT_ARRIVE_START_TIME,
    errors.ONLINE_CONF_IN_COMMUNAL,
    errors.CONF_LOCKED,
    errors.CONF_IS_CLOSING,
    errors.CONF_IS_STARTING,
    errors.CONF_NOT_STARTED,
    errors.CONF_IS_CLOSED,
    errors.CONF_STATUS_ILLEGAL,
    errors.CONF_IS_IN_AI_RECORD,
    errors.PARTICIPANT_IS_INVITING,
    errors.PARTICIPANT_CONF_IS_LOCKED,
    errors.OWNS_ANOTHER_ENTERPRISE,
    errors.ACCOUNT_EXISTS,
    errors.ALREADY_INVITED,
    errors.ALREADY_MEMBER,
    errors.PHONE_CONFLICT,
    errors.EMAIL_CONFLICT,
    errors.CLOCK_NOT_VIRTUAL,
)

_UNADMITTED = (
    errors.CONF_USER_NOT_VMR_OWNER,
    errors.VMR_ONLY_ALLOW_CHAIR_START_CONF,
    errors.NOT_ALLOWED_GUEST_FIRST_JOIN,
    errors.CONF_NOT_ALLOW_ANONYMOUS,
    errors.CONF_ONLY_ALLOW_USER_IN_ORG,
    errors.CONF_ONLY_ALLOW_USER_INVITED,
    errors.CONF_ONLY_ALLOW_USER_INVITED_AND_USER_IN_ORG,
    errors.NOT_ALLOW_AUDIENCE,
    errors.CONF_FORBID_AUDIENCE_JOIN,
    errors.CONF_ANONYMOUS_LOGIN_LOCKED,
    errors.CONF_LINK_LOGIN_LOCKED,
    errors.CONF_CTR_LOGIN_LOCKED,
    errors.PARTICIPANT_CONF_LOGIN_LOCKED,
    errors.PARTICIPANT_INSUFFICIENT_PERMISSIONS,
)

_UNPROVED = (
    errors.CONF_AUTHEN_NEED_PASSWORD,
    errors.CONF_PWD_AUTH_FAILED,
    errors.PARTICIPANT_AUTHENTICATION_FAILED,
)


def _by_status(status: int) -> type[ApiError]:
    return BY_STATUS.get(status, ServerFault if status >= 500 else Invalid)


def _rows() -> dict[str, type[ApiError]]:
    told: dict[Fault, type[ApiError]] = {
        **dict.fromkeys(_MISSING, NotFound),
        **dict.fromkeys(_IN_THE_WAY, Conflict),
        **dict.fromkeys(_UNADMITTED, Forbidden),
        **dict.fromkeys(_UNPROVED, Unauthenticated),
    }
    kinds: dict[str, set[type[ApiError]]] = {}
    for row in CATALOGUE:
        kinds.setdefault(row.code, set()).add(told.get(row) or _by_status(row.status))
    return {code: found.pop() for code, found in kinds.items() if len(found) == 1}


MEANINGS: Mapping[str, type[ApiError]] = MappingProxyType(_rows())
"""The class of every code of the catalogue that has one meaning; of others the status tells."""


def meaning(code: str, status: int) -> type[ApiError]:
    """The class of a refusal, of the catalogue or not."""
    return MEANINGS.get(code) or _by_status(status)
