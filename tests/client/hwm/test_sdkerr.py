"""The numbers of errors, and where they come from."""

from __future__ import annotations

import pytest

from client.hwm.tables import rows
from convener.client.hwm import SDKERR, Family
from convener.client.hwm.other_codes import COMMON, WINDOWS
from convener.wire.errors import CATALOGUE, Fault

SERVERS = [fault for fault in CATALOGUE if fault.code.startswith(("MMC.", "USG."))]


def test_every_number_has_the_name_of_the_table() -> None:
    assert {member.value: member.name for member in SDKERR} == {
        int(row["code"]): row["name"] for row in rows("sdkerr")
    }


def test_no_name_is_an_alias_by_accident() -> None:
    assert set(SDKERR.__members__) - {row["name"] for row in rows("sdkerr")} == {"SDKERR_UNKNOWN"}


@pytest.mark.parametrize("fault", SERVERS, ids=lambda fault: f"{fault.code}-{fault.constant}")
def test_whatever_a_server_answers_has_its_number(fault: Fault) -> None:
    code = SDKERR.from_rest(fault.code)
    assert code.is_known
    if fault.code.startswith("MMC.1110"):
        assert code.name == f"CMS_{fault.constant}"


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("MMC.111070005", 111070005),
        ("USG.206010000", 206010000),
        ("USG.000000003", 200000003),
        ("MMC.100000429", 100000429),
        ("MMC.111079999", 111079999),
    ],
)
def test_a_code_of_rest_is_the_same_number(code: str, number: int) -> None:
    assert SDKERR.from_rest(code) == number


@pytest.mark.parametrize(
    ("status", "number"),
    [
        (400, 111070001),
        (401, 206020000),
        (403, 111070002),
        (404, 111070005),
        (429, 100000429),
        (500, 430500001),
        (503, 430500001),
        (418, -1),
        (None, -1),
    ],
)
@pytest.mark.parametrize("code", ["", "CNV.000000404", "MBI.000000004"])
def test_without_a_code_the_status_tells(code: str, status: int | None, number: int) -> None:
    assert SDKERR.from_rest(code, status=status) == number


@pytest.mark.parametrize(
    ("number", "family"),
    [
        (0, Family.SUCCESS),
        (-1, Family.UNKNOWN),
        (100000429, Family.FLOW_CONTROL),
        (111070005, Family.MEETING),
        (111081007, Family.PARTICIPANT),
        (111100012, Family.MEETING),
        (112010016, Family.CALL),
        (115022001, Family.RESOURCE),
        (118000001, Family.TOKEN),
        (206010000, Family.USER),
        (412100013, Family.CLIENT),
        (430200001, Family.UISDK),
        (910000005, Family.RTC),
        (5, Family.UNKNOWN),
    ],
)
def test_a_number_is_of_a_family(number: int, family: Family) -> None:
    assert SDKERR(number).family() is family


def test_only_the_unknown_failure_is_of_no_family() -> None:
    assert [code for code in SDKERR if code.family() is Family.UNKNOWN] == [SDKERR.SDKERR_UNKOWN]


def test_every_number_says_what_it_means() -> None:
    assert all(code.message.endswith(".") for code in SDKERR)
    assert SDKERR.UISDK_UNLOGIN_ERROR.message == "Not logged in."
    assert SDKERR.CMS_CONF_HAS_NO_ATTENDEE.message == "Conf has no attendee."
    assert SDKERR(12345).message == "Error 12345."


def test_common_numbers_are_in_the_table_and_those_of_windows_apart() -> None:
    assert len(COMMON) == 30
    assert all(code.is_known for code in COMMON)
    assert set(WINDOWS) & set(SDKERR) == {0}


def test_every_section_of_the_table_is_there() -> None:
    assert {row["section"] for row in rows("sdkerr")} == {f"12.{number}" for number in range(2, 10)}
