"""Everything about meetings that are not being held, and where to hold them."""

from __future__ import annotations

from convener.client.hwm.bookings import Bookings
from convener.client.hwm.changes import Changes
from convener.client.hwm.lookups import Lookups
from convener.client.hwm.rooms import Rooms


class IConfMgr(Bookings, Changes, Lookups, Rooms):
    """Meetings to come, and rooms. All calls need a login; ``getConfMgrApi()`` gives it."""
