"""The structures of the client SDK: what goes into its calls and what comes out."""

from convener.client.hwm.structs.base import Structure
from convener.client.hwm.structs.booking import (
    BookConfParam,
    BookCycleConfParam,
    ConfCommonParam,
    CreateConfInfo,
    GetConfDetailParam,
)
from convener.client.hwm.structs.changing import (
    CancelConfParam,
    CancelCycleConfParam,
    CancelSubCycleConfParam,
    EditConfParam,
    ModifyCycleConfParam,
    ModifySubCycleConfParam,
)
from convener.client.hwm.structs.details import ConfDetail, ConfListInfo, ConfListItem, CreateConfResult
from convener.client.hwm.structs.people import AttendeeBaseInfo
from convener.client.hwm.structs.rooms import ChangeVmrInfoParam, VmrInfo, VmrListInfo
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
    "CancelConfParam",
    "CancelCycleConfParam",
    "CancelSubCycleConfParam",
    "ChangeVmrInfoParam",
    "ConfCommonParam",
    "ConfDetail",
    "ConfListInfo",
    "ConfListItem",
    "CreateConfInfo",
    "CreateConfResult",
    "CycleConfParam",
    "EditConfParam",
    "ErrorMessageInfo",
    "GetConfDetailParam",
    "InitInfo",
    "LoginResult",
    "LoginStateInfo",
    "LoginTokenInfo",
    "LogoutResult",
    "ModifyCycleConfParam",
    "ModifySubCycleConfParam",
    "ServerInfo",
    "Structure",
    "SubCycleConfParam",
    "VmrInfo",
    "VmrListInfo",
]
