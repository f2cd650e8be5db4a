"""Which server, and which certificates, as the client SDK is told."""

from __future__ import annotations

from convener.client.hwm.errors import SdkError
from convener.client.hwm.sdkerr import SDKERR
from convener.client.hwm.structs import CAVerifyInfo, ServerInfo
from convener.client.trust import Trust


def url(info: ServerInfo) -> str:
    address = info.serverAddr if "://" in info.serverAddr else f"https://{info.serverAddr}"
    if not address.startswith(("https://", "http://")):
        raise SdkError(SDKERR.UISDK_API_INVALID_PARAMETERS, "ServerInfo.serverAddr: neither https nor http")
    return address.rstrip("/") + (f":{info.serverPort}" if info.serverPort else "")


def trust(info: CAVerifyInfo) -> Trust:
    if not info.verifyMode:
        return Trust.nobody()
    if not info.certPath:
        return Trust.system()
    trusted = Trust.file(info.certPath)
    try:
        trusted.context()
    except OSError as error:
        wrong = f"CAVerifyInfo.certPath: {error}"
        raise SdkError(SDKERR.UISDK_API_INVALID_PARAMETERS, wrong) from None
    return trusted
