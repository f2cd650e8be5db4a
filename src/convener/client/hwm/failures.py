"""What went wrong with the server or on the way, as the client SDK numbers it (client-sdk.md 14.7)."""

from __future__ import annotations

import socket
from collections.abc import Iterator

from convener.client.errors import ApiError, ClientError, TimedOut, Undecodable, Unreachable, Untrusted
from convener.client.hwm.errors import SdkError
from convener.client.hwm.sdkerr import SDKERR


def failure(error: ClientError, *, login: bool = False) -> SdkError:
    """The error as a call ends with it; logins number the network's failures in their own way."""
    if isinstance(error, SdkError):
        return error
    ending = _numbered(error, login=login)
    ending.__cause__ = error
    return ending


def _numbered(error: ClientError, *, login: bool) -> SdkError:
    match error:
        case ApiError():
            code = SDKERR.from_rest(error.code, status=error.status)
            return SdkError(code, code.text or error.constant)
        case TimedOut():
            return SdkError(
                SDKERR.LOGIN_HTTP_TIMEOUT if login else SDKERR.UISDK_HTTP_CONNECT_SERVER_TIMEOUT_ERROR
            )
        case Untrusted():
            return SdkError(SDKERR.LOGIN_HTTP_CA_VERIFY_FAILED)
        case Unreachable() if login:
            return SdkError(SDKERR.LOGIN_HTTP_DNS if _unresolved(error) else SDKERR.LOGIN_HTTP_NETWORK_ERROR)
        case Unreachable():
            return SdkError(SDKERR.UISDK_NO_NETWORK_ERROR)
        case Undecodable():
            return SdkError(SDKERR.CONFCTRL_JSON_PARSE_FAILED)
    return SdkError(SDKERR.UISDK_COMMON_ERROR, str(error))


def _unresolved(error: BaseException) -> bool:
    """Whether the server's name meant nothing to the network."""
    return any(isinstance(cause, socket.gaierror) for cause in _causes(error))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
