"""The time-zone codes of the reference and the IANA zone each stands for.

Codes, labels and zones are those of spec/timezones.csv. IANA rules decide every offset: fixed offsets
would be wrong wherever clocks change or a country has changed its mind.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from types import MappingProxyType
from typing import Final, NewType
from zoneinfo import ZoneInfo

from msgspec import Struct

from convener.domain.refusal import Refusal

ZoneCode = NewType("ZoneCode", str)

PLATFORM_DEFAULT: Final = ZoneCode("56")


class UnknownZone(Refusal):
    """The time-zone code is not one of the table."""


class NamedZone(Struct, frozen=True):
    """``iana`` fixes the rules; ``label`` is what people read in notifications."""

    iana: str
    label: str


def effective(code: str | None, *, default: ZoneCode = PLATFORM_DEFAULT) -> ZoneCode:
    """The code in force when a caller sends ``code``: absent, "" and "0" all mean ``default``."""
    if not code or code == "0":
        return default
    known = ZoneCode(code)
    if known not in ZONES:
        raise UnknownZone
    return known


@cache
def zone(code: ZoneCode) -> ZoneInfo:
    """The zone of a code out of ``effective``."""
    return ZoneInfo(ZONES[code].iana)


def midnight(now: datetime, where: ZoneInfo) -> datetime:
    """When the day began that it is at ``now`` in a zone, in UTC."""
    return now.astimezone(where).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


_TABLE: Final = (
    ("0", "Asia/Shanghai", "Default MediaX time zone"),
    ("1", "Etc/GMT+12", "International Date Line West"),
    ("2", "Pacific/Pago_Pago", "Midway Island, Samoa"),
    ("3", "Pacific/Honolulu", "Hawaii"),
    ("4", "America/Anchorage", "Alaska"),
    ("5", "America/Los_Angeles", "Pacific Time (US & Canada), Tijuana"),
    ("6", "America/Phoenix", "Arizona"),
    ("7", "America/Denver", "Mountain Time (US & Canada)"),
    ("8", "America/Guatemala", "Central America"),
    ("9", "America/Chicago", "Central Time (US & Canada)"),
    ("10", "America/Mexico_City", "Mexico City"),
    ("11", "America/Regina", "Saskatchewan"),
    ("12", "America/Bogota", "Bogota, Lima, Quito"),
    ("13", "America/New_York", "Eastern Time (US & Canada)"),
    ("14", "America/Indiana/Indianapolis", "Indiana (East)"),
    ("15", "America/Halifax", "Atlantic Time (Canada)"),
    ("16", "America/Caracas", "Caracas, La Paz"),
    ("17", "America/Santiago", "Santiago"),
    ("18", "America/St_Johns", "Newfoundland"),
    ("19", "America/Sao_Paulo", "Brasilia"),
    ("20", "America/Argentina/Buenos_Aires", "Buenos Aires, Georgetown"),
    ("21", "America/Nuuk", "Greenland"),
    ("22", "Atlantic/South_Georgia", "Mid-Atlantic"),
    ("23", "Atlantic/Azores", "Azores"),
    ("24", "Atlantic/Cape_Verde", "Cape Verde Is."),
    ("25", "Africa/Monrovia", "Monrovia"),
    ("26", "Europe/London", "Greenwich Mean Time: Dublin, Edinburgh, Lisbon, London"),
    ("27", "Europe/Berlin", "Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna"),
    ("28", "Europe/Belgrade", "Belgrade, Bratislava, Budapest, Ljubljana, Prague"),
    ("29", "Europe/Brussels", "Brussels, Copenhagen, Madrid, Paris"),
    ("30", "Europe/Warsaw", "Sarajevo, Skopje, Vilnius, Sofia, Warsaw, Zagreb"),
    ("31", "Africa/Lagos", "West Central Africa"),
    ("32", "Europe/Athens", "Athens, Istanbul, Minsk"),
    ("33", "Europe/Bucharest", "Bucharest"),
    ("34", "Africa/Cairo", "Cairo"),
    ("35", "Africa/Johannesburg", "Harare, Pretoria"),
    ("36", "Europe/Helsinki", "Helsinki, Riga, Tallinn"),
    ("37", "Asia/Jerusalem", "Jerusalem"),
    ("38", "Asia/Baghdad", "Baghdad"),
    ("39", "Asia/Riyadh", "Kuwait, Riyadh"),
    ("40", "Europe/Moscow", "Moscow, St. Petersburg, Kazan, Volgograd"),
    ("41", "Africa/Nairobi", "Nairobi"),
    ("42", "Asia/Tehran", "Tehran"),
    ("43", "Asia/Dubai", "Abu Dhabi, Muscat"),
    ("44", "Asia/Tbilisi", "Tbilisi, Yerevan"),
    ("45", "Asia/Kabul", "Kabul"),
    ("46", "Asia/Yekaterinburg", "Ekaterinburg"),
    ("47", "Asia/Karachi", "Islamabad, Karachi, Tashkent"),
    ("48", "Asia/Kolkata", "Kolkata, Chennai, Mumbai, New Delhi"),
    ("49", "Asia/Kathmandu", "Kathmandu"),
    ("50", "Asia/Almaty", "Almaty"),
    ("51", "Asia/Dhaka", "Nur-Sultan, Dhaka"),
    ("52", "Asia/Colombo", "Sri Jayawardenepura"),
    ("53", "Asia/Yangon", "Yangon (Rangoon)"),
    ("54", "Asia/Bangkok", "Bangkok, Jakarta, Hanoi"),
    ("55", "Asia/Novosibirsk", "Novosibirsk"),
    ("56", "Asia/Shanghai", "Beijing, Chongqing, Hong Kong, Urumqi, Taipei"),
    ("57", "Asia/Ulaanbaatar", "Krasnoyarsk, Ulaanbaatar"),
    ("58", "Asia/Singapore", "Kuala Lumpur, Singapore"),
    ("59", "Australia/Perth", "Perth"),
    ("60", "Asia/Tokyo", "Tokyo, Osaka, Sapporo"),
    ("61", "Asia/Seoul", "Seoul"),
    ("62", "Asia/Yakutsk", "Yakutsk"),
    ("63", "Australia/Adelaide", "Adelaide"),
    ("64", "Australia/Darwin", "Darwin"),
    ("65", "Australia/Brisbane", "Brisbane"),
    ("66", "Australia/Sydney", "Canberra, Melbourne, Sydney"),
    ("67", "Pacific/Guam", "Guam, Port Moresby"),
    ("68", "Australia/Hobart", "Hobart"),
    ("69", "Asia/Vladivostok", "Vladivostok"),
    ("70", "Pacific/Guadalcanal", "Solomon Is., New Caledonia"),
    ("71", "Pacific/Auckland", "Auckland, Wellington"),
    ("72", "Pacific/Fiji", "Fuji, Kamchatka, Marshall Is."),
    ("73", "Pacific/Tongatapu", "Nuku'alofa"),
    ("74", "Asia/Irkutsk", "Irkutsk"),
    ("75", "Africa/Casablanca", "Casablanca"),
    ("76", "Asia/Baku", "Baku"),
    ("77", "Asia/Magadan", "Magadan"),
)

ZONES: Final[Mapping[ZoneCode, NamedZone]] = MappingProxyType(
    {ZoneCode(code): NamedZone(iana, label) for code, iana, label in _TABLE}
)
