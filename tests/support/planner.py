"""What meetings shall do, read from the specification: the small model that the state machine test believes.

It knows nothing of our code. Reasons are the constants that a refusal may carry; none means that the call
must succeed. Where several reasons hold the specification does not say which one wins.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
YEAR = timedelta(days=365)
MOST = 50
"""Dates of a series."""

PAST, FAR = "CONF_START_TIME_LESS_THAN_CURRENT_TIME", "CONF_START_TIME_OVER_MAX_SCHEDULE_TIME"
UNKNOWN, FORBIDDEN = "CONF_DATA_NOT_FOUND", "CONF_INSUFFICIENT_PERMISSIONS"
STARTED, RUNNING = "CONF_MODIFY_FAIL_AS_CONF_ALREADY_STARTED", "CONF_CANCEL_FAIL_AS_CONF_STARTED"
NOT_STARTED, WRONG_KIND = "CONF_NOT_STARTED", "CONF_CONFERENCE_TYPE_ILLEGAL"
CONFLICT, IN_USE = "VMR_CONF_CONFLICT", "VMR_CONF_CONFLICT_AS_VMR_ALREADY_STARTED"
TOO_SHORT, TOO_EARLY = "VMR_IMMEDIATELY_CONF_DURATION_NOT_ENOUGH", "VMR_CONF_NOT_REACH_PREPARE_TIME"
NO_ROOM, NOT_OWNER = "VMR_DATA_NOT_FOUND", "CONF_USER_NOT_VMR_OWNER"
INSTANT_ROOM = "CONF_MODIFY_IMMEDIATELY_VMR_FAIL"
OUT_OF_PLACE, INVALID = "SUB_CYCCONF_MODIFY_TIME_OVER_RANGE", "PARAMETER_VERIFIED_FAIL"
NO_GUESTS, NO_GUESTS_IN_ROOM = "NOT_ALLOWED_GUEST_FIRST_JOIN", "VMR_ONLY_ALLOW_CHAIR_START_CONF"

Reasons = set[str]
Span = tuple[datetime, datetime]


@dataclass(eq=False)
class Member:
    """Somebody with an account."""

    name: str
    corp: str
    number: str
    admin: bool = False


@dataclass(eq=False)
class Vmr:
    """A room."""

    id: str
    corp: str
    owner: Member | None
    personal: bool
    chair: str
    general: str
    guests_first: bool = False


@dataclass(frozen=True)
class Guest:
    """An entry of the invited list."""

    number: str
    calls: bool = False
    """Is called when the meeting begins."""
    late: bool = False
    """Was asked in while the meeting was held."""


@dataclass(eq=False)
class Window:
    """A time in which a meeting may be held: of a series, one for each date."""

    starts: datetime
    ends: datetime
    day: date | None = None
    """The date that the rule of a series gives it."""


@dataclass(eq=False)
class Holding:
    """A conference that is running."""

    opened: datetime
    closes: datetime
    passwords: tuple[str, str]
    uuid: str | None = None
    present: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Held:
    """A conference that is over."""

    booking: Booking
    holding: Holding
    subject: str
    closed: datetime
    entitled: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Days:
    """Which days a series has."""

    cycle: str
    interval: int
    points: tuple[int, ...]
    first: date
    last: date

    def have(self, day: date) -> bool:
        match self.cycle:
            case "Day":
                return (day - self.first).days % self.interval == 0
            case "Week":
                weeks = (_sunday(day) - _sunday(self.first)).days // 7
                return weeks % self.interval == 0 and day.isoweekday() % 7 in self.points
            case _:
                months = 12 * (day.year - self.first.year) + day.month - self.first.month
                longest = monthrange(day.year, day.month)[1]
                return months % self.interval == 0 and day.day in {min(one, longest) for one in self.points}

    def all(self) -> Iterator[date]:
        ahead = (self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))
        return (day for day in ahead if self.have(day))


def _sunday(day: date) -> date:
    return day - timedelta(days=day.isoweekday() % 7)


@dataclass(kw_only=True)
class Wish:
    """What somebody asks for."""

    subject: str
    starts: datetime | None
    """``None`` is now."""
    length: timedelta
    prolong: timedelta
    guests_start: bool = True
    early: timedelta = timedelta(0)
    people: list[Guest] | None = None
    vmr: Vmr | None = None
    random: bool = False
    days: Days | None = None
    zone: str = "UTC"


@dataclass(eq=False, kw_only=True)
class Booking:
    """A meeting or series that somebody has booked."""

    number: str
    owner: Member
    kind: str
    """``confType``."""
    subject: str
    length: timedelta
    prolong: timedelta
    guests_start: bool
    early: timedelta
    people: dict[str, Guest]
    windows: list[Window]
    passwords: tuple[str, str]
    vmr: Vmr | None = None
    random: bool = False
    days: Days | None = None
    over: date | None = None
    """The last of its dates that it had behind it when it was changed."""
    at: int = 0
    """The window that is being used or comes next."""
    holding: Holding | None = None
    called: bool = False
    """Its people were called for the window that is next, or nobody was to be called when it began."""

    @property
    def corp(self) -> str:
        return self.owner.corp

    @property
    def fixed(self) -> bool:
        return self.vmr is not None and (self.vmr.personal or not self.random)

    @property
    def alive(self) -> bool:
        return self.at < len(self.windows)

    @property
    def current(self) -> Window:
        return self.windows[self.at]

    @property
    def calls(self) -> bool:
        """People are called by meetings with an ID of their own alone."""
        return self.vmr is None and any(one.calls for one in self.people.values())

    @property
    def words(self) -> tuple[str, str]:
        """The passwords that open it now: those of the room while it is idle under the room's ID."""
        if self.holding is not None:
            return self.holding.passwords
        return (self.vmr.chair, self.vmr.general) if self.vmr and self.fixed else self.passwords

    @property
    def behind(self) -> date | None:
        """The last of its dates that is over."""
        return self.windows[self.at - 1].day if self.at else self.over

    def left(self, now: datetime) -> list[Window]:
        """The windows that are not over."""
        ahead = self.windows[self.at :]
        return [one for one in ahead if one.ends > now or (self.holding and one is ahead[0])]

    def spans(self, now: datetime) -> list[Span]:
        """What it has of its room."""
        spans = [(one.starts, one.ends) for one in self.left(now) if one.ends > now]
        return _joined(spans, (self.holding.opened, self.holding.closes)) if self.holding else spans


def _joined(spans: list[Span], held: Span) -> list[Span]:
    apart = []
    for start, end in sorted(spans):
        if start <= held[1] and held[0] <= end:
            held = min(held[0], start), max(held[1], end)
        else:
            apart.append((start, end))
    return sorted([*apart, held])


class Planner:
    """All meetings of all enterprises, and how they live as time passes."""

    def __init__(self, now: datetime, *, keeps: dict[str, bool]) -> None:
        self.now = now
        self.keeps = keeps
        """Whether an enterprise keeps reservations that are left early."""
        self.bookings: list[Booking] = []
        self.history: list[Held] = []

    # What is asked for

    def why_not_book(self, who: Member, wish: Wish) -> Reasons:
        reasons = self._why_not_room(wish.vmr, who)
        windows = self._windows(wish)
        if isinstance(windows, set):
            return reasons | windows
        immediate = wish.starts is None and wish.days is None
        return reasons | self._why_not_free(wish.vmr, windows, None, immediate=immediate)

    def book(self, who: Member, wish: Wish, number: str, passwords: tuple[str, str]) -> Booking:
        windows = self._windows(wish)
        assert isinstance(windows, list)
        immediate = wish.starts is None and wish.days is None
        booking = Booking(
            number=number,
            owner=who,
            kind="CYCLE" if wish.days else "IMMEDIATELY" if immediate else "FUTURE",
            subject=wish.subject,
            length=wish.length,
            prolong=wish.prolong,
            guests_start=wish.guests_start,
            early=wish.early,
            people={one.number: one for one in wish.people or []},
            windows=windows,
            passwords=passwords,
            vmr=wish.vmr,
            random=wish.random,
            days=self._cut(wish.days, windows),
        )
        self.bookings.append(booking)
        if immediate:
            self._open(booking, self.now)
        self._chosen(booking)
        return booking

    def why_not_change(self, who: Member, booking: Booking, wish: Wish) -> Reasons:
        reasons = self._why_not_touch(who, booking)
        if reasons & {UNKNOWN, FORBIDDEN}:
            return reasons
        if booking.holding:
            reasons |= {STARTED}
        if (booking.days is not None) is not (wish.days is not None):
            return reasons | {WRONG_KIND}
        if reasons:
            return reasons
        reasons |= self._why_not_room(booking.vmr, booking.owner)
        if booking.vmr and wish.starts is None and booking.days is None:
            return reasons | {INSTANT_ROOM}
        windows = self._windows(wish, booking)
        if isinstance(windows, set):
            return reasons | windows
        return reasons | self._why_not_moved(booking, windows)

    def change(self, booking: Booking, wish: Wish) -> None:
        windows = self._windows(wish, booking)
        assert isinstance(windows, list)
        booking.subject, booking.length, booking.prolong = wish.subject, wish.length, wish.prolong
        booking.guests_start, booking.early = wish.guests_start, wish.early
        if wish.people is not None:
            booking.people = {one.number: one for one in wish.people}
        booking.over, booking.windows, booking.at = booking.behind, windows, 0
        booking.days = self._cut(wish.days, windows)
        if wish.starts is None and booking.days is None:
            self._open(booking, self.now)
        self._chosen(booking)

    def why_not_change_date(
        self, who: Member, booking: Booking, one: Window | None, starts: datetime | None, length: timedelta
    ) -> Reasons:
        reasons = self._why_not_touch(who, booking)
        if reasons & {UNKNOWN, FORBIDDEN}:
            return reasons
        if one not in booking.left(self.now) or booking.days is None:
            return {UNKNOWN}
        if booking.holding and (one is booking.current or starts is None):
            reasons |= {STARTED}
        if booking.vmr and starts is None:
            reasons |= {INSTANT_ROOM}
        reasons |= self._why_not_room(booking.vmr, booking.owner)
        begin = starts or self.now
        moved = Window(begin, begin + length, one.day)
        if moved.ends <= self.now if begin == one.starts else begin < _minute(self.now):
            reasons |= {PAST}
        after = [moved if each is one else each for each in booking.windows]
        if any(moved in pair and pair[0].ends > pair[1].starts for pair in pairwise(after)):
            reasons |= {OUT_OF_PLACE}
        return reasons | self._why_not_moved(booking, after[booking.at :])

    def change_date(self, booking: Booking, one: Window, starts: datetime | None, length: timedelta) -> None:
        one.starts = starts or self.now
        one.ends = one.starts + length
        if starts is None:
            self._open(booking, self.now)
        self._chosen(booking)

    def why_not_cancel(self, who: Member, booking: Booking, *, series: bool, ends: bool) -> Reasons:
        reasons = self._why_not_touch(who, booking)
        if reasons & {UNKNOWN, FORBIDDEN}:
            return reasons
        if series is not (booking.days is not None):
            return {WRONG_KIND}
        return {RUNNING} if booking.holding and not ends else set()

    def cancel(self, booking: Booking) -> None:
        self._record(booking)
        booking.at = len(booking.windows)

    def why_not_cancel_dates(
        self, who: Member, booking: Booking, gone: Sequence[Window | None], *, ends: bool
    ) -> Reasons:
        reasons = self._why_not_touch(who, booking)
        if reasons & {UNKNOWN, FORBIDDEN}:
            return reasons
        left = booking.left(self.now)
        if booking.days is None or any(one not in left for one in gone):
            return {UNKNOWN}
        return {RUNNING} if booking.holding and booking.current in gone and not ends else set()

    def cancel_dates(self, booking: Booking, gone: Sequence[Window]) -> None:
        current = booking.current
        if current in gone:
            self._record(booking)
        passed = booking.windows[: booking.at]
        booking.windows = [*passed, *(one for one in booking.windows[booking.at :] if one not in gone)]
        if not booking.left(self.now):
            booking.at = len(booking.windows)
        self._chosen(booking)
        if booking.alive and not booking.holding and booking.current.ends <= self.now:
            self._next_window(booking, self.now)

    def why_not_start(self, booking: Booking, *, as_host: bool) -> Reasons:
        if not booking.alive:
            return {UNKNOWN}
        if booking.holding:
            return set()
        reasons: Reasons = set()
        if not as_host:
            if booking.fixed:
                reasons |= set() if booking.vmr and booking.vmr.guests_first else {NO_GUESTS_IN_ROOM}
            elif not booking.guests_start or (
                booking.early and self.now < booking.current.starts - booking.early
            ):
                reasons |= {NO_GUESTS}
        before = self._next_other(booking, self.now)
        if before and before < max(booking.current.starts, self.now):
            reasons |= {TOO_EARLY} if self.now < booking.current.starts else {IN_USE}
        return reasons

    def start(self, booking: Booking) -> None:
        if not booking.holding:
            self._open(booking, self.now)

    def invite(self, booking: Booking, guest: Guest) -> None:
        """Whoever is on the list already stays as booked."""
        booking.people.setdefault(guest.number, replace(guest, late=True))

    def role(self, who: Member, booking: Booking) -> str | None:
        """What somebody may see of it."""
        if who.corp != booking.corp:
            return None
        if who is booking.owner or who.admin:
            return "chair"
        return "general" if who.number in booking.people else None

    # What happens by itself

    def pass_to(self, then: datetime) -> None:
        """Let time pass: whatever falls due happens in its turn."""
        while self.bookings:
            due, booking = min(((self.due(one), one) for one in self.bookings), key=lambda pair: pair[0])
            if due > then:
                break
            self.now = max(due, self.now)
            self._happen(booking, self.now)
        self.now = max(then, self.now)

    def due(self, booking: Booking) -> datetime:
        """When something happens to it by itself."""
        if not booking.alive:
            return datetime.max.replace(tzinfo=UTC)
        if booking.holding:
            return booking.holding.closes
        return booking.current.starts if booking.calls and not booking.called else booking.current.ends

    def _happen(self, booking: Booking, now: datetime) -> None:
        if not booking.holding:
            if booking.current.ends <= now:
                self._next_window(booking, now)
            else:
                booking.called = True
                self._open(booking, now)
            return
        limit = self._next_other(booking, now)
        if booking.holding.present and booking.prolong and (limit is None or now < limit):
            later = booking.holding.closes + booking.prolong
            booking.holding.closes = min(later, limit) if limit else later
            return
        self._record(booking)
        if booking.current.ends > now and self.keeps[booking.corp]:
            booking.called = booking.current.starts < now
        else:
            self._next_window(booking, max(now, booking.current.ends))

    def _next_window(self, booking: Booking, now: datetime) -> None:
        booking.at += 1
        while booking.alive and booking.current.ends <= now:
            booking.at += 1
        booking.called = booking.alive and booking.current.starts < now

    def _open(self, booking: Booking, now: datetime) -> None:
        limit = self._next_other(booking, now)
        closes = now + (booking.current.ends - booking.current.starts)
        holding = Holding(now, min(closes, limit) if limit else closes, booking.words)
        booking.holding = holding

    def _record(self, booking: Booking) -> None:
        if booking.holding is None:
            return
        entitled = frozenset({booking.owner.number, *booking.people})
        self.history.append(Held(booking, booking.holding, booking.subject, self.now, entitled))
        booking.holding = None

    def _chosen(self, booking: Booking) -> None:
        """Its times were just chosen: a start in this very minute is not missed."""
        booking.called = not booking.alive or booking.current.starts < _minute(self.now)

    # Reasons

    def _why_not_touch(self, who: Member, booking: Booking) -> Reasons:
        if who.corp != booking.corp or not booking.alive:
            return {UNKNOWN}
        return set() if who is booking.owner or who.admin else {FORBIDDEN}

    def _why_not_room(self, vmr: Vmr | None, owner: Member) -> Reasons:
        if vmr is None or vmr.owner is owner:
            return set()
        return {NOT_OWNER} if vmr.corp == owner.corp else {NO_ROOM}

    def _why_not_free(
        self, vmr: Vmr | None, windows: Sequence[Window], booking: Booking | None, *, immediate: bool
    ) -> Reasons:
        reasons: Reasons = set()
        for other in self._others(vmr, booking):
            for start, end in other.spans(self.now):
                if any(one.starts < end and start < one.ends for one in windows):
                    running = other.holding and start <= other.holding.opened <= end
                    soon = TOO_SHORT if start > self.now else CONFLICT
                    reasons |= {(IN_USE if running else soon) if immediate else CONFLICT}
        return reasons

    def _why_not_moved(self, booking: Booking, windows: Sequence[Window]) -> Reasons:
        """Only other times are asked for again."""
        ahead = [one for one in windows if one.ends > self.now]
        before = [(one.starts, one.ends) for one in booking.left(self.now) if one.ends > self.now]
        if [(one.starts, one.ends) for one in ahead] == before:
            return set()
        return self._why_not_free(booking.vmr, ahead, booking, immediate=False)

    def _others(self, vmr: Vmr | None, booking: Booking | None) -> list[Booking]:
        return [one for one in self.bookings if vmr and one.vmr is vmr and one is not booking and one.alive]

    def _next_other(self, booking: Booking, now: datetime) -> datetime | None:
        """When its room is next somebody else's."""
        others = self._others(booking.vmr, booking)
        return min((start for other in others for start, end in other.spans(now) if end > now), default=None)

    # Times

    def _windows(self, wish: Wish, before: Booking | None = None) -> list[Window] | Reasons:
        if wish.days is not None:
            return self._dates(wish, wish.days, before)
        begin = wish.starts or self.now
        stays = before is not None and begin == before.current.starts
        if begin + wish.length <= self.now if stays else begin < _minute(self.now):
            return {PAST}
        return {FAR} if begin > self.now + YEAR else [Window(begin, begin + wish.length)]

    def _dates(self, wish: Wish, days: Days, before: Booking | None) -> list[Window] | Reasons:
        zone = ZoneInfo(wish.zone)
        today = self.now.astimezone(zone).date()
        begun = before is not None and before.days is not None and days.first == before.days.first
        if days.last < days.first:
            return {INVALID} | ({PAST} if days.first < today and not begun else set())
        if days.first < today and not begun:
            return {PAST}
        at = _minute(wish.starts or self.now).astimezone(zone).time().replace(fold=0)
        behind = before.behind if before else None
        found = [
            (datetime.combine(day, at, zone).astimezone(UTC), day)
            for day in days.all()
            if behind is None or day > behind
        ]
        kept = [each for each in found if self._is_ahead(each[0], before, wish.length)][:MOST]
        if not kept:
            return {PAST}
        windows = [Window(start, start + wish.length, day) for start, day in kept]
        if any(one.ends > following.starts for one, following in pairwise(windows)):
            return {INVALID}
        return windows

    def _is_ahead(self, start: datetime, before: Booking | None, length: timedelta) -> bool:
        """Not past; a date that is under way and stays where it is counts, one that is over does not."""
        if before is None:
            return start >= _minute(self.now)
        return start >= _minute(self.now) or (start == before.current.starts and start + length > self.now)

    def _cut(self, days: Days | None, windows: Sequence[Window]) -> Days | None:
        if days is None or len(windows) < MOST:
            return days
        return replace(days, last=windows[-1].day or days.last)


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
