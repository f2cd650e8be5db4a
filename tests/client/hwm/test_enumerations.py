"""Numbers that no page lists, names that are misspelt, and zones."""

from __future__ import annotations

import copy
import pickle
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from convener.client.hwm import (
    ConfAllowJoinUserType,
    ConfRole,
    CycleType,
    LoginState,
    RecordAuthType,
    SiteType,
    Timezone,
)
from convener.domain.zones import ZONES, ZoneCode


def test_a_number_no_page_lists_is_kept() -> None:
    role = ConfRole(17)
    assert (role, role.name, role.is_known) == (17, "UNKNOWN_17", False)
    assert role == ConfRole(17)
    assert hash(role) == hash(ConfRole(17))
    assert ConfRole.HWM_CONF_ROLE_HOST.is_known


def test_it_survives_copies_and_is_not_listed() -> None:
    role = ConfRole(17)
    assert copy.deepcopy(role) == pickle.loads(pickle.dumps(role)) == role
    assert 17 not in list(ConfRole)


@pytest.mark.parametrize("value", ["1", 1.5, None])
def test_what_is_no_number_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="is not a valid ConfRole"):
        ConfRole(value)


@pytest.mark.parametrize("kind", ["ANYONE", "IN_COMPANY_USER", "ATTENDEE"])
def test_misspelt_names_have_aliases(kind: str) -> None:
    assert RecordAuthType[f"RECORD_AUTH_TYPE_{kind}"] is RecordAuthType[f"REOCRD_AUTH_TYPE_{kind}"]


def test_names_of_other_platforms_are_aliases() -> None:
    assert CycleType["HWM_CYCLE_TYPE_WEEK"] is CycleType.CYCLE_TYPE_WEEK
    joined = ConfAllowJoinUserType
    assert joined["CONF_ALLOW_JOIN_LOGGED_IN_USER"] is joined.CONF_ALLOW_JOIN_LOGINED_USER


def test_the_numbers_beside_the_two_pages() -> None:
    assert list(SiteType) == [0, 1]
    assert [state.name for state in LoginState] == [
        "LOGIN_STATUS_UN_LOGIN",
        "LOGIN_STATUS_LOGINING",
        "LOGIN_STATUS_LOGINED",
        "LOGIN_STATUS_LOGOUTING",
    ]


@pytest.mark.parametrize("timezone", list(Timezone), ids=lambda zone: zone.name)
def test_a_zone_knows_its_rules_and_its_places(timezone: Timezone) -> None:
    named = ZONES[ZoneCode(str(timezone.value))]
    assert (timezone.zone, timezone.places) == (ZoneInfo(named.iana), named.label)
    assert Timezone.of(timezone.zone).zone == timezone.zone


def test_shanghai_is_beijing_and_not_the_default() -> None:
    assert Timezone.of(ZoneInfo("Asia/Shanghai")) is Timezone.HWM_TIMEZONE_BEIJING


def test_a_zone_that_is_not_in_the_table_is_none() -> None:
    with pytest.raises(KeyError):
        Timezone.of(ZoneInfo("Europe/Oslo"))
    with pytest.raises(KeyError):
        _ = Timezone(78).zone
