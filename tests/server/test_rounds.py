"""Calls that came together go on in rounds; each is answered as if it were alone."""

from __future__ import annotations

import asyncio

import pytest

from convener.server.rounds import TOGETHER, Rounds, next_round


class Call:
    """Notes each of its steps, and fails at one of them if told to."""

    def __init__(self, name, notes, *, steps=3, fails_at=None):
        self.name = name
        self._notes = notes
        self._steps = steps
        self._fails_at = fails_at
        self._step = 0

    def step(self):
        self._step += 1
        if self._step == self._fails_at:
            raise RuntimeError(self.name)
        self._notes.append((self._step, self.name))
        return self._step < self._steps


@pytest.fixture
async def failures():
    """What the loop was told."""
    told = []
    asyncio.get_running_loop().set_exception_handler(
        lambda _, context: told.append(str(context["exception"]))
    )
    return told


async def turns(count):
    for _ in range(count):
        await asyncio.sleep(0)


async def test_all_take_a_step_before_any_takes_the_next():
    notes, rounds = [], Rounds()
    for name, steps in (("a", 3), ("b", 1), ("c", 2)):
        rounds.add(Call(name, notes, steps=steps))
    assert notes == []
    await turns(1)
    assert notes == [(1, "a"), (1, "b"), (1, "c"), (2, "a"), (2, "c"), (3, "a")]


async def test_who_comes_meanwhile_is_next():
    notes, rounds = [], Rounds()

    class Bringing(Call):
        def step(self):
            rounds.add(Call("late", notes, steps=1))
            return super().step()

    rounds.add(Bringing("a", notes, steps=1))
    rounds.add(Call("b", notes, steps=2))
    await turns(2)
    assert notes == [(1, "a"), (1, "b"), (2, "b"), (1, "late")]


async def test_more_than_fit_go_one_group_after_the_other():
    notes, rounds = [], Rounds()
    for name in range(TOGETHER + 1):
        rounds.add(Call(name, notes, steps=2))
    await turns(2)
    assert [name for step, name in notes if step == 2] == list(range(TOGETHER + 1))
    assert notes.index((2, 0)) < notes.index((1, TOGETHER))


async def test_a_step_that_fails_is_told_and_stops_nobody_else(failures):
    notes, rounds = [], Rounds()
    rounds.add(Call("a", notes, fails_at=2))
    rounds.add(Call("b", notes))
    await turns(1)
    assert notes == [(1, "a"), (1, "b"), (2, "b"), (3, "b")]
    assert failures == ["a"]


async def test_all_is_read_before_the_first_step(failures):
    notes, rounds = [], Rounds()

    class Source:
        def __init__(self, name):
            self.name = name

        def read(self):
            notes.append(self.name)
            rounds.add(Call(self.name, notes, steps=1))
            if self.name == "torn":
                raise RuntimeError(self.name)

    for name in ("a", "torn", "b"):
        rounds.expect(Source(name))
    assert notes == []
    await turns(1)
    assert notes == ["a", "torn", "b", (1, "a"), (1, "torn"), (1, "b")]
    assert failures == ["torn"]


async def test_in_a_task_a_round_is_a_turn_of_the_loop():
    notes = []

    async def work(name):
        for step in range(2):
            notes.append((step, name))
            await next_round

    await asyncio.gather(work("a"), work("b"))
    assert notes == [(0, "a"), (0, "b"), (1, "a"), (1, "b")]
