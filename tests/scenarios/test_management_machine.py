"""All of meeting management in random order, by several people and as time passes, against a small model.

After every step lists, details, running meetings and history say what the model says, rooms serve one
meeting at a time, and every meeting has the one timer it needs. A call that is refused leaves no trace.

``CONVENER_MACHINE=500`` tries that many sequences instead of the few of every test run, at random.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    rule,
    run_state_machine_as_test,
)

from convener.domain.attendance import Participant
from convener.wire.base import Request
from convener.wire.changes import (
    CancelMeeting,
    CancelRecurringMeeting,
    CancelRecurringSubMeeting,
    OccurrenceBody,
    OccurrenceIds,
    UpdateMeeting,
    UpdateRecurringMeeting,
    UpdateRecurringSubMeeting,
)
from convener.wire.control import (
    CreateConfToken,
    DeleteAttendees,
    DeleteAttendeesBody,
    DeletedAttendee,
    InviteBody,
    Invitee,
    InviteParticipant,
)
from convener.wire.convener import AdvanceClock, ClockAdvance
from convener.wire.meetings import (
    Attendee,
    ConfConfigInfo,
    ConferenceInfo,
    CreateMeeting,
    CreateRecurringMeeting,
    Cycle,
    CycleParams,
    ScheduleBody,
    StartBody,
    StartMeeting,
    VmrIdType,
)
from convener.wire.rooms import AssociateVmr, DisassociateVmr, UpdateMemberVmr, VmrChange
from support import planner
from support.agreement import DAY, MINUTE, Agreement, open_site, text
from support.planner import Booking, Days, Guest, Member, Vmr, Window, Wish
from support.tables import contents

ZONES = {"27": "Europe/Berlin", "13": "America/New_York", "56": "Asia/Shanghai"}
OUTSIDE = "+8613800000001"
"""Somebody without an account."""
TOKEN_LIFE = timedelta(minutes=30)
MOST = 6
"""Meetings at hand at once: the more there are, the less happens to each."""

starts = st.sampled_from([None, -15, 0, 0, 15, 30, 30, 60, 120, 24 * 60]).map(
    lambda minutes: None if minutes is None else minutes * MINUTE
)
lengths = st.sampled_from([15, 30, 30, 45, 90]).map(lambda minutes: minutes * MINUTE)
prolongings = st.sampled_from([0, 0, 7, 15]).map(lambda minutes: minutes * MINUTE)
places = st.sampled_from(["", "", "own", "own", "random", "cloud", "cloud", "colleague's"])
people = st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=3, unique_by=lambda one: one[0])
calendars = st.fixed_dictionaries(
    {
        "cycle": st.sampled_from(["Day", "Week", "Month"]),
        "interval": st.integers(1, 3),
        "points": st.lists(st.integers(0, 6), min_size=1, max_size=3, unique=True).map(tuple),
        "first": st.integers(-1, 2),
        "span": st.integers(-1, 70),
        "zone": st.sampled_from(sorted(ZONES)),
    }
)
callers = st.sampled_from(["owner"] * 6 + ["chief", "bob", "sam", "eve"])
anyone = st.tuples(st.integers(0, 99), st.sampled_from([True] * 9 + [False]))
"""Picks a meeting, of those at hand or of all."""
spans = st.sampled_from(
    [timedelta(seconds=20), *(n * MINUTE for n in (1, 5, 14, 15, 15, 16, 30, 30, 60)), DAY / 3, DAY]
)


class Management(Agreement):
    """What people may do, in any order."""

    # Doing

    @rule(data=st.data())
    def something_happens(self, data: st.DataObject) -> None:
        possible = [one for one in ACTIONS for _ in range(one.weight) if one.when(self)]
        action = data.draw(st.sampled_from(possible))
        given = {name: data.draw(strategy, label=name) for name, strategy in action.given.items()}
        note(f"{action.name}({given})")
        getattr(self, action.name)(**given)

    def _who(self, name: str, booking: Booking) -> Member:
        return booking.owner if name == "owner" else self.members[name]

    def _booking(self, which: tuple[int, bool], *, series: bool = False) -> Booking:
        """One of those at hand, or of all."""
        n, at_hand = which
        all_of_them = [one for one in self.planner.bookings if one.days is not None or not series]
        some = [one for one in all_of_them if one.alive] if at_hand else []
        self._touched = (some or all_of_them)[n % len(some or all_of_them)]
        return self._touched

    def _vmr(self, who: Member, place: str) -> Vmr | None:
        if not place:
            return None
        if place == "colleague's":
            return self.rooms[f"{'bob' if who.name == 'ann' else 'ann'} cloud"]
        kind = "personal" if place == "own" else "cloud"
        return self.rooms[f"{who.name} {kind}"]

    def _wish(
        self,
        who: Member,
        after: timedelta | None,
        length: timedelta,
        prolong: timedelta,
        place: str = "",
        guests: list[tuple[int, bool]] | None = None,
        calendar: dict[str, Any] | None = None,
        guests_start: bool = True,
        early: int = 0,
    ) -> Wish:
        start = None if after is None else self.planner.now.replace(second=0, microsecond=0) + after
        wish = Wish(
            subject=f"Meeting {self._steps}",
            starts=start,
            length=length,
            prolong=prolong,
            vmr=self._vmr(who, place),
            random=place == "random",
            guests_start=guests_start,
            early=early * MINUTE,
            people=None if guests is None else [self._guest(*one) for one in guests],
        )
        if calendar is not None:
            wish.zone = ZONES[calendar["zone"]]
            today = self.planner.now.astimezone(planner.ZoneInfo(wish.zone)).date()
            first = today + calendar["first"] * DAY
            wish.days = Days(
                cycle=calendar["cycle"],
                interval=calendar["interval"],
                points=tuple(one * 5 + 1 for one in calendar["points"])
                if calendar["cycle"] == "Month"
                else calendar["points"],
                first=first,
                last=first + calendar["span"] * DAY,
            )
        return wish

    def _guest(self, n: int, calls: bool) -> Guest:
        names = ("bob", "sam", "ann")
        return Guest(OUTSIDE if n == 3 else self.members[names[n]].number, calls=calls)

    def _body(self, wish: Wish, *, zone: str = "56", booking: bool = False) -> ScheduleBody:
        params = None
        if wish.days is not None:
            params = CycleParams(
                start_date=f"{wish.days.first}",
                end_date=f"{wish.days.last}",
                cycle=Cycle(wish.days.cycle),
                interval=wish.days.interval,
                point=list(wish.days.points),
            )
        people = None
        if wish.people is not None:
            people = [Attendee(phone=one.number, is_auto_invite=int(one.calls)) for one in wish.people]
        config = ConfConfigInfo(
            prolong_length=wish.prolong // MINUTE,
            allow_guest_start_conf=wish.guests_start,
            join_before_host_time=wish.early // MINUTE,
        )
        if booking and wish.vmr is not None:
            config.vmr_id_type = VmrIdType(wish.random)
        return ScheduleBody(
            media_types="HDVideo",
            subject=wish.subject,
            start_time=text(wish.starts) if wish.starts else "",
            length=wish.length // MINUTE,
            time_zone_id=zone,
            cycle_params=params,
            attendees=people,
            vmr_flag=int(wish.vmr is not None) if booking else None,
            vmr_id=wish.vmr.id if booking and wish.vmr else None,
            conf_config_info=config,
        )

    def book(self, who: str, **asked: Any) -> None:
        member = self.members[who]
        self._run(self._book(member, self._wish(member, **asked), CreateMeeting))

    def book_series(self, who: str, calendar: dict[str, Any], **asked: Any) -> None:
        member = self.members[who]
        wish = self._wish(member, calendar=calendar, **asked)
        self._run(self._book(member, wish, CreateRecurringMeeting, zone=calendar["zone"]))

    async def _book(self, who: Member, wish: Wish, operation: Any, **zone: str) -> None:
        reasons = self.planner.why_not_book(who, wish)
        answer = await self._ask(who, reasons, operation(body=self._body(wish, booking=True, **zone)))
        if answer is not None:
            [info] = answer
            chair, general = (one.password for one in info.password_entry)
            booking = self.planner.book(who, wish, info.conference_id, (chair, general))
            self._name(booking, info)
            await self._learn()
            self._check(booking, info, role="chair")
        await self._settle()

    def _name(self, booking: Booking, info: ConferenceInfo) -> None:
        """Learn how the dates of a series are called."""
        if booking.days is not None:
            left = booking.left(self.planner.now)
            self._names |= {
                one: each.cycle_sub_conf_id for one, each in zip(left, info.sub_confs or [], strict=True)
            }

    def change(
        self,
        name: str,
        n: tuple[int, bool],
        as_series: str,
        calendar: dict[str, Any],
        same_start: bool,
        **asked: Any,
    ) -> None:
        booking = self._booking(n)
        series = (booking.days is not None) is (as_series == "as it is")
        wish = self._wish(booking.owner, calendar=calendar if series else None, **asked)
        if same_start and booking.alive:
            wish.starts = booking.current.starts.replace(second=0, microsecond=0)
            if series and booking.days is not None and wish.days is not None:
                wish.days = booking.days
        self._run(self._change(self._who(name, booking), booking, wish, calendar["zone"] if series else "56"))

    async def _change(self, who: Member, booking: Booking, wish: Wish, zone: str) -> None:
        operation: Any = UpdateMeeting if wish.days is None else UpdateRecurringMeeting
        reasons = self.planner.why_not_change(who, booking, wish)
        body = self._body(wish, zone=zone)
        answer = await self._ask(who, reasons, operation(conference_id=booking.number, body=body))
        if answer is not None:
            self.planner.change(booking, wish)
            [info] = answer
            self._name(booking, info)
            await self._learn()
            self._check(booking, info, role="chair")
        await self._settle()

    def cancel(self, name: str, n: tuple[int, bool], ends: bool, as_series: bool) -> None:
        booking = self._booking(n)
        who, series = self._who(name, booking), (booking.days is not None) is as_series
        operation: Any = CancelRecurringMeeting if series else CancelMeeting
        request = operation(conference_id=booking.number, type=1 if ends else None)

        async def doing() -> None:
            reasons = self.planner.why_not_cancel(who, booking, series=series, ends=ends)
            if await self._ask(who, reasons, request) is not None:
                self.planner.cancel(booking)
            await self._settle()

        self._run(doing())

    def change_date(
        self, name: str, n: tuple[int, bool], which: int, by: int | None, length: timedelta
    ) -> None:
        self._run(self._change_date(name, self._booking(n, series=True), which, by, length))

    def _date(self, booking: Booking, which: int) -> Window:
        left = (booking.left(self.planner.now) if booking.alive else []) or booking.windows
        return left[which % len(left)]

    async def _change_date(
        self, name: str, booking: Booking, which: int, by: int | None, length: timedelta
    ) -> None:
        if not booking.windows:
            return
        who, one = self._who(name, booking), self._date(booking, which)
        start = None if by is None else one.starts.replace(second=0, microsecond=0) + by * MINUTE
        body = OccurrenceBody(
            cycle_sub_conf_id=self._names[one],
            media_types="HDVideo",
            start_time="" if start is None else text(start),
            length=length // MINUTE,
        )
        reasons = self.planner.why_not_change_date(who, booking, one, start, length)
        request = UpdateRecurringSubMeeting(conference_id=booking.number, body=body)
        if await self._ask(who, reasons, request) is not None:
            self.planner.change_date(booking, one, start, length)
        await self._settle()

    def cancel_dates(self, name: str, n: tuple[int, bool], which: list[int], ends: bool) -> None:
        booking = self._booking(n, series=True)
        if not booking.windows:
            return
        who = self._who(name, booking)
        gone = list(dict.fromkeys(self._date(booking, one) for one in which))
        request = CancelRecurringSubMeeting(
            conference_id=booking.number,
            type=1 if ends else None,
            body=OccurrenceIds(cycle_sub_conf_ids=[self._names[one] for one in gone]),
        )

        async def doing() -> None:
            reasons = self.planner.why_not_cancel_dates(who, booking, gone, ends=ends)
            if await self._ask(who, reasons, request) is not None:
                self.planner.cancel_dates(booking, gone)
            await self._settle()

        self._run(doing())

    def start(self, name: str, n: tuple[int, bool], as_host: bool) -> None:
        booking = self._booking(n)
        chair, general = booking.words
        body = StartBody(conference_id=booking.number, password=chair if as_host else general)

        async def doing() -> None:
            reasons = self.planner.why_not_start(booking, as_host=as_host)
            who = self._who(name, booking)
            if await self._ask(who, reasons, StartMeeting(body=body)) is not None:
                self.planner.start(booking)
            await self._settle()

        self._run(doing())

    def change_list(self, n: tuple[int, bool], guest: int, leaves: bool) -> None:
        """The host asks somebody in, or takes somebody off the list."""
        self._run(self._change_list(self._booking(n), self._guest(guest, calls=False), leaves))

    async def _change_list(self, booking: Booking, guest: Guest, leaves: bool) -> None:
        token = await self._control(booking)
        if token is not None:
            await self._ask(booking.owner, set(), self._listing(booking, guest, leaves), token=token)
            if leaves:
                booking.people.pop(guest.number, None)
            else:
                self.planner.invite(booking, guest)
        await self._settle()

    def _listing(self, booking: Booking, guest: Guest, leaves: bool) -> Request[Any]:
        if leaves:
            gone = [DeletedAttendee(number=guest.number)]
            body = DeleteAttendeesBody(bulk_del_attend_info=gone)
            return DeleteAttendees(conference_id=booking.number, body=body)
        return InviteParticipant(
            conference_id=booking.number, body=InviteBody(attendees=[Invitee(phone=guest.number)])
        )

    async def _control(self, booking: Booking) -> str | None:
        """A control token of the running meeting."""
        request = CreateConfToken(conference_id=booking.number, password=booking.words[0])
        reasons = set() if booking.holding else {planner.NOT_STARTED}
        granted = await self._ask(booking.owner, reasons, request)
        if granted is None:
            return None
        assert booking.holding is not None
        token: str = granted.data.token
        self._tokens[booking] = token, booking.holding.uuid, self.planner.now + TOKEN_LIFE
        return token

    def use_an_old_control_token(self, n: int, guest: int) -> None:
        self._run(self._use_token(list(self._tokens)[n % len(self._tokens)], self._guest(guest, calls=False)))

    async def _use_token(self, booking: Booking, guest: Guest) -> None:
        token, uuid, until = self._tokens[booking]
        reasons = set() if until > self.planner.now else {"CONF_AUTH_FAIL"}
        if booking.holding is None or booking.holding.uuid != uuid:
            reasons |= {planner.NOT_STARTED}
        request = self._listing(booking, guest, leaves=False)
        if await self._ask(booking.owner, reasons, request, token=token) is not None:
            self.planner.invite(booking, guest)
        await self._settle()

    def _running(self) -> list[Booking]:
        return [one for one in self.planner.bookings if one.holding]

    def come_or_go(self, n: int, comes: bool) -> None:
        booking = self._running()[n % len(self._running())]
        self._run(self._come_or_go(booking, comes=comes))

    async def _come_or_go(self, booking: Booking, *, comes: bool) -> None:
        app = self._app
        assert booking.holding is not None
        rows = (await contents(app.database, "meetings"))["meetings"]
        corp_id, meeting_id = next(row[:2] for row in rows if row[2] == booking.number)
        now = self.planner.now
        if comes:
            who = Participant(participant_id=f"{self._steps:032x}", name="Somebody")
            booking.holding.present.append(who.participant_id)
            await app.database.write(lambda unit: app.live.joined(unit, corp_id, meeting_id, who, now))
        elif booking.holding.present:
            left = booking.holding.present.pop(0)
            await app.database.write(lambda unit: app.live.left(unit, corp_id, meeting_id, left, now))
        await self._settle()

    def change_room(self, owner: str, kind: str, who: str, guests_first: bool, digits: int) -> None:
        vmr, member = self.rooms[f"{owner} {kind}"], self.members[who]
        change = VmrChange(allow_guest_first=guests_first, guest_password=str(digits))

        async def doing() -> None:
            reasons = set() if vmr.owner is member else {"The caller may not do this."}
            try:
                await self._ask(member, reasons, UpdateMemberVmr(id=vmr.id, body=change))
            finally:
                if not reasons:
                    vmr.guests_first, vmr.general = guests_first, str(digits)
            await self._settle()

        self._run(doing())

    def hand_over_room(self, owner: str, to: str, gives: bool) -> None:
        """An administrator takes a cloud room back, or gives it to somebody."""
        vmr, member = self.rooms[f"{owner} cloud"], self.members[to]
        operation: Any = AssociateVmr if gives else DisassociateVmr

        async def doing() -> None:
            may = vmr.owner in (None, member) if gives else vmr.owner is member
            reasons = set() if may else {"The cloud meeting room is not available."}
            request = operation(account=to, body=[vmr.id])
            await self._ask(self.members["chief"], reasons, request)
            if may:
                vmr.owner = member if gives else None
            await self._settle()

        self._run(doing())

    def pass_time(self, span: timedelta) -> None:
        self._run(self._pass(span))

    def wait_for_the_next_thing(self) -> None:
        due = min(self.planner.due(one) for one in self.planner.bookings)
        self._run(self._pass(min(due - self.planner.now, 60 * DAY)))

    async def _pass(self, span: timedelta) -> None:
        await self._clients[self.members["ann"]].send(
            AdvanceClock(body=ClockAdvance(seconds=span.total_seconds()))
        )
        self.planner.pass_to(self.planner.now + span)
        if self.planner.now - self._logged_in > DAY / 4:
            self._logged_in = self.planner.now
            for member, client in self._clients.items():
                client.token = await self._app.sessions.open_for(self._users[member.name])
        await self._settle()


def _always(machine: Management) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Action:
    """A method, how often it is called beside the others, and with what."""

    name: str
    weight: int
    when: Callable[[Management], Any] = _always
    given: dict[str, st.SearchStrategy[Any]] = field(default_factory=dict)


def _has_room(machine: Management) -> bool:
    return sum(one.alive for one in machine.planner.bookings) < MOST


def _has_meetings(machine: Management) -> bool:
    return any(one.alive for one in machine.planner.bookings)


def _has_series(machine: Management) -> bool:
    return any(one.days is not None for one in machine.planner.bookings)


WHO = st.sampled_from(["ann", "ann", "ann", "bob", "eve"])
ON_MEETING = {"name": callers, "n": anyone}
BOOKED = {"after": starts, "prolong": prolongings}
ACTIONS = [
    Action(
        name="book",
        weight=4,
        when=_has_room,
        given={
            **BOOKED,
            "who": WHO,
            "length": lengths,
            "place": places,
            "guests": people,
            "guests_start": st.booleans(),
            "early": st.sampled_from([0, 10]),
        },
    ),
    Action(
        name="book_series",
        weight=4,
        when=_has_room,
        given={
            **BOOKED,
            "who": WHO,
            "length": lengths | st.just(DAY),
            "place": places,
            "guests": people,
            "calendar": calendars,
        },
    ),
    Action(
        name="change",
        weight=5,
        when=_has_meetings,
        given={
            **BOOKED,
            **ON_MEETING,
            "length": lengths,
            "guests": st.none() | people,
            "as_series": st.sampled_from(["as it is"] * 7 + ["otherwise"]),
            "same_start": st.booleans(),
            "calendar": calendars,
        },
    ),
    Action(
        name="cancel",
        weight=2,
        when=_has_meetings,
        given={
            **ON_MEETING,
            "ends": st.booleans(),
            "as_series": st.sampled_from([True] * 7 + [False]),
        },
    ),
    Action(
        name="change_date",
        weight=4,
        when=_has_series,
        given={
            **ON_MEETING,
            "which": st.integers(0, 3),
            "by": st.sampled_from([None, -60, -15, 0, 0, 15, 60, 24 * 60]),
            "length": lengths,
        },
    ),
    Action(
        name="cancel_dates",
        weight=2,
        when=_has_series,
        given={
            **ON_MEETING,
            "which": st.lists(st.integers(0, 4), min_size=1, max_size=2),
            "ends": st.booleans(),
        },
    ),
    Action(
        name="start",
        weight=5,
        when=_has_meetings,
        given={**ON_MEETING, "as_host": st.sampled_from([True, True, False])},
    ),
    Action(
        name="change_list",
        weight=3,
        when=_has_meetings,
        given={"n": anyone, "guest": st.integers(0, 3), "leaves": st.booleans()},
    ),
    Action(
        name="use_an_old_control_token",
        weight=1,
        when=lambda machine: machine._tokens,
        given={"n": st.integers(0, 99), "guest": st.integers(0, 3)},
    ),
    Action(
        name="come_or_go",
        weight=3,
        when=lambda machine: machine._running(),
        given={"n": st.integers(0, 99), "comes": st.booleans()},
    ),
    Action(
        name="change_room",
        weight=1,
        given={
            "owner": st.sampled_from(["ann", "bob"]),
            "kind": st.sampled_from(["personal", "cloud"]),
            "who": st.sampled_from(["ann", "bob", "chief"]),
            "guests_first": st.booleans(),
            "digits": st.integers(1000, 9999),
        },
    ),
    Action(
        name="hand_over_room",
        weight=1,
        given={
            "owner": st.sampled_from(["ann", "bob"]),
            "to": st.sampled_from(["ann", "bob", "sam"]),
            "gives": st.booleans(),
        },
    ),
    Action(name="pass_time", weight=4, given={"span": spans}),
    Action(name="wait_for_the_next_thing", weight=5, when=_has_meetings),
]

_LONG = int(os.environ.get("CONVENER_MACHINE", "0"))
_PROFILE = settings(
    max_examples=_LONG or 8,
    stateful_step_count=40,
    derandomize=not _LONG,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate, *([Phase.shrink] if os.environ.get("CONVENER_MACHINE_SHRINKS") else [])],
    report_multiple_bugs=False,
    print_blob=False,
)


def test_management_is_as_the_model_says(database_url: str, tmp_path: Path) -> None:
    with open_site(tmp_path, database_url) as site:
        run_state_machine_as_test(partial(Management, site), settings=_PROFILE)  # type: ignore[arg-type]
