"""A server and the model of it side by side, and whether they agree."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
)

from convener.client import ApiError, AsyncClient
from convener.client.transport import AsyncTransport
from convener.domain.enterprise import EnterpriseSettings
from convener.domain.person import AdminType
from convener.server.app import Application, compose
from convener.server.clock import VirtualClock, micros
from convener.server.settings import Settings
from convener.wire.base import Request
from convener.wire.history import LAST_MILLISECOND, SearchHisMeetings, ShowHisMeetingDetail
from convener.wire.lists import (
    ListOnlineConfAttendee,
    SearchMeetings,
    SearchOnlineMeetings,
    ShowOnlineMeetingDetail,
)
from convener.wire.meetings import (
    ConferenceInfo,
    ShowMeetingDetail,
)
from convener.wire.rooms import SearchMemberVmr
from support import planner
from support.planner import Booking, Held, Member, Planner, Vmr, Window
from support.tables import contents

T = TypeVar("T")

ORIGIN = "https://meet.test:8443"
BEGIN = datetime(2021, 10, 29, 22, 0, tzinfo=UTC)
"""A day before the clocks go back in Berlin, and a week before they do in New York."""
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def text(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


class Site:
    """A composed server and the loop it lives on; one for all sequences, emptied before each."""

    def __init__(self, runner: asyncio.Runner, application: Application) -> None:
        self.run = runner.run
        self.application = application
        self.transport = AsyncTransport(ORIGIN, app=application.api)


@contextmanager
def open_site(folder: Path, url: str) -> Iterator[Site]:
    with asyncio.Runner() as runner:
        server = Settings(data=folder, database_url=url)
        application = runner.run(compose(server, clock=VirtualClock(BEGIN)))
        try:
            yield Site(runner, application)
        finally:
            runner.run(application.close())


class Agreement(RuleBasedStateMachine):
    """A server with people and rooms, held against the model after every step."""

    def __init__(self, site: Site) -> None:
        super().__init__()
        self._site = site
        self._app = site.application
        self._clients: dict[Member, AsyncClient] = {}
        self._logged_in = BEGIN
        self._steps = 0
        self._touched: Booking | None = None
        self._tokens: dict[Booking, tuple[str, str | None, datetime]] = {}
        """The last control token of a meeting, of which holding, and until when it is good."""
        self._names: dict[Window, str] = {}
        """The IDs of the dates of series."""

    # Setting up

    @initialize()
    def furnish(self) -> None:
        self._run(self._furnish())

    async def _furnish(self) -> None:
        app = self._app
        assert app.lab is not None
        await app.lab.service.reset()
        self.members: dict[str, Member] = {}
        self.rooms: dict[str, Vmr] = {}
        corps = {}
        for name, keeps in (("Acme", True), ("Other", False)):
            kept = EnterpriseSettings(keep_reservation=keeps)
            add = partial(app.corps.add, name=name, now=BEGIN, settings=kept)
            corps[name] = await app.database.write(add)
        self.planner = Planner(BEGIN, keeps={corps["Acme"]: True, corps["Other"]: False})
        for name, corp in (
            ("ann", "Acme"),
            ("bob", "Acme"),
            ("sam", "Acme"),
            ("chief", "Acme"),
            ("eve", "Other"),
        ):
            await self._add(name, corps[corp])

    async def _add(self, name: str, corp: str) -> None:
        app, admin = self._app, name == "chief"

        async def add(unit):
            user = await app.users.add(
                unit,
                corp,
                account=name,
                name=name.title(),
                admin_type=AdminType.ORDINARY if admin else AdminType.NONE,
                now=BEGIN,
            )
            app.rooms.add_cloud(unit, corp, user.user_id, name=f"{name}'s", parties=0, now=BEGIN)
            return user

        user = await app.database.write(add)
        member = self.members[name] = Member(name, corp, user.sip_number, admin=admin)
        self._clients[member] = AsyncClient(ORIGIN, transport=self._site.transport)
        self._users = {**getattr(self, "_users", {}), name: user}
        self._clients[member].token = await app.sessions.open_for(user)
        for room in (await self._clients[member].send(SearchMemberVmr())).data:
            self.rooms[f"{name} {'personal' if room.vmr_mode == 0 else 'cloud'}"] = Vmr(
                id=room.id,
                corp=corp,
                owner=member,
                personal=room.vmr_mode == 0,
                chair=room.host_password,
                general=room.guest_password,
            )

    # Calling

    def _run(self, doing: Coroutine[Any, Any, T]) -> T:
        return self._site.run(doing)

    async def _settle(self) -> None:
        """Let what is due at this very moment happen, on both sides."""
        self.planner.pass_to(self.planner.now)
        await self._app.worker.run_due()
        await self._learn()

    async def _learn(self) -> None:
        """The server names holdings: no name may come twice, also where two began at the same moment."""
        rows = (await contents(self._app.database, "conferences"))["conferences"]
        meetings = (await contents(self._app.database, "meetings"))["meetings"]
        numbers = {row[1]: row[2] for row in meetings}
        running = [(one, one.holding) for one in self.planner.bookings if one.holding]
        holdings = [*running, *((one.booking, one.holding) for one in self.planner.history)]
        known = {holding.uuid for _, holding in holdings}
        found = {
            (numbers[meeting], opened): uuid for _, uuid, meeting, opened, _ in rows if uuid not in known
        }
        assert len({uuid for _, uuid, *_ in rows}) == len(rows)
        for booking, holding in holdings:
            holding.uuid = holding.uuid or found[booking.number, micros(holding.opened)]

    async def _ask(self, who: Member, reasons: set[str], request: Request[T], **options: Any) -> T | None:
        """Make the call: done when nothing speaks against it, else refused and without a trace."""
        if not reasons:
            return await self._clients[who].send(request, **options)
        before = await self._contents()
        with pytest.raises(ApiError) as caught:
            await self._clients[who].send(request, **options)
        assert caught.value.constant in reasons, (caught.value.constant, reasons)
        assert await self._contents() == before
        return None

    async def _contents(self) -> dict[str, Any]:
        found = await contents(self._app.database)
        for counting in ("lockouts", "tokens"):
            del found[counting]
        return found

    # Comparing

    @invariant()
    def everything_agrees(self) -> None:
        if not hasattr(self, "planner"):
            return
        self._steps += 1
        self._run(self._agree())

    async def _agree(self) -> None:
        viewers = [*self.members.values()]
        for who in {self.members["chief"], viewers[self._steps % len(viewers)]}:
            await self._agree_for(who)
        await self._agree_inside()

    async def _agree_for(self, who: Member) -> None:
        client = self._clients[who]
        mine = [one for one in self.planner.bookings if one.alive and self.planner.role(who, one)]
        listed = await client.send(SearchMeetings(query_all=True, limit=500))
        running = await client.send(SearchOnlineMeetings(query_all=True, limit=500))
        self._same(listed.data, mine, who)
        self._same(running.data, [one for one in mine if one.holding], who)
        for info in running.data:
            [booking] = [one for one in mine if one.number == info.conference_id]
            assert info.online_attendee_amount == len(booking.holding.present)
        for booking in self._looked_at():
            await self._agree_on(who, booking)
        await self._agree_on_history(who)

    def _looked_at(self) -> set[Booking]:
        """What was just touched, and another meeting after each step."""
        all_of_them = self.planner.bookings
        return (
            {all_of_them[self._steps % len(all_of_them)], self._touched or all_of_them[-1]}
            if all_of_them
            else set()
        )

    def _same(self, found: list[ConferenceInfo], expected: list[Booking], who: Member) -> None:
        assert [one.start_time for one in found] == sorted(one.start_time for one in found)
        named = {one.number: one for one in expected}
        assert {one.conference_id for one in found} == named.keys()
        for info in found:
            booking = named[info.conference_id]
            self._check(booking, info, role=self.planner.role(who, booking), dates=False)

    async def _agree_on(self, who: Member, booking: Booking) -> None:
        """Details of the meeting, and of the conference."""
        role = self.planner.role(who, booking)
        reasons = self._why_not_see(who, booking)
        detail = await self._seen(who, reasons, ShowMeetingDetail(conference_id=booking.number, limit=500))
        if not reasons and not booking.holding:
            reasons = {planner.NOT_STARTED}
        online = await self._seen(who, reasons, ShowOnlineMeetingDetail(conference_id=booking.number))
        present = await self._seen(who, reasons, ListOnlineConfAttendee(conf_id=booking.number))
        if detail is not None:
            self._check(booking, detail.conference_data, role=role)
            assert detail.conference_data.role == role
            assert {one.participant_id for one in detail.data.data} == booking.people.keys()
            calls = {one.participant_id for one in detail.data.data if one.is_auto_invite}
            assert calls == {one.number for one in booking.people.values() if one.calls}
        if online is not None:
            self._check(booking, online.conference_data, role=role)
            assert {one.participant_id for one in online.data.data} == self._early(booking)
            assert [one.participant_id for one in present.data] == booking.holding.present

    def _why_not_see(self, who: Member, booking: Booking) -> set[str]:
        if who.corp != booking.corp or not booking.alive:
            return {planner.UNKNOWN}
        return set() if self.planner.role(who, booking) else {"CONF_ROLE_AUTHENTICATION_FAILED"}

    async def _seen(self, who: Member, reasons: set[str], request: Request[Any]) -> Any:
        if not reasons:
            return await self._clients[who].send(request)
        with pytest.raises(ApiError) as caught:
            await self._clients[who].send(request)
        assert caught.value.constant in reasons
        return None

    def _early(self, booking: Booking) -> set[str]:
        return {one.number for one in booking.people.values() if not one.late}

    def _check(self, booking: Booking, info: ConferenceInfo, *, role: str | None, dates: bool = True) -> None:
        """A meeting as ``role`` is shown it."""
        holding, window = booking.holding, booking.current
        ends = max(window.ends, holding.closes) if holding else window.ends
        assert (info.subject, info.conf_type) == (booking.subject, booking.kind)
        assert (info.start_time, info.end_time) == (text(window.starts), text(ends))
        assert info.conference_state == ("Created" if holding else "Schedule")
        assert info.conf_uuid == (holding.uuid if holding else None)
        assert info.vmr_id == (booking.vmr.id if booking.vmr else None)
        assert info.size == len(self._early(booking))
        words = dict(zip(("chair", "general"), booking.words, strict=True))
        if role != "chair":
            del words["chair"]
        assert {one.conference_role: one.password for one in info.password_entry} == words
        assert (info.chair_join_uri is None) is (role != "chair")
        if dates and booking.days is not None:
            self._check_dates(booking, info)

    def _check_dates(self, booking: Booking, info: ConferenceInfo) -> None:
        left = booking.left(self.planner.now)
        assert [(one.start_time, one.end_time) for one in info.sub_confs or []] == [
            (text(one.starts), text(one.ends)) for one in left
        ]
        assert [one.cycle_sub_conf_id for one in info.sub_confs or []] == [self._names[one] for one in left]
        assert info.cycle_params.end_date == f"{booking.days.last}"

    async def _agree_on_history(self, who: Member) -> None:
        client = self._clients[who]
        found = await client.send(
            SearchHisMeetings(start_date=0, end_date=LAST_MILLISECOND, query_all=True, limit=500)
        )
        mine = [one for one in self.planner.history if self._may_look_back(who, one)]
        assert found.count == len(mine)
        assert sorted(self._past(one) for one in found.data) == sorted(map(self._expected, mine))
        assert [one.start_time for one in found.data] == sorted(
            (one.start_time for one in found.data), reverse=True
        )
        for one in self.planner.history[-2:]:
            request = ShowHisMeetingDetail(conf_uuid=one.holding.uuid)
            if who.corp != one.booking.corp:
                await self._seen(who, {planner.UNKNOWN}, request)
            elif one not in mine:
                await self._seen(who, {"CONF_ROLE_AUTHENTICATION_FAILED"}, request)
            else:
                detail = await client.send(request)
                assert self._past(detail.conference_data) == self._expected(one)

    def _may_look_back(self, who: Member, one: Held) -> bool:
        return who.corp == one.booking.corp and (who.admin or who.number in one.entitled)

    def _past(self, info: ConferenceInfo) -> tuple[Any, ...]:
        assert info.conference_state == "Destroyed"
        return info.start_time, info.end_time, info.conf_uuid, info.conference_id, info.subject

    def _expected(self, one: Held) -> tuple[Any, ...]:
        return text(one.holding.opened), text(one.closed), one.holding.uuid, one.booking.number, one.subject

    async def _agree_inside(self) -> None:
        """Timers and rooms are kept as the meetings need them."""
        found = await contents(
            self._app.database, "timers", "reservations", "meetings", "conferences", "attendances"
        )
        numbers = {row[1]: row[2] for row in found["meetings"]}
        timers = sorted(
            (numbers[key], due, leased)
            for _, kind, key, due, leased, _ in found["timers"]
            if kind == "meeting"
        )
        alive = [one for one in self.planner.bookings if one.alive]
        assert timers == sorted((one.number, micros(self.planner.due(one)), 0) for one in alive)
        slots = sorted(
            (room, start, end, numbers[meeting]) for _, room, start, end, meeting, _ in found["reservations"]
        )
        for _, own in groupby(slots, key=lambda row: row[0]):
            assert all(before[2] <= after[1] for before, after in pairwise(own))
        now = micros(self.planner.now)  # what a room was used for until now may stay written down
        assert sorted(
            (room, max(start, now), end, name) for room, start, end, name in slots if end > now
        ) == sorted(
            (one.vmr.id, max(micros(start), now), micros(end), one.number)
            for one in alive
            if one.vmr
            for start, end in one.spans(self.planner.now)
            if end > self.planner.now
        )
        running = {one.holding.uuid for one in alive if one.holding}
        assert {row[1] for row in found["conferences"] if row[4] is None} == running
        assert {row[1] for row in found["attendances"] if row[4] is None} <= running
