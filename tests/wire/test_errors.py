"""The catalogue as a whole, and the families that draw on it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields

import pytest

from convener.wire import errors
from convener.wire.errors import CATALOGUE, Fault
from convener.wire.families import CONTROL, FAMILIES, IDENTITY, MANAGEMENT, Family, family_of


def test_no_code_and_status_appear_twice() -> None:
    rows = Counter((fault.code, fault.status) for fault in CATALOGUE)
    assert [row for row, count in rows.items() if count > 1] == []


TEXT_OF = {"MMC": r"[A-Z0-9_]+", "CNV": r"[A-Z0-9_]+", "USG": r"[A-Z].+\."}


def well_formed(fault: Fault) -> bool:
    family, _, number = fault.code.partition(".")
    text = re.fullmatch(TEXT_OF[family], fault.constant)
    return bool(re.fullmatch(r"[0-9]{9}", number) and text and 400 <= fault.status <= 599)


def test_every_row_has_the_form_of_its_family() -> None:
    assert [fault for fault in CATALOGUE if not well_formed(fault)] == []


def test_rows_are_named_by_the_constant_clients_see() -> None:
    renamed = {
        name
        for name, fault in vars(errors).items()
        if isinstance(fault, Fault) and fault.code[:3] != "USG" and fault.constant != name
    }
    assert renamed == {"PATH_UNKNOWN", "METHOD_NOT_ALLOWED", "BODY_TOO_LARGE"}


def test_frames_carry_the_bare_number() -> None:
    assert errors.CONF_LOCKED.number == 111072050
    assert errors.INVALID_PARAMETER.number == 3


@pytest.mark.parametrize(
    ("path", "family"),
    [
        ("/v1/mmc/management/conferences", MANAGEMENT),
        ("/v2/mms/ncms/conferences/auth/random", MANAGEMENT),
        ("/convener/v1/clock", MANAGEMENT),
        ("/nowhere", MANAGEMENT),
        ("/v1/mmc/control/conferences/token", CONTROL),
        ("/v1/mmc/cqs/media/qos", CONTROL),
        ("/v1/mmc/rlm/record/info", CONTROL),
        ("/v1/usg/acs/token", IDENTITY),
        ("/v2/usg/acs/auth/appauth", IDENTITY),
    ],
)
def test_the_path_tells_the_family(path: str, family: Family) -> None:
    assert family_of(path) is family


@pytest.mark.parametrize("family", [MANAGEMENT, *(family for _, family in FAMILIES)])
def test_families_answer_with_catalogue_rows(family: Family) -> None:
    faults = {getattr(family, field.name) for field in fields(Family)}
    assert faults <= set(CATALOGUE)
