"""The structures of the client SDK: what goes into its calls and what comes out."""

from convener.client.hwm.structs.base import Structure
from convener.client.hwm.structs.booking import (
    BookConfParam,
    BookCycleConfParam,
    ConfCommonParam,
    CreateConfInfo,
    GetConfDetailParam,
)
from convener.client.hwm.structs.details import ConfDetail, ConfListItem, CreateConfResult
from convener.client.hwm.structs.people import AttendeeBaseInfo
from convener.client.hwm.structs.series import CycleConfParam, SubCycleConfParam
from convener.client.hwm.structs.session import (
    AccountAuthInfo,
    AppIdAuthInfo,
    CAVerifyInfo,
    ErrorMessageInfo,
    InitInfo,
    LoginResult,
    LoginStateInfo,
    LoginTokenInfo,
    LogoutResult,
    ServerInfo,
)

__all__ = [
    "AccountAuthInfo",
    "AppIdAuthInfo",
    "AttendeeBaseInfo",
    "BookConfParam",
    "BookCycleConfParam",
    "CAVerifyInfo",
    "ConfCommonParam",
    "ConfDetail",
    "ConfListItem",
    "CreateConfInfo",
    "CreateConfResult",
    "CycleConfParam",
    "ErrorMessageInfo",
    "GetConfDetailParam",
    "InitInfo",
    "LoginResult",
    "LoginStateInfo",
    "LoginTokenInfo",
    "LogoutResult",
    "ServerInfo",
    "Structure",
    "SubCycleConfParam",
]
