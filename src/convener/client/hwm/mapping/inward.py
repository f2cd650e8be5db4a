"""Answers of REST as the client SDK gives them."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from convener.client.hwm import conversions as to
from convener.client.hwm.enums import ConfRole, Timezone, VmrConfIdType
from convener.client.hwm.mapping.tables import (
    CYCLE,
    DETAIL,
    ITEM,
    OCCURRENCE,
    PARTICIPANT,
    RESULT,
    ROOM,
    Row,
)
from convener.client.hwm.structs import (
    AttendeeBaseInfo,
    ConfDetail,
    ConfListInfo,
    ConfListItem,
    CreateConfResult,
    LoginResult,
    VmrInfo,
    VmrListInfo,
)
from convener.wire.identity import UserInfo
from convener.wire.meetings import ConferenceInfo, ParticipantInfo
from convener.wire.rooms import MemberVmr, VmrMode

Members = dict[str, Any]
Tree = Mapping[str, Any]

_PASSWORDS = {"chair": "hostPwd", "general": "guestPwd", "audience": "audiencePwd"}


def detail(info: ConferenceInfo, people: Sequence[ParticipantInfo], *, count: int) -> ConfDetail:
    """A meeting with everybody invited to it. Raises ``ValueError`` for times that cannot be read."""
    tree = msgspec.to_builtins(info)
    item = _item(tree)
    members = inward(DETAIL, tree)
    if item.get("vmrConfId") or "needPassword" not in members:
        members["needPassword"] = bool(item.get("guestPwd"))  # a room's own, whatever was booked
    fixed = VmrConfIdType.HWM_VMR_CONF_ID_TYPE_FIXED if item.get("vmrConfId") else None
    members.setdefault("vmrConfIdType", fixed)
    members["attendees"] = _attendees(tree, people)
    return ConfDetail.from_dict({**members, "confListInfo": item, "numOfAttendee": count})


def listed(infos: Iterable[ConferenceInfo]) -> ConfListInfo:
    """Meetings of a list, which says nothing of roles: who is shown the host's password may be host."""
    items = [ConfListItem.from_dict(_item(msgspec.to_builtins(info))) for info in infos]
    for item in items:
        if item.hostPwd:
            item.selfConfRole = ConfRole.HWM_CONF_ROLE_HOST
    return ConfListInfo(confListSize=len(items), confListItem=items)


def rooms(found: Iterable[MemberVmr]) -> VmrListInfo:
    """The rooms meetings can be held in."""
    trees = [msgspec.to_builtins(one) for one in found if one.vmr_mode is not VmrMode.WEBINAR]
    infos = [VmrInfo.from_dict(inward(ROOM, tree)) for tree in trees]
    return VmrListInfo(numOfVmrs=len(infos), vmrs=infos)


def created(info: ConferenceInfo, *, custom_info: str | None) -> CreateConfResult:
    """A meeting just started, whose host the caller is."""
    tree = msgspec.to_builtins(info)
    members = {**inward(RESULT, tree), **_passwords(tree), "customInfo": custom_info}
    known = {name: members.get(name) for name in CreateConfResult.__struct_fields__}
    return CreateConfResult.from_dict({**known, "selfConfRole": ConfRole.HWM_CONF_ROLE_HOST})


def login(user: UserInfo) -> LoginResult:
    return LoginResult(
        userUuid=user.user_id, account=user.uclogin_account, thirdAccount=user.third_account or ""
    )


def host(user: UserInfo, *, third: bool) -> AttendeeBaseInfo:
    """Who has logged in, as an entry of the invited list; ``third``: with an App ID."""
    return AttendeeBaseInfo(
        nickName=(user.name or user.uclogin_account)[:96],
        number=to.called_number(user.service_account or "") or None,
        thirdUserId=user.third_account if third else None,
        accountId=None if third and user.third_account else user.uclogin_account,
        userUuid=user.user_id,
        role=ConfRole.HWM_CONF_ROLE_HOST,
    )


def _item(tree: Tree) -> Members:
    item = {**inward(ITEM, tree), **_passwords(tree)}
    if "cycleParams" in tree:
        item["cycleParam"] = _cycle(tree["cycleParams"], Timezone(item.get("timezone", 0)))
    item["subConfParam"] = [inward(OCCURRENCE, one) for one in tree.get("subConfs", ())]
    return {**item, "subConfSize": len(item["subConfParam"])}


def _passwords(tree: Tree) -> Members:
    entries = tree.get("passwordEntry", ())
    return {_PASSWORDS[entry["conferenceRole"]]: entry["password"] for entry in entries}


def _cycle(tree: Tree, timezone: Timezone) -> Members:
    return {
        **inward(CYCLE, tree),
        "startDate": to.midnight(tree["startDate"], timezone),
        "endDate": to.midnight(tree["endDate"], timezone),
    }


def _attendees(tree: Tree, people: Sequence[ParticipantInfo]) -> list[Members]:
    """Only the list in brief, of 20 people and 20 terminals, says who enters muted.

    Those whom it cannot tell apart come in the same order in both lists.
    """
    muted: defaultdict[Any, deque[int | None]] = defaultdict(deque)
    for one in tree.get("partAttendeeInfo", ()):
        muted[_key(one, "phone", "type")].append(one.get("isMute"))
    entries = [msgspec.to_builtins(one) for one in people]
    known = [muted[_key(one, "participantID", "attendeeType")] for one in entries]
    return [
        _attendee(one, same.popleft() if same else None) for one, same in zip(entries, known, strict=True)
    ]


def _key(tree: Tree, number: str, kind: str) -> tuple[Any, ...]:
    return tree.get(number), tree.get("name"), tree.get(kind)


def _attendee(tree: Tree, muted: int | None) -> Members:
    whose = "thirdUserId" if tree.get("appId") else "accountId"
    return {
        **inward(PARTICIPANT, tree),
        whose: tree.get("accountId"),
        "isMute": None if muted is None else bool(muted),
    }


def inward(rows: Iterable[Row], tree: Tree) -> Members:
    """The members of the fields that are there."""
    members = {row.sdk: row.back(value) for row in rows if (value := _at(tree, row.rest)) is not None}
    return {name: value for name, value in members.items() if value is not None}


def _at(tree: Tree, path: str) -> Any:
    found: Any = tree
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found
