from __future__ import annotations

from convener.domain.attendance import Participant
from convener.server.app import Application
from convener.wire.joining import CallNumberInConf, CheckCallNumberInConf
from convener.wire.meetings import Attendee
from server.areas.meetings.conftest import Door
from server.conftest import MakeCorp, MakePerson, Person
from support.plans import noted, plan, scans

NOWHERE = CallNumberInConf(in_conf=False)


async def whereabouts(who: Person, number: str) -> CallNumberInConf:
    return await who.send(CheckCallNumberInConf(call_number=number))


async def test_whoever_is_only_invited_is_not_in(ann: Person) -> None:
    await ann.book(attendees=[Attendee(phone="+8613800000000")])
    for number in ("+8613800000000", ann.number, "nobody"):
        assert await whereabouts(ann, number) == NOWHERE


async def test_whoever_has_come_is_in_until_leaving(
    ann: Person, make_person: MakePerson, application: Application
) -> None:
    """Neither a part of the number is enough, nor a name that looks like it."""
    door, info = Door(application), await ann.book()
    await door.join(info, Participant(participant_id="a" * 32, name="+8613", number="+86138"))
    colleague = await make_person("Bob Lee")
    assert await whereabouts(colleague, "+86138") == CallNumberInConf(
        in_conf=True, conf_id=info.conference_id
    )
    for number in ("+8613", "86138", "+861380"):
        assert await whereabouts(colleague, number) == NOWHERE
    await door.leave(info, "a" * 32)
    assert await whereabouts(colleague, "+86138") == NOWHERE


async def test_other_enterprises_do_not_learn_of_it(
    ann: Person, make_person: MakePerson, make_corp: MakeCorp, application: Application
) -> None:
    await Door(application).join(await ann.book(), Participant(participant_id="a" * 32, number="+86138"))
    spy = await make_person("Spy", admin=True, corp=await make_corp("Other"))
    assert await whereabouts(spy, "+86138") == NOWHERE


async def test_one_statement_through_indexes(
    ann: Person, application: Application, database_url: str
) -> None:
    await Door(application).join(await ann.book(), Participant(participant_id="a" * 32, number="+86138"))
    with noted(application.database) as sent:
        assert (await whereabouts(ann, "+86138")).in_conf
    [one] = sent
    assert scans(await plan(database_url, one)) == []
