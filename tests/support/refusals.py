"""Expecting a refusal by its row of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

import pytest

from convener.client import ApiError
from convener.wire.errors import Fault


@contextmanager
def refused(fault: Fault) -> Iterator[None]:
    """The body must end in exactly this error."""
    with pytest.raises(ApiError) as caught:
        yield
    error = caught.value
    assert (error.code, error.constant, error.status) == (fault.code, fault.constant, fault.status), str(
        error
    )
    assert error.request_id


def expectation(allowed: bool, *, refuses: Fault) -> AbstractContextManager[None]:
    """Nothing special where it is allowed, else the refusal."""
    return nullcontext() if allowed else refused(refuses)
