"""The list of meetings, fetched whole."""

from __future__ import annotations

from typing import Final

from convener.client.client import AsyncClient
from convener.client.hwm.errors import SdkError
from convener.client.hwm.mapping import inward
from convener.client.hwm.sdkerr import SDKERR
from convener.client.hwm.structs import ConfListInfo
from convener.wire.lists import SearchMeetings

PAGE: Final = 500


async def listed(client: AsyncClient) -> ConfListInfo:
    """Every page of it. Raises ``ClientError``."""
    infos = [info async for info in client.each(SearchMeetings(limit=PAGE))]
    try:
        return inward.listed(infos)
    except (SdkError, ValueError, KeyError) as error:
        raise SdkError(SDKERR.CONFCTRL_JSON_PARSE_FAILED) from error
