"""Pages as the wire asks for them, and the invited list in such pages."""

from __future__ import annotations

from collections.abc import Sequence

from convener.domain import roster
from convener.domain.paging import used as used
from convener.domain.roster import Attendee
from convener.server.areas.meetings import replies
from convener.wire.common import Page
from convener.wire.history import ShowHisMeetingDetail
from convener.wire.lists import ShowOnlineMeetingDetail
from convener.wire.meetings import ListedKind, Listing, ParticipantInfo, ShowMeetingDetail

# Python 3.11 is slow to find members in their class
_BOTH_KINDS, _ONE_KIND, _TERMINALS = Listing.BOTH_KINDS, Listing.ONE_KIND, ListedKind.TERMINALS


def people(
    invited: Sequence[Attendee], request: ShowMeetingDetail | ShowOnlineMeetingDetail | ShowHisMeetingDetail
) -> Page[ParticipantInfo]:
    """The page of the invited list that a detail query asks for."""
    offset, limit = used(request.offset, request.limit)
    terminals = request.x_query_type is _TERMINALS
    page = roster.page(
        invited,
        offset=offset,
        limit=limit,
        search=request.search_key,
        apart=request.x_type is _BOTH_KINDS,
        terminals=terminals if request.x_type is _ONE_KIND else None,
    )
    return replies.participants(page, offset=offset, limit=limit)
