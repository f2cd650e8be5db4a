"""Mail servers that refuse, stall, hang up, want encryption or a password, or are away for an hour."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from convener.client import AsyncClient
from convener.client.transport import AsyncTransport
from convener.domain.delivery import Outcome
from convener.domain.person import AdminType
from convener.server.app import Application, compose
from convener.server.areas.deliveries import smtp
from convener.server.areas.deliveries.smtp import SmtpCarrier
from convener.server.clock import VirtualClock
from convener.server.http.certificate import CertificatePaths, ensure
from convener.server.settings import Settings
from convener.server.storage.database import Writing
from convener.wire.deliveries import DeliveryDetail, ListDeliveries, ShowDelivery
from convener.wire.meetings import Attendee
from server.areas.deliveries.conftest import Deliver, sending_to
from server.conftest import NOON, ORIGIN, Person
from support.changing import cancel
from support.changing import update as change
from support.mailbox import Mailbox, authenticator, mailbox

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LATE_SEPTEMBER = "2021-09-20 09:00"


def people(*names: str) -> list[Attendee]:
    return [Attendee(name=name, email=f"{name}@other.test") for name in names]


Advance = Callable[[timedelta], Awaitable[object]]


async def outbox(ann: Person) -> list[tuple[str, int]]:
    """State and number of tries of each message."""
    await ann.log_in()
    return [(str(one.state), one.tries) for one in (await ann.send(ListDeliveries())).data]


async def attempts(ann: Person) -> list[str]:
    """How the attempts for the only message ended, and what was said."""
    await ann.log_in()
    [one] = (await ann.send(ListDeliveries())).data
    detail: DeliveryDetail = await ann.send(ShowDelivery(delivery_id=one.id))
    return [f"{each.outcome}: {each.reply}" for each in detail.attempts]


async def test_one_that_refuses_the_recipient_for_good_is_not_asked_again(
    ann: Person, box: Mailbox, deliver: Deliver, advance: Advance
) -> None:
    box.answer = lambda _: "550 no such mailbox"
    await ann.book(start_time=LATE_SEPTEMBER)
    await deliver()
    assert await outbox(ann) == [("dead", 1)]
    box.answer = lambda _: "250 ok"
    await advance(timedelta(days=4))
    assert box.take() == []
    assert await attempts(ann) == ["refused: 550 no such mailbox"]


async def test_one_that_refuses_the_mail_for_good_neither(
    ann: Person, box: Mailbox, deliver: Deliver
) -> None:
    box.data_answer = "554 looks like spam"
    await ann.book(start_time=LATE_SEPTEMBER)
    await deliver()
    assert await outbox(ann) == [("dead", 1)]
    assert await attempts(ann) == ["refused: 554 looks like spam"]


async def test_one_that_asks_for_patience_is_asked_again_at_growing_distances(
    ann: Person, box: Mailbox, deliver: Deliver, advance: Advance
) -> None:
    box.answer = lambda _: "451 greylisted"
    await ann.book(start_time=LATE_SEPTEMBER)
    await deliver()
    assert await outbox(ann) == [("waiting", 1)]
    await advance(7 * MINUTE - timedelta(seconds=1))
    assert await outbox(ann) == [("waiting", 3)]
    box.answer = lambda _: "250 ok"
    await advance(timedelta(seconds=1))
    [mail] = box.take()
    assert mail.recipient == "ann@acme.test"
    assert await outbox(ann) == [("sent", 4)]
    assert await attempts(ann) == ["failed: 451 greylisted"] * 3 + ["sent: taken on"]


async def test_patience_ends_after_three_days(
    ann: Person, box: Mailbox, deliver: Deliver, advance: Advance
) -> None:
    box.data_answer = "452 disk full"
    await ann.book(start_time=LATE_SEPTEMBER)
    await deliver()
    await advance(timedelta(days=3) - timedelta(seconds=1))
    [(state, tries)] = await outbox(ann)
    assert state == "waiting"
    await advance(timedelta(seconds=1))
    assert await outbox(ann) == [("dead", tries + 1)]
    await advance(timedelta(days=3))
    assert await outbox(ann) == [("dead", tries + 1)]


async def test_one_refusal_is_no_other_recipients_business(
    ann: Person, box: Mailbox, deliver: Deliver, application: Application
) -> None:
    box.answer = lambda to: "550 no" if to.startswith("bob") else "250 ok"
    names = ("bob", *(f"p{number}" for number in range(30)))
    await ann.book(start_time=LATE_SEPTEMBER, attendees=people(*names))
    assert len(await deliver()) == 31
    assert sorted(set(await outbox(ann))) == [("dead", 1), ("sent", 1)]
    assert box.connections <= 4, "connections are used again"


async def test_one_that_never_answers(
    ann: Person, box: Mailbox, deliver: Deliver, advance: Advance, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.stalls = True
    await ann.book(start_time=LATE_SEPTEMBER)
    with monkeypatch.context() as impatient:
        impatient.setattr(smtp, "TIMEOUT", 0.2)
        await deliver()
    assert await outbox(ann) == [("waiting", 1)]
    assert "Timed out" in (await attempts(ann))[0]
    box.stalls = False
    await advance(MINUTE)
    assert len(box.take()) == 1


async def test_closing_does_not_wait_for_one_that_never_says_goodbye(
    ann: Person, box: Mailbox, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "GOODBYE", 0.2)
    box.lingers = True
    await ann.book(start_time=LATE_SEPTEMBER)
    assert len(await deliver()) == 1
    assert await outbox(ann) == [("sent", 1)]


async def test_one_that_hangs_up_in_the_middle_of_a_mail(
    ann: Person, box: Mailbox, deliver: Deliver, advance: Advance
) -> None:
    box.drops = 1
    await ann.book(start_time=LATE_SEPTEMBER)
    assert await deliver() == []
    assert await outbox(ann) == [("waiting", 1)]
    await advance(MINUTE)
    assert len(box.take()) == 1


async def test_one_that_is_away_for_an_hour_loses_nothing_and_gets_all_in_order(
    ann: Person, box: Mailbox, deliver: Deliver, advance: Advance
) -> None:
    await box.close()
    info = await ann.book(start_time=LATE_SEPTEMBER, attendees=people("bob"))
    await deliver()
    await change(ann, info, subject="Other")
    await advance(HOUR)
    assert {state for state, _ in await outbox(ann)} == {"waiting"}
    await box.open()
    await advance(2 * HOUR)
    arrived = [(mail.recipient, mail.sequence) for mail in box.mails]
    assert [number for to, number in arrived if to == "bob@other.test"] == [0, 1]
    assert [number for to, number in arrived if to == "ann@acme.test"] == [0, 1]


async def test_a_cancellation_waits_for_the_invitation_before_it(
    ann: Person, box: Mailbox, deliver: Deliver, advance: Advance
) -> None:
    box.answer = lambda _: "451 later"
    info = await ann.book(start_time=LATE_SEPTEMBER)
    await deliver()
    await cancel(ann, info)
    box.answer = lambda _: "250 ok"
    assert await deliver() == [], "its turn comes when the first one's does"
    await advance(MINUTE)
    assert [mail.method for mail in box.mails] == ["PUBLISH", "CANCEL"]


async def test_a_reminder_waits_for_the_invitation_too(
    ann: Person, box: Mailbox, deliver: Deliver, advance: Advance
) -> None:
    box.answer = lambda _: "451 later"
    await ann.book(start_time="2021-08-30 12:28")
    await deliver()
    await advance(12 * MINUTE)
    box.answer = lambda _: "250 ok"
    await advance(2 * MINUTE)
    assert box.mails == [], "13 minutes after: the reminder's time, and not yet the invitation's"
    await advance(MINUTE)
    assert [mail.message["Subject"].split("：")[0] for mail in box.mails] == ["会议已预约", "会议提醒"]  # noqa: RUF001


async def test_what_is_over_is_not_told_any_more(
    ann: Person, box: Mailbox, deliver: Deliver, advance: Advance
) -> None:
    await box.close()
    await ann.book(length=30)
    await deliver()
    await advance(HOUR)
    await box.open()
    await advance(HOUR)
    assert box.take() == []
    assert [state for state, _ in await outbox(ann)] == ["lapsed"]


class TestEncryption:
    """What the settings ask for, and what the server offers."""

    @pytest.fixture
    def pair(self, tmp_path: Path) -> CertificatePaths:
        return ensure(tmp_path / "mail", [], datetime.now(UTC))

    @pytest.fixture
    def context(self, pair: CertificatePaths) -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(pair.certificate, pair.key)
        return context

    @asynccontextmanager
    async def sending(self, tmp_path: Path, **settings: Any) -> AsyncIterator[Person]:
        """Ann of a server with these settings, who has just been told of a meeting."""
        chosen = Settings(data=tmp_path, smtp_from="m@meet.test", public_url=ORIGIN, **settings)
        application = await compose(chosen, clock=VirtualClock(NOON))

        async def add(unit: Writing) -> Any:
            corp = await application.corps.add(unit, name="Acme", now=NOON)
            return await application.users.add(
                unit,
                corp,
                account="ann",
                name="Ann",
                email="ann@acme.test",
                admin_type=AdminType.DEFAULT,
                now=NOON,
            )

        user = await application.database.write(add)
        async with AsyncClient(ORIGIN, transport=AsyncTransport(ORIGIN, app=application.api)) as client:
            person = Person(client, user, application)
            await person.log_in()
            await person.book(start_time=LATE_SEPTEMBER)
            await application.worker.run_due()
            await application.postman.run_due()
            yield person
        await application.close()

    @pytest.mark.parametrize("query", ["", "?starttls=required", "?starttls=auto"])
    async def test_starttls_and_a_login(
        self, tmp_path: Path, pair: CertificatePaths, context: ssl.SSLContext, query: str
    ) -> None:
        options: Any = {"auth_required": True, "require_starttls": True}
        check = authenticator("me", "p@ss/word")
        async with mailbox(starttls=context, authenticator=check, **options) as box:
            url = f"smtp://me:p%40ss%2Fword@localhost:{box.port}{query}"
            async with self.sending(tmp_path, smtp_url=url, smtp_certificate=pair.certificate) as ann:
                assert await attempts(ann) == ["sent: taken on"]
            assert len(box.take()) == 1

    async def test_tls_from_the_first_byte(
        self, tmp_path: Path, pair: CertificatePaths, context: ssl.SSLContext
    ) -> None:
        async with mailbox(tls=context) as box:
            url = f"smtps://localhost:{box.port}"
            async with self.sending(tmp_path, smtp_url=url, smtp_certificate=pair.certificate):
                assert len(box.take()) == 1

    async def test_nothing_is_sent_in_the_clear_where_encryption_is_required(self, tmp_path: Path) -> None:
        async with mailbox() as box:
            async with self.sending(tmp_path, smtp_url=f"smtp://localhost:{box.port}") as ann:
                [said] = await attempts(ann)
                assert said.startswith("failed:")
                assert "STARTTLS" in said
            assert box.take() == []

    async def test_nothing_is_sent_to_a_stranger(self, tmp_path: Path, context: ssl.SSLContext) -> None:
        async with mailbox(starttls=context) as box:
            async with self.sending(tmp_path, smtp_url=f"smtp://localhost:{box.port}") as ann:
                [said] = await attempts(ann)
                assert "certificate verify failed" in said
            assert box.take() == []

    async def test_a_wrong_password_of_ours_is_no_fault_of_the_mail(
        self, tmp_path: Path, pair: CertificatePaths, context: ssl.SSLContext
    ) -> None:
        check = authenticator("me", "right")
        async with mailbox(starttls=context, authenticator=check, auth_required=True) as box:
            url = f"smtp://me:wrong@localhost:{box.port}"
            async with self.sending(tmp_path, smtp_url=url, smtp_certificate=pair.certificate) as ann:
                assert await outbox(ann) == [("waiting", 1)]
                [said] = await attempts(ann)
                assert said.startswith("failed: 535")
                assert "wrong" not in said


async def test_whether_it_can_be_reached_is_found_out_without_a_mail(box: Mailbox) -> None:
    server = Settings(**sending_to(box)).mail_server
    assert (await SmtpCarrier(server).check()).outcome is Outcome.SENT
    await box.close()
    assert (await SmtpCarrier(server).check()).outcome is Outcome.FAILED
    await box.open()
    assert box.take() == []
