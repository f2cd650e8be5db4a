"""What a service provider grants its enterprises. Reference page: Adding Enterprise Resources."""

from __future__ import annotations

import enum
from typing import Annotated

from convener.wire.base import Auth, Path, Request, Wire, about, field, operation
from convener.wire.common import LARGEST_COUNT

LATEST = 253_402_300_799_000
"""The end of the year 9999 in Unix milliseconds."""


class ResourceType(enum.StrEnum):
    VMR = "VMR"
    CONF_CALL = "CONF_CALL"
    HARD_1080P = "HARD_1080P"
    HARD_720P = "HARD_720P"
    SOFT = "SOFT"
    ROOM = "ROOM"
    LIVE = "LIVE"
    RECORD = "RECORD"
    HARD_THIRD_PARTY = "HARD_THIRD_PARTY"
    HUAWEI_VISION = "HUAWEI_VISION"
    IDEA_HUB = "IDEA_HUB"


class NewResource(Wire, kw_only=True):
    """One grant (ResourceDTO)."""

    id: Annotated[str, about("Default: made up.", max_length=64)] | None = None
    type: ResourceType
    type_id: Annotated[str, about("Package of cloud rooms; with VMR.", max_length=64)] | None = None
    count: Annotated[int, about("With VMR, up to 1000 in one call.", ge=1, le=LARGEST_COUNT)]
    expire_date: Annotated[int, about("Unix milliseconds.", ge=0, le=LATEST)]


@operation("POST", "/v1/usg/dcs/sp/corp/{corp_id}/resource", auth=Auth.USER)
class AddResource(Request[None], kw_only=True):
    """Grant an enterprise resources, for administrators of its service provider; all of them or none.

    Cloud rooms of a package come into being with their grant. One that there is already, by id and type,
    is granted until another moment instead. What is granted besides rooms is only kept.
    """

    corp_id: Annotated[Path[str], about("The enterprise.")] = field(name="corp_id")
    body: Annotated[list[NewResource], about("What to grant.", min_length=1, max_length=100)]
