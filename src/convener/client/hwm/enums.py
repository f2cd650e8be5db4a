"""The enumerations of the client SDK, with its own names and numbers.

Sources: [S0] the page of ``bookConf`` (2023-03-23), [S1] the page of ``createConf`` (2024-12-27), [P] other
public pages of the client SDK. Where a page spells a constant wrongly, the wrong name is the constant and
the right one an alias.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Self
from zoneinfo import ZoneInfo

from convener.domain.zones import ZONES, ZoneCode, zone


class Code(IntEnum):
    """Base of every enumeration: a number no page lists becomes a member ``UNKNOWN_<number>``.

    So an answer of a newer server can be read, compared and passed on. Such a member equals its number
    and every other member of it, but is not listed by iterating.
    """

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, int) or isinstance(value, bool):
            return None
        member = int.__new__(cls, value)
        member._name_ = f"UNKNOWN_{value}" if value >= 0 else f"UNKNOWN_MINUS_{-value}"
        member._value_ = value
        return member

    def __reduce_ex__(self, protocol: object) -> tuple[type[Self], tuple[int]]:
        """By its number: a member that is not listed has no name to be found by."""
        return type(self), (self._value_,)

    @property
    def is_known(self) -> bool:
        """Whether a page lists the number."""
        return self._value_ in type(self)._value2member_map_


class MediaType(Code):
    """What a meeting carries. [S0] [S1]"""

    HWM_MEDIA_TYPE_AUDIO = 0
    HWM_MEDIA_TYPE_VIDEO = 1


class ConfAllowJoinUserType(Code):
    """Who may join a meeting. [S0] [S1]"""

    CONF_ALLOW_JOIN_ANYONE = 0
    CONF_ALLOW_JOIN_LOGINED_USER = 1
    """Whoever has logged in. Other servers may refuse it: the REST reference does not list it."""
    CONF_ALLOW_JOIN_IN_COMPANY_USER = 2
    """Users of the enterprise."""
    CONF_ALLOW_JOIN_INVITED_USER = 3

    CONF_ALLOW_JOIN_LOGGED_IN_USER = 1
    """Alias, spelt right."""


class VmrConfIdType(Code):
    """Which ID a meeting in a cloud meeting room shows. [S0] [S1]"""

    HWM_VMR_CONF_ID_TYPE_FIXED = 0
    """The room's own."""
    HWM_VMR_CONF_ID_TYPE_RANDOM = 1


class ConfRole(Code):
    """What somebody is in a meeting. [S0] [S1]"""

    HWM_CONF_ROLE_ATTENDEE = 0
    """Ordinary participant, a guest."""
    HWM_CONF_ROLE_HOST = 1
    HWM_CONF_ROLE_AUDIENCE = 2
    """Attendee of a webinar."""
    HWM_CONF_ROLE_COHOST = 3
    HWM_CONF_ROLE_WAITING = 4
    """In the waiting room."""


class AttendeeType(Code):
    """What kind of participant is invited. [S0] [S1]"""

    ATTENDEE_TYPE_NORMAL = 0
    """Voice, SD or HD address."""
    ATTENDEE_TYPE_TELEPRESENCE = 1
    """Telepresence with one or three screens."""
    ATTENDEE_TYPE_TERMINAL = 2
    """Meeting room or hard terminal."""
    ATTENDEE_TYPE_OUTSIDE = 3
    """From outside the enterprise."""
    ATTENDEE_TYPE_CUSTOMNUMBER = 4
    ATTENDEE_TYPE_MOBILE = 5
    """Mobile phone of a soft client's user."""
    ATTENDEE_TYPE_ANONYMOUS = 6
    ATTENDEE_TYPE_TELEPHONE = 7
    ATTENDEE_TYPE_BOARD = 8
    """Whiteboard."""
    ATTENDEE_TYPE_IDEAHUB = 9
    """Large screen with HiSilicon chips."""
    ATTENDEE_TYPE_HWVISION = 10
    """Smart TV."""
    ATTENDEE_TYPE_WELINKC = 11
    """WeLink, public edition."""


class ConfState(Code):
    """Where a meeting stands. Windows only in the original. [S0]"""

    HWM_CONF_STATE_SCHEDULE = 0
    HWM_CONF_STATE_CREATING = 1
    HWM_CONF_STATE_GOING = 2
    """Being held."""
    HWM_CONF_STATE_DESTROYED = 3
    """Over."""


class ConferenceType(Code):
    """Single meeting or series. REST writes 2 for a series. [S0]"""

    HWM_CONF_TYPE_COMMON = 0
    HWM_CONF_TYPE_CYCLE = 1


class CycleType(Code):
    """The unit a series counts in. [S0]"""

    CYCLE_TYPE_DAY = 0
    CYCLE_TYPE_WEEK = 1
    CYCLE_TYPE_MONTH = 2

    HWM_CYCLE_TYPE_DAY = 0
    """Alias, as on HarmonyOS."""
    HWM_CYCLE_TYPE_WEEK = 1
    """Alias, as on HarmonyOS."""
    HWM_CYCLE_TYPE_MONTH = 2
    """Alias, as on HarmonyOS."""


class RecordAuthType(Code):
    """Who may watch and download a recording. [S0]"""

    REOCRD_AUTH_TYPE_ANYONE = 0
    """Whoever has the link; it carries no nonce."""
    REOCRD_AUTH_TYPE_IN_COMPANY_USER = 1
    REOCRD_AUTH_TYPE_ATTENDEE = 2
    """Participants."""

    RECORD_AUTH_TYPE_ANYONE = 0
    """Alias, spelt right."""
    RECORD_AUTH_TYPE_IN_COMPANY_USER = 1
    """Alias, spelt right."""
    RECORD_AUTH_TYPE_ATTENDEE = 2
    """Alias, spelt right."""


class ConfResType(Code):
    """The resource a meeting uses up. [S1]"""

    HWM_CONF_RESTYPE_DEFAULT = 0
    HWM_CONF_RESTYPE_SHARE_VMR = 3
    """A cloud meeting room the enterprise shares."""


class SummaryState(Code):
    """Whether a cloud recording begins with minutes. Windows only in the original. [S1]"""

    SUMMARY_STATE_CLOSE = 0
    SUMMARY_STATE_OPEN = 1


class AutoMuteType(Code):
    """Whether guests are muted on entry. [S1]"""

    AUTO_MUTE_TYPE_DEFAULT = 0
    """As the enterprise has it."""
    AUTO_MUTE_TYPE_MUTE = 1
    AUTO_MUTE_TYPE_UNMUTE = 2


class VmrIdType(Code):
    """Whose ID a meeting shows, or the kind of a room. [P]"""

    RANDOM_MEETING_ID = 0
    PERSONAL_MEETING_ID = 1
    CLOUD_MEETING_ROOM_ID = 2


class SiteType(Code):
    """Where the service stands. [P]"""

    HWM_SITE_TYPE_CHINA = 0
    HWM_SITE_TYPE_AP = 1


class LoginState(Code):
    """Where a login stands. [P]"""

    LOGIN_STATUS_UN_LOGIN = 0
    LOGIN_STATUS_LOGINING = 1
    LOGIN_STATUS_LOGINED = 2
    LOGIN_STATUS_LOGOUTING = 3


class Timezone(Code):
    """Zone of notices, and of the days of a series. [S0]

    ``HWM_TIMEZONE_DEFAULT`` leaves the choice to the enterprise; a meeting's detail then shows the zone
    that was chosen.
    """

    @property
    def zone(self) -> ZoneInfo:
        """The IANA zone whose rules count. Raises ``KeyError`` for a number that is not in the table."""
        return zone(ZoneCode(str(self.value)))

    @property
    def places(self) -> str:
        """The places that the page names."""
        return ZONES[ZoneCode(str(self.value))].label

    @classmethod
    def of(cls, zone: ZoneInfo) -> Timezone:
        """The entry for an IANA zone of the table. Raises ``KeyError``."""
        return cls(_BY_IANA[zone.key])

    HWM_TIMEZONE_DEFAULT = 0
    HWM_TIMEZONE_INTERDATE_LINE = 1
    HWM_TIMEZONE_MIDWAY_ISLAND = 2
    HWM_TIMEZONE_HAWAII = 3
    HWM_TIMEZONE_ALASKA = 4
    HWM_TIMEZONE_PACIFIC_TIME = 5
    HWM_TIMEZONE_ARIZONA = 6
    HWM_TIMEZONE_MOUNTAIN_TIME = 7
    HWM_TIMEZONE_CENTRAL_AMERICA = 8
    HWM_TIMEZONE_CENTRAL_TIME = 9
    HWM_TIMEZONE_MEXICO_CITY = 10
    HWM_TIMEZONE_SASKATCHEWAN = 11
    HWM_TIMEZONE_BOGOTA = 12
    HWM_TIMEZONE_EASTERN_TIME = 13
    HWM_TIMEZONE_INDIANA = 14
    HWM_TIMEZONE_ATLANTIC_TIME = 15
    HWM_TIMEZONE_CARACAS = 16
    HWM_TIMEZONE_SANTIAGO = 17
    HWM_TIMEZONE_NEWFOUNDLAND = 18
    HWM_TIMEZONE_BRASILIA = 19
    HWM_TIMEZONE_BUENOS_AIRES = 20
    HWM_TIMEZONE_GREENLAND = 21
    HWM_TIMEZONE_MID_ATLANTIC = 22
    HWM_TIMEZONE_AZORES = 23
    HWM_TIMEZONE_CAPEVERDE = 24
    HWM_TIMEZONE_MONROVIA = 25
    HWM_TIMEZONE_GREENWICH_MEANTIME = 26
    HWM_TIMEZONE_AMSTERDAM = 27
    HWM_TIMEZONE_BELGRADE = 28
    HWM_TIMEZONE_BRUSSELS = 29
    HWM_TIMEZONE_SARAJEVO = 30
    HWM_TIMEZONE_WESTCENTRAL_AFRICA = 31
    HWM_TIMEZONE_ATHENS = 32
    HWM_TIMEZONE_BUCHAREST = 33
    HWM_TIMEZONE_CAIRO = 34
    HWM_TIMEZONE_HARARE = 35
    HWM_TIMEZONE_HELSINKI = 36
    HWM_TIMEZONE_JERUSALEM = 37
    HWM_TIMEZONE_BAGHDAD = 38
    HWM_TIMEZONE_KUWAIT = 39
    HWM_TIMEZONE_MOSCOW = 40
    HWM_TIMEZONE_NAIROBI = 41
    HWM_TIMEZONE_TEHRAN = 42
    HWM_TIMEZONE_ABU_DHABI = 43
    HWM_TIMEZONE_TBILISI = 44
    HWM_TIMEZONE_KABUL = 45
    HWM_TIMEZONE_EKATERINBURG = 46
    HWM_TIMEZONE_ISLAMABAD = 47
    HWM_TIMEZONE_CALCUTTA = 48
    HWM_TIMEZONE_KATHMANDU = 49
    HWM_TIMEZONE_ALMATY = 50
    HWM_TIMEZONE_ASTANA = 51
    HWM_TIMEZONE_SRIJAYA = 52
    HWM_TIMEZONE_RANGOON = 53
    HWM_TIMEZONE_BANGKOK = 54
    HWM_TIMEZONE_NOVOSIBIRSK = 55
    HWM_TIMEZONE_BEIJING = 56
    HWM_TIMEZONE_KRASNOYARSK = 57
    HWM_TIMEZONE_KUALA_LUMPUR = 58
    HWM_TIMEZONE_PERTH = 59
    HWM_TIMEZONE_OSAKA = 60
    HWM_TIMEZONE_SEOUL = 61
    HWM_TIMEZONE_YAKUTSK = 62
    HWM_TIMEZONE_ADELAIDE = 63
    HWM_TIMEZONE_DARWIN = 64
    HWM_TIMEZONE_BRISBANE = 65
    HWM_TIMEZONE_CANBERRA = 66
    HWM_TIMEZONE_GUAM = 67
    HWM_TIMEZONE_HOBART = 68
    HWM_TIMEZONE_VLADIVOSTOK = 69
    HWM_TIMEZONE_SOLOMON = 70
    HWM_TIMEZONE_AUCKLAND = 71
    HWM_TIMEZONE_FIJI = 72
    HWM_TIMEZONE_NUKUALOFA = 73
    HWM_TIMEZONE_IRKUTSK = 74
    HWM_TIMEZONE_CASABLANCA = 75
    HWM_TIMEZONE_BAKU = 76
    HWM_TIMEZONE_MAGADAN = 77


_BY_IANA = {named.iana: int(code) for code, named in ZONES.items()}
"""Two entries share Asia/Shanghai; 56 says it, 0 only happens to mean it."""
