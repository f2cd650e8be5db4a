"""Structures from keywords and from the documented members, and back."""

from __future__ import annotations

import ast
import inspect
import logging
import typing
from enum import IntEnum
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.hwm.tables import Row, rows, titled
from convener.client import hwm
from convener.client.hwm import (
    SDKERR,
    AccountAuthInfo,
    AttendeeBaseInfo,
    BookConfParam,
    ConfCommonParam,
    ConfDetail,
    ConfRole,
    SdkError,
    Timezone,
    structs,
)
from convener.client.hwm.rules import MANDATORY
from convener.client.hwm.structs import Structure

STRUCTURES = [getattr(structs, name) for name in structs.__all__ if name != "Structure"]

BOOKING: dict[str, Any] = {
    "startTime": 1630328400,
    "duration": 30,
    "confCommonParam": {
        "subject": "Tea",
        "timezone": 27,
        "numOfAttendee": 1,
        "attendees": [{"nickName": "Ann", "number": "+991", "role": 1}],
    },
}


def values(hint: Any) -> st.SearchStrategy[Any]:
    arms = typing.get_args(hint)
    if typing.get_origin(hint) is list:
        return st.lists(values(arms[0]), max_size=2)
    if arms:
        return st.one_of([values(arm) for arm in arms])
    if issubclass(hint, Structure):
        return built(hint)
    if issubclass(hint, IntEnum):
        return st.one_of(st.sampled_from(list(hint)), st.integers(100, 2**31).map(hint))
    simple: dict[Any, st.SearchStrategy[Any]] = {
        str: st.text(max_size=9),
        int: st.integers(-(2**53), 2**53),
        bool: st.booleans(),
        type(None): st.none(),
    }
    return simple[hint]


def built(kind: type[Structure]) -> st.SearchStrategy[Any]:
    hints = typing.get_type_hints(kind)
    return st.fixed_dictionaries({name: values(hints[name]) for name in kind.__struct_fields__}).map(
        lambda members: kind(**members)
    )


@given(st.data(), st.sampled_from(STRUCTURES))
def test_members_give_back_the_structure(data: st.DataObject, kind: type[Structure]) -> None:
    value = data.draw(built(kind))
    members = value.to_dict()
    assert kind.from_dict(members) == value
    assert kind.from_dict(members).to_dict() == members


def test_documented_members_make_a_structure_and_come_back() -> None:
    param = BookConfParam.from_dict(BOOKING)
    assert param == BookConfParam(
        startTime=1630328400,
        duration=30,
        confCommonParam=ConfCommonParam(
            subject="Tea",
            timezone=Timezone.HWM_TIMEZONE_AMSTERDAM,
            numOfAttendee=1,
            attendees=[AttendeeBaseInfo(nickName="Ann", number="+991", role=ConfRole.HWM_CONF_ROLE_HOST)],
        ),
    )
    assert param.to_dict() == BOOKING


def test_unknown_members_are_ignored_and_none_is_as_if_absent() -> None:
    newer = {**BOOKING, "isSendCalendar": None, "newMember": {"of": ["a", "later", "edition"]}}
    assert BookConfParam.from_dict(newer) == BookConfParam.from_dict(BOOKING)


def test_structures_and_members_may_be_mixed() -> None:
    common = ConfCommonParam.from_dict(BOOKING["confCommonParam"])
    assert BookConfParam.from_dict({**BOOKING, "confCommonParam": common}) == BookConfParam.from_dict(BOOKING)


@pytest.mark.parametrize(
    ("members", "says"),
    [
        ({**BOOKING, "duration": "30"}, r"Expected `int`, got `str` - at `\$.duration`"),
        ({**BOOKING, "startTime": True}, r"at `\$.startTime`"),
        ({"startTime": 1, "duration": 30}, "missing required field `confCommonParam`"),
        ({**BOOKING, "confCommonParam": {"subject": "Tea"}}, "missing required field `timezone`"),
        ({**BOOKING, "confCommonParam": object()}, "object"),
    ],
)
def test_a_missing_or_wrong_member_is_a_bad_argument(members: dict[str, Any], says: str) -> None:
    with pytest.raises(SdkError, match=says) as caught:
        BookConfParam.from_dict(members)
    assert caught.value.code is SDKERR.UISDK_API_INVALID_PARAMETERS


def test_an_empty_result_has_every_member() -> None:
    detail = ConfDetail()
    assert detail.confListInfo.confId == ""
    assert detail.attendees == []


def test_what_is_secret_is_not_shown() -> None:
    shown = repr(
        [
            AccountAuthInfo(account="ann", password="tea-at-4"),
            ConfDetail.from_dict(
                {
                    "confListInfo": {
                        "hostPwd": "730184",
                        "guestPwd": "246810",
                        "hostJoinUri": "https://x/#/j/1/0c6f",
                    }
                }
            ),
        ]
    )
    logging.getLogger(__name__).info(shown)
    assert "ann" in shown
    assert not [secret for secret in ("tea-at-4", "730184", "246810", "0c6f") if secret in shown]


# What people read.


def docstrings(kind: type[Structure]) -> dict[str, str]:
    """The text beneath each member, which editors show."""
    [declaration] = ast.parse(inspect.getsource(kind)).body
    assert isinstance(declaration, ast.ClassDef)
    body = declaration.body
    return {
        member.target.id: inspect.cleandoc(text.value.value)
        for member, text in pairwise(body)
        if isinstance(member, ast.AnnAssign)
        and isinstance(member.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
    }


@pytest.mark.parametrize("kind", STRUCTURES, ids=lambda kind: kind.__name__)
def test_every_member_says_where_it_comes_from_and_whether_it_must_be_given(kind: type[Structure]) -> None:
    texts = docstrings(kind)
    assert set(texts) == set(kind.__struct_fields__)
    demanded = {name for names in MANDATORY.get(kind, ()) for name in names}
    for name, text in texts.items():
        assert "[S0]" in text or "[S1]" in text or "[P]" in text or "[I]" in text, name
        alternative = name.endswith("TimeStamp")  # the other name of the pair says it
        assert ("Mandatory" in text) is (name in demanded and not alternative), name


@pytest.mark.parametrize("row", [row for row in rows("fields") if row["unit"] or row["platform"]], ids=titled)
def test_a_member_says_its_unit_and_its_platform(row: Row) -> None:
    text = docstrings(getattr(hwm, row["structure"]))[row["name"]]
    words = {"s": "second", "min": "inutes", "days": "ays", "": ""}
    # A synonym says no more than of what.
    assert words[row["unit"]] in text or "The same" in text
    assert not row["platform"] or f"{row['platform']} only" in text


@pytest.mark.parametrize("row", [row for row in rows("ranges") if row["high"]], ids=titled)
def test_a_member_says_its_range(row: Row) -> None:
    text = docstrings(getattr(hwm, row["structure"]))[row["name"]]
    assert f"{row['low']} to {row['high']}" in text
