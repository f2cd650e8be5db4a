import csv
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from convener.domain.zones import PLATFORM_DEFAULT, ZONES, NamedZone, UnknownZone, ZoneCode, effective, zone

REFERENCE = Path(__file__).parents[2] / "spec" / "timezones.csv"


def test_the_table_is_the_one_of_the_specification():
    with REFERENCE.open(newline="") as file:
        rows = {row["code"]: NamedZone(row["iana"], row["display_name"]) for row in csv.DictReader(file)}
    assert dict(ZONES) == rows
    assert list(ZONES) == [str(code) for code in range(78)]


@pytest.mark.parametrize("code", ZONES)
def test_every_zone_is_known_to_the_tz_data(code):
    assert zone(code) == ZoneInfo(ZONES[code].iana)


@pytest.mark.parametrize("absent", [None, "", "0"])
def test_absent_codes_mean_the_default(absent):
    assert effective(absent) == PLATFORM_DEFAULT
    assert effective(absent, default=ZoneCode("26")) == "26"


@pytest.mark.parametrize("code", ["1", "26", "77"])
def test_a_code_given_wins_over_the_default(code):
    assert effective(code, default=ZoneCode("13")) == code


@pytest.mark.parametrize("code", ["78", "-1", "056", " 26", "26.0", "Europe/London", "٢٦"])
def test_other_codes_are_refused(code):
    with pytest.raises(UnknownZone):
        effective(code)
