from __future__ import annotations

from collections.abc import Iterator

import pytest

import convener.server.app  # noqa: F401 (imports every module that could define a refusal)
from convener.domain.refusal import Refusal
from convener.server.http.refusals import fault_of
from convener.server.push import endpoint
from convener.wire.errors import CATALOGUE
from convener.wire.families import CONTROL, IDENTITY, MANAGEMENT


def refusals(base: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for kind in base.__subclasses__():
        yield kind
        yield from refusals(kind)


def by_name(kind: type[Refusal]) -> str:
    return kind.__name__


ANSWERED: list[type[Refusal]] = sorted(set(refusals()) - {endpoint.Elsewhere}, key=by_name)


@pytest.mark.parametrize("kind", ANSWERED)
def test_every_refusal_has_its_answer_and_says_what_it_means(kind: type[Refusal]) -> None:
    for family in (MANAGEMENT, CONTROL, IDENTITY):
        assert fault_of(kind(), family) in CATALOGUE
    assert kind.__doc__
    assert "`" not in kind.__doc__, "callers read it"
