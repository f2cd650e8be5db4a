"""Grants, from the wire."""

from __future__ import annotations

from convener.domain.resources import Grant
from convener.server.clock import moment
from convener.wire.resources import NewResource


def grant(given: NewResource) -> Grant:
    return Grant(
        resource_id=given.id or None,
        kind=given.type.value,
        type_id=given.type_id or None,
        count=given.count,
        expires=moment(given.expire_date * 1000),
    )
