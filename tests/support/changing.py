"""Booking, changing and cancelling in the fewest words, and the facts that this leaves."""

from __future__ import annotations

from typing import Any, get_args

import msgspec

from convener.domain.facts import Fact
from convener.server.app import Application
from convener.wire.changes import (
    CancelMeeting,
    CancelRecurringMeeting,
    CancelRecurringSubMeeting,
    OccurrenceBody,
    OccurrenceIds,
    UpdateMeeting,
    UpdateRecurringMeeting,
    UpdateRecurringSubMeeting,
)
from convener.wire.common import DONE
from convener.wire.meetings import (
    ConferenceInfo,
    CreateRecurringMeeting,
    Cycle,
    CycleParams,
    CycleSubConf,
    ScheduleBody,
    StartBody,
    StartMeeting,
)
from server.conftest import Person
from support.tables import contents

DAYS = CycleParams(start_date="2021-09-01", end_date="2021-09-03", cycle=Cycle.DAY)
"""Three of them."""


def body(**fields: Any) -> ScheduleBody:
    return ScheduleBody(**{"media_types": "HDVideo"} | fields)


async def repeat(who: Person, **fields: Any) -> ConferenceInfo:
    """A series: 09:00 UTC on the first three days of September, half an hour each."""
    given = {"start_time": "2021-09-01 09:00", "cycle_params": DAYS} | fields
    [info] = await who.send(CreateRecurringMeeting(body=body(**given)))
    return info


async def update(who: Person, info: ConferenceInfo, **fields: Any) -> ConferenceInfo:
    given = {"start_time": info.start_time} | fields
    [after] = await who.send(UpdateMeeting(conference_id=info.conference_id, body=body(**given)))
    return after


async def update_series(who: Person, info: ConferenceInfo, **fields: Any) -> ConferenceInfo:
    given = {"start_time": info.start_time, "cycle_params": DAYS} | fields
    [after] = await who.send(UpdateRecurringMeeting(conference_id=info.conference_id, body=body(**given)))
    return after


async def update_date(who: Person, one: CycleSubConf, **fields: Any) -> None:
    given = {"media_types": "HDVideo", "start_time": one.start_time} | fields
    wanted = OccurrenceBody(cycle_sub_conf_id=one.cycle_sub_conf_id, **given)
    request = UpdateRecurringSubMeeting(conference_id=one.conference_id, body=wanted)
    assert await who.send(request) == DONE


async def cancel(who: Person, info: ConferenceInfo, *, type: int | None = None) -> None:
    assert await who.send(CancelMeeting(conference_id=info.conference_id, type=type)) == DONE


async def cancel_series(who: Person, info: ConferenceInfo, *, type: int | None = None) -> None:
    assert await who.send(CancelRecurringMeeting(conference_id=info.conference_id, type=type)) == DONE


async def cancel_dates(who: Person, *dates: CycleSubConf, type: int | None = None) -> None:
    ids = OccurrenceIds(cycle_sub_conf_ids=[one.cycle_sub_conf_id for one in dates])
    request = CancelRecurringSubMeeting(conference_id=dates[0].conference_id, type=type, body=ids)
    assert await who.send(request) == DONE


async def start(who: Person, info: ConferenceInfo) -> None:
    """As its host."""
    password = info.password_entry[0].password
    await who.send(StartMeeting(body=StartBody(conference_id=info.conference_id, password=password)))


async def dates(who: Person, info: ConferenceInfo) -> list[CycleSubConf]:
    """What is left of a series."""
    return (await who.detail(info.conference_id)).conference_data.sub_confs or []


def starts(found: ConferenceInfo | list[CycleSubConf]) -> list[str]:
    """When the dates of a series begin."""
    return [one.start_time for one in (found if isinstance(found, list) else found.sub_confs or [])]


_KINDS: dict[str, Any] = {kind.__name__: kind for kind in get_args(Fact)}


async def facts(application: Application, *kinds: type) -> list[Any]:
    """The facts of these kinds, or of all, in order; for tests with one meeting."""
    found = (await contents(application.database, "facts"))["facts"]
    read = [(kind, msgspec.json.decode(text, type=_KINDS[kind])) for *_, kind, _, text in found]
    return [fact for _, fact in read if not kinds or isinstance(fact, kinds)]


async def held(application: Application) -> list[tuple[str, int, int | None]]:
    """Every holding: its UUID, when it was opened and when closed."""
    rows = (await contents(application.database, "conferences"))["conferences"]
    return sorted(((uuid, opened, closed) for _, uuid, _, opened, closed in rows), key=lambda row: row[1])


async def timers(application: Application) -> list[int]:
    """When the timers of meetings are due."""
    rows = (await contents(application.database, "timers"))["timers"]
    return sorted(due for _, kind, _, due, *_ in rows if kind == "meeting")


async def slots(application: Application) -> list[int]:
    """When the reservations of rooms begin."""
    rows = (await contents(application.database, "reservations"))["reservations"]
    return sorted(starts_at for _, _, starts_at, *_ in rows)
