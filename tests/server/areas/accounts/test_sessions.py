"""Telling who calls, without asking the database every time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from convener.domain.accounts import User
from convener.server.clock import VirtualClock
from convener.server.storage.database import Database
from convener.wire import errors
from convener.wire.identity import DeleteToken
from server.areas.accounts.conftest import MakeNode, Node
from support.refusals import refused


class CountingDatabase:
    """Passes reads on and counts them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.reads = 0

    async def read(self, body: Any) -> Any:
        self.reads += 1
        return await self._database.read(body)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)


def counted(node: Node) -> CountingDatabase:
    node.sessions._database = counting = CountingDatabase(node.database)  # type: ignore[assignment]
    return counting


async def test_a_token_just_issued_is_known(node: Node, alice: User):
    token, database = await node.token(), counted(node)
    for _ in range(3):
        await node.who(token)
    assert database.reads == 0


async def test_a_token_of_another_node_is_asked_for_once(node: Node, make_node: MakeNode, alice: User):
    other = make_node()
    token, database = await node.token(), counted(other)
    for _ in range(3):
        await other.who(token)
    assert database.reads == 1


async def test_the_cache_does_not_outlive_the_token(node: Node, alice: User, clock: VirtualClock):
    token = await node.token()
    await node.who(token)
    clock.set(clock.now() + timedelta(days=1))
    with refused(errors.USER_TOKEN_AUTH_FAILED):
        await node.who(token)


async def test_what_ends_while_it_is_read_is_not_kept(node: Node, make_node: MakeNode, alice: User):
    other = make_node()
    token = await node.token()

    class Interrupted(CountingDatabase):
        async def read(self, body: Any) -> Any:
            found = await super().read(body)
            if self.reads == 1:
                await other.send(DeleteToken(token=token))
            return found

    other.sessions._database = Interrupted(node.database)  # type: ignore[assignment]
    await other.who(token)
    with refused(errors.USER_TOKEN_AUTH_FAILED):
        await other.who(token)


async def test_the_operator_needs_no_password(node: Node, alice: User):
    assert (await node.who(await node.sessions.open_for(alice))).user_id == alice.user_id
