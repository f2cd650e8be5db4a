"""The client SDK of the vendor, call for call: ``UISDKService`` and what it is given and gives.

Names are spelt as documented, camelCase and all, so that programs, examples and pages can be compared by eye;
every call has an awaitable twin in snake_case.
"""

from convener.client.hwm.call import (
    Handler,
    Notice,
)
from convener.client.hwm.config import (
    IConfig,
)
from convener.client.hwm.control import (
    IConfCtrl,
)
from convener.client.hwm.enums import (
    AttendeeType,
    AutoMuteType,
    ConfAllowJoinUserType,
    ConferenceType,
    ConfResType,
    ConfRole,
    ConfState,
    CycleType,
    LoginState,
    MediaType,
    RecordAuthType,
    SiteType,
    SummaryState,
    Timezone,
    VmrConfIdType,
    VmrIdType,
)
from convener.client.hwm.errors import (
    SdkError,
)
from convener.client.hwm.families import Family
from convener.client.hwm.login import (
    ILogin,
)
from convener.client.hwm.meetings import (
    IConfMgr,
)
from convener.client.hwm.pending import (
    Pending,
)
from convener.client.hwm.sdkerr import SDKERR
from convener.client.hwm.service import (
    UISDKService,
)
from convener.client.hwm.structs import (
    AccountAuthInfo,
    AppIdAuthInfo,
    AttendeeBaseInfo,
    BookConfParam,
    BookCycleConfParam,
    CancelConfParam,
    CancelCycleConfParam,
    CancelSubCycleConfParam,
    CAVerifyInfo,
    ChangeVmrInfoParam,
    ConfCommonParam,
    ConfDetail,
    ConfListInfo,
    ConfListItem,
    CreateConfInfo,
    CreateConfResult,
    CycleConfParam,
    EditConfParam,
    ErrorMessageInfo,
    GetConfDetailParam,
    InitInfo,
    LoginResult,
    LoginStateInfo,
    LoginTokenInfo,
    LogoutResult,
    ModifyCycleConfParam,
    ModifySubCycleConfParam,
    ServerInfo,
    Structure,
    SubCycleConfParam,
    VmrInfo,
    VmrListInfo,
)
from convener.client.hwm.watching import ListHandler

__all__ = [
    "SDKERR",
    "AccountAuthInfo",
    "AppIdAuthInfo",
    "AttendeeBaseInfo",
    "AttendeeType",
    "AutoMuteType",
    "BookConfParam",
    "BookCycleConfParam",
    "CAVerifyInfo",
    "CancelConfParam",
    "CancelCycleConfParam",
    "CancelSubCycleConfParam",
    "ChangeVmrInfoParam",
    "ConfAllowJoinUserType",
    "ConfCommonParam",
    "ConfDetail",
    "ConfListInfo",
    "ConfListItem",
    "ConfResType",
    "ConfRole",
    "ConfState",
    "ConferenceType",
    "CreateConfInfo",
    "CreateConfResult",
    "CycleConfParam",
    "CycleType",
    "EditConfParam",
    "ErrorMessageInfo",
    "Family",
    "GetConfDetailParam",
    "Handler",
    "IConfCtrl",
    "IConfMgr",
    "IConfig",
    "ILogin",
    "InitInfo",
    "ListHandler",
    "LoginResult",
    "LoginState",
    "LoginStateInfo",
    "LoginTokenInfo",
    "LogoutResult",
    "MediaType",
    "ModifyCycleConfParam",
    "ModifySubCycleConfParam",
    "Notice",
    "Pending",
    "RecordAuthType",
    "SdkError",
    "ServerInfo",
    "SiteType",
    "Structure",
    "SubCycleConfParam",
    "SummaryState",
    "Timezone",
    "UISDKService",
    "VmrConfIdType",
    "VmrIdType",
    "VmrInfo",
    "VmrListInfo",
]
