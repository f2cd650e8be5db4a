"""One open connection, from Subscribe to its end. No I/O."""

from __future__ import annotations

from collections.abc import Callable

from convener.client.events import frames
from convener.client.events.access import Access
from convener.client.events.effects import Deliver, Hear, Say, Steps
from convener.client.events.errors import Declined, SocketClosed
from convener.client.events.frames import KnownFrame, Received, Unknown
from convener.client.events.pace import ANSWER, Backoff, Heart
from convener.client.events.subscription import Subscription
from convener.client.events.versions import Versions
from convener.wire import codec
from convener.wire.notify import ConfDynamicInfoNotify
from convener.wire.push import FrameReply, HeartBeat, Subscribe, SubscribeData

RESYNC_PAUSE, LONGEST_RESYNC_PAUSE = 1.0, 60.0
"""Seconds between one Subscribe for a missing frame and the next, at first and at most."""

OVER_STATE = "Destroyed"


class Connection:
    """What is said and heard on one socket."""

    def __init__(
        self,
        subscription: Subscription,
        access: Access,
        *,
        now: Callable[[], float],
        draw: Callable[[], float],
    ) -> None:
        self._subscription = subscription
        self._access = access
        self._now = now
        self._heart = Heart(now())
        self._versions = Versions()
        self._serial = int(now() * 1000)
        self._reply_by: float | None = None
        """Until when the Subscribe that was sent must be answered."""
        self._whole_by: float | None = None
        """Until when the full frames must have come that frames are held back for."""
        self._resync_from = now()
        """When the next Subscribe for a missing frame may be sent."""
        self._draw = draw
        self._pauses = self._fresh_pauses()
        self.was_subscribed = False
        self.saw_end = False
        """Whether a frame said that the conference is over."""

    def run(self) -> Steps:
        """Deliver frames until the connection ends: with ``SocketClosed``, or ``Declined``."""
        yield from self._subscribe()
        while True:
            text = yield Hear(max(self._wakes_at() - self._now(), 0.0))
            if text is not None:
                self._heart.heard()
                yield from self._take(frames.read(text))
            yield from self._tend()

    def _wakes_at(self) -> float:
        gap_at = self._resync_from if self._versions.has_gap and not self._is_subscribing else None
        moments = (self._heart.wakes_at, self._access.renew_at, self._reply_by, self._whole_by, gap_at)
        return min(moment for moment in moments if moment is not None)

    @property
    def _is_subscribing(self) -> bool:
        return self._reply_by is not None or self._whole_by is not None

    def _take(self, received: Received) -> Steps:
        match received:
            case HeartBeat():
                pass
            case FrameReply():
                self._answered(received)
            case Unknown():
                yield Deliver(received)
            case _:
                yield from self._notified(received)

    def _notified(self, frame: KnownFrame) -> Steps:
        if isinstance(frame, ConfDynamicInfoNotify):
            self.saw_end = frame.state == OVER_STATE
        # While subscribing again would be too soon, a part is better than nothing: perhaps the server counts
        # in another way than we think.
        patient = self._is_subscribing or self._now() >= self._resync_from
        if self._versions.admits(frames.type_of(frame), frame.msg_mode, frame.version, patient=patient):
            yield Deliver(frame)
        if not self._versions.waits:
            self._whole_by = None

    def _answered(self, reply: FrameReply) -> None:
        if reply.action != "Subscribe":
            return
        if reply.data.return_code != 0:
            raise Declined(number=reply.data.return_code, text=reply.data.return_desc)
        self.was_subscribed = True
        self._versions.subscribed()
        self._reply_by = None
        self._whole_by = self._now() + ANSWER if self._versions.waits else None

    def _tend(self) -> Steps:
        """Do whatever is due."""
        now = self._now()
        if self._heart.has_stopped(now) or _is_past(self._reply_by, now) or _is_past(self._whole_by, now):
            raise SocketClosed(code=None, reason="the server does not answer")
        if self._heart.is_due(now):
            yield Say(_text(HeartBeat(sequence=self._sequence())))
            self._heart.beat(now)
        if now >= self._access.renew_at:
            yield from self._access.renew()
        if self._versions.has_gap and not self._is_subscribing and now >= self._resync_from:
            if now - self._resync_from > LONGEST_RESYNC_PAUSE:
                self._pauses = self._fresh_pauses()
            self._resync_from = now + self._pauses.pause()
            yield from self._subscribe()

    def _fresh_pauses(self) -> Backoff:
        return Backoff(self._draw, first=RESYNC_PAUSE, longest=LONGEST_RESYNC_PAUSE)

    def _subscribe(self) -> Steps:
        """Ask for the full state of every type, and the changes from there on."""
        token = yield from self._access.token()
        # As a text: every known client sends it so.
        data = codec.write(SubscribeData(conf_token=token, subscribe_type=list(self._subscription.types)))
        yield Say(_text(Subscribe(sequence=self._sequence(), data=data.decode())))
        self._reply_by = self._now() + ANSWER

    def _sequence(self) -> str:
        """Thirty digits, as in published samples; only its uniqueness counts."""
        self._serial += 1
        return f"{self._serial:030d}"


def _text(frame: Subscribe | HeartBeat) -> str:
    return codec.write(frame).decode()


def _is_past(moment: float | None, now: float) -> bool:
    return moment is not None and now >= moment
