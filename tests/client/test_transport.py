"""What goes over the line, and over whose."""

from __future__ import annotations

import json

from client.conftest import Connect, Site
from client.scripted import Scripted, says
from convener.client import AsyncClient, Client
from convener.client.transport import AsyncTransport, Transport
from convener.wire.base import OPERATIONS, Auth, Header, Path, Query, Request, field, operation
from convener.wire.convener import ShowClock
from convener.wire.identity import UpdateToken
from convener.wire.meetings import Attendee, CreateMeeting, ScheduleBody

AWKWARD = "a/b c@ü+%2F?&=#"


@operation("GET", "/v1/usg/dcs/things/{thing}", auth=Auth.USER)
class ShowThing(Request[dict[str, str]]):
    """Has a parameter in every place."""

    thing: Path[str]
    named: Query[str | None] = None
    flag: Query[bool | None] = None
    type: Header[int | None] = field(name="X-Type", default=None)


del OPERATIONS["ShowThing"]  # the API has no such thing


async def test_parameters_arrive_as_they_are(connect: Connect, script: Scripted) -> None:
    script.answer_in_turn(says({}))
    client = connect(script.url + "/", token="t")
    await client.send(ShowThing(thing=AWKWARD, named=AWKWARD, flag=True, type=0))
    [request] = script.received
    quoted = "a%2Fb%20c%40%C3%BC%2B%252F%3F%26%3D%23"
    assert request.path == f"/v1/usg/dcs/things/{quoted}"
    assert request.query == f"named={quoted}&flag=true"
    assert request.headers["x-type"] == "0"


async def test_a_server_may_live_below_a_path(connect: Connect, script: Scripted) -> None:
    script.answer_in_turn(says({}))
    await connect(f"{script.url}/gateway/", token="t").send(ShowThing(thing="1"))
    assert script.received[0].path == "/gateway/v1/usg/dcs/things/1"


async def test_what_is_not_said_is_not_sent(connect: Connect, script: Scripted) -> None:
    script.answer_in_turn(says([]))
    body = ScheduleBody(media_types="HDVideo", length=30, attendees=[Attendee(name="Bob")])
    await connect(script.url, token="t").send(CreateMeeting(body=body))
    [request] = script.received
    assert json.loads(request.body) == {
        "mediaTypes": "HDVideo",
        "length": 30,
        "attendees": [{"name": "Bob"}],
    }
    assert request.headers["x-access-token"] == "t"
    assert request.headers["content-type"] == "application/json"
    assert request.query == ""


async def test_an_operation_with_a_token_of_its_own_keeps_it(connect: Connect, script: Scripted) -> None:
    script.answer_in_turn(says({"clientType": 72, "tokenType": 0}))
    await connect(script.url, token="access").send(UpdateToken(token="refresh"))
    assert script.received[0].headers["x-access-token"] == "refresh"


async def test_a_transport_that_is_handed_in_outlives_its_clients(site: Site) -> None:
    blocking, awaited = Transport(site.url, trust=site.trust), AsyncTransport(site.url, trust=site.trust)
    for _ in range(2):
        with Client(site.url, transport=blocking) as client:
            assert client.send(ShowClock())
        async with AsyncClient(site.url, transport=awaited) as other:
            assert await other.send(ShowClock())
    blocking.close()
    await awaited.close()
