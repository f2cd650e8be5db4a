from __future__ import annotations

from convener.wire.joining import CallNumberInConf, CheckCallNumberInConf
from convener.wire.meetings import Attendee
from server.conftest import Person


async def test_whoever_is_only_invited_is_not_in(ann: Person) -> None:
    await ann.book(attendees=[Attendee(phone="+8613800000000")])
    for number in ("+8613800000000", ann.number, "nobody"):
        assert await ann.send(CheckCallNumberInConf(call_number=number)) == CallNumberInConf(in_conf=False)
