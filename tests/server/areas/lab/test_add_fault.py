"""Asking for faults; how they look from outside is in tests/testing."""

from __future__ import annotations

import pytest

from convener.client import ApiError
from convener.wire import errors
from convener.wire.lab import (
    AddFault,
    ClearFaults,
    CloseSockets,
    FaultKind,
    ListFaults,
    NewFault,
    SocketChoice,
)
from server.areas.lab.conftest import Lab
from support.refusals import refused


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (NewFault(kind=FaultKind.ERROR), "code is missing"),
        (NewFault(kind=FaultKind.ERROR, code="MMC.1"), "has no 'MMC.1'"),
        (NewFault(kind=FaultKind.DELAY), "seconds is missing"),
        (NewFault(kind=FaultKind.DROP_AFTER, operation="CreateMeting"), "did you mean CreateMeeting?"),
        (NewFault(kind=FaultKind.LOSE_FRAME, operation="CreateMeeting"), "no frame 'CreateMeeting'"),
        (NewFault(kind=FaultKind.CLOSE_SOCKET, close_code=1005), "closeCode: 1005"),
    ],
    ids=lambda each: each.kind if isinstance(each, NewFault) else "",
)
async def test_what_could_never_happen_is_refused(lab: Lab, given: NewFault, said: str) -> None:
    with pytest.raises(ApiError) as caught:
        await lab.send(AddFault(body=given))
    assert caught.value.constant == errors.PARAMETER_VERIFIED_FAIL.constant
    assert said in caught.value.detail
    assert (await lab.send(ListFaults())).data == []


async def test_sockets_are_not_closed_with_a_code_that_cannot_be_sent(lab: Lab) -> None:
    with refused(errors.PARAMETER_VERIFIED_FAIL):
        await lab.send(CloseSockets(body=SocketChoice(close_code=2000)))


async def test_operations_that_are_not_served_yet_can_fail_too(lab: Lab) -> None:
    fault = NewFault(kind=FaultKind.ERROR, operation="CancelMeeting", code="CONF_IS_CLOSED")
    assert (await lab.send(AddFault(body=fault))).operation == "CancelMeeting"


async def test_they_are_listed_until_they_are_cleared(lab: Lab) -> None:
    ids = [
        (await lab.send(AddFault(body=NewFault(kind=FaultKind.DROP_BEFORE, times=times)))).id
        for times in (1, 2, 0)
    ]
    listed = (await lab.send(ListFaults())).data
    assert [(each.id, each.times, each.used) for each in listed] == [
        (ids[0], 1, 0),
        (ids[1], 2, 0),
        (ids[2], 0, 0),
    ]
    left = await lab.send(ClearFaults(fault_id=ids[1]))
    assert [each.id for each in left.data] == [ids[0], ids[2]]
    assert (await lab.send(ClearFaults(fault_id=ids[1]))).data == left.data
    assert (await lab.send(ClearFaults())).data == []


async def test_an_error_is_answered_with_its_code_and_status(lab: Lab) -> None:
    fault = NewFault(kind=FaultKind.ERROR, code="MMC.100000429")
    state = await lab.send(AddFault(body=fault))
    assert (state.code, state.status) == (errors.CONF_SERVER_FLOW_CONTROL.code, 429)
    state = await lab.send(AddFault(body=NewFault(kind=FaultKind.ERROR, code="CONF_EXCEPTION", status=503)))
    assert (state.code, state.status) == (errors.CONF_EXCEPTION.code, 503)
