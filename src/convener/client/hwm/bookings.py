"""Booking meetings."""

# ruff: noqa: N802, N803 (names as documented)

from __future__ import annotations

import logging
from collections.abc import Coroutine, Mapping
from typing import Any, Final

from convener.client.client import AsyncClient
from convener.client.errors import ClientError
from convener.client.hwm import checks
from convener.client.hwm.call import Call, Handler
from convener.client.hwm.errors import SdkError
from convener.client.hwm.lookups import detail
from convener.client.hwm.mapping import outward
from convener.client.hwm.part import Part
from convener.client.hwm.pending import Pending
from convener.client.hwm.rules import LONGEST, LONGEST_2023
from convener.client.hwm.sdkerr import SDKERR
from convener.client.hwm.structs import BookConfParam, BookCycleConfParam, ConfDetail, ConfListItem
from convener.wire.meetings import ConferenceInfo, CreateMeeting, CreateRecurringMeeting

_BOOK: Final = Call(name="bookConf", kind="bookConf", relists=True)
_BOOK_SERIES: Final = Call(name="bookCycleConf", kind="bookCycleConf", relists=True)

_log = logging.getLogger(__name__)


class Bookings(Part):
    """Meetings to come."""

    def bookConf(
        self,
        bookConfParam: BookConfParam | Mapping[str, Any],
        onBookConfResult: Handler[ConfDetail] | None = None,
    ) -> Pending[ConfDetail]:
        """Book a meeting. You should be in its ``attendees`` as the host, and are added if nobody is.

        If only the meeting ID is filled in the result, the meeting is booked but could not be looked up.
        """

        def work() -> Coroutine[Any, Any, ConfDetail]:
            param = outward.settled(BookConfParam.of(bookConfParam))
            strict = self._runtime.settings.strict_2023
            checks.check(param, self._runtime.situation(longest=LONGEST_2023 if strict else LONGEST))
            login = self._runtime.logged_in()
            body = outward.booking(param, me=login.me, app_id=self._runtime.app_id)
            return _booked(login.client, CreateMeeting(body=body))

        return self._runtime.call(_BOOK, work, onBookConfResult, ConfDetail)

    def bookCycleConf(
        self,
        bookCycleConfParam: BookCycleConfParam | Mapping[str, Any],
        onBookCycleConfResult: Handler[ConfDetail] | None = None,
    ) -> Pending[ConfDetail]:
        """Book a series; otherwise as ``bookConf``. Of more than 50 meetings the first 50 are booked."""

        def work() -> Coroutine[Any, Any, ConfDetail]:
            param = outward.settled_series(BookCycleConfParam.of(bookCycleConfParam))
            checks.check_series(param, self._runtime.situation(in_series=True))
            login = self._runtime.logged_in()
            body = outward.series(param, me=login.me, app_id=self._runtime.app_id)
            return _booked(login.client, CreateRecurringMeeting(body=body))

        return self._runtime.call(_BOOK_SERIES, work, onBookCycleConfResult, ConfDetail)

    async def book_conf(self, param: BookConfParam | Mapping[str, Any]) -> ConfDetail:
        return await self.bookConf(param)

    async def book_cycle_conf(self, param: BookCycleConfParam | Mapping[str, Any]) -> ConfDetail:
        return await self.bookCycleConf(param)


async def _booked(client: AsyncClient, request: CreateMeeting | CreateRecurringMeeting) -> ConfDetail:
    conference_id = the_one(await client.send(request)).conference_id
    try:
        return await detail(client, conference_id)
    except ClientError as error:
        _log.warning(
            "booked, not looked up",
            extra={"action": "detail_failed", "conference": conference_id},
            exc_info=error,
        )
        return ConfDetail(confListInfo=ConfListItem(confId=conference_id))


def the_one(infos: list[ConferenceInfo]) -> ConferenceInfo:
    """The meeting that was booked: REST answers a list of one. Raises ``SdkError``."""
    if not infos:
        raise SdkError(SDKERR.CONFCTRL_JSON_PARSE_FAILED)
    return infos[0]
