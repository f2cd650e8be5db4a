"""What people are told of meetings: mails, text messages, calendars."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from convener.domain.delivery import kept
from convener.domain.notices import Channel
from convener.server.app.ground import Ground
from convener.server.app.meetings import Meetings
from convener.server.app.people import People
from convener.server.app.records import Records
from convener.server.areas.calendars.repository import CalendarRepository
from convener.server.areas.calendars.service import CalendarService
from convener.server.areas.deliveries.carrying import Carrier
from convener.server.areas.deliveries.outbox_repository import OutboxRepository
from convener.server.areas.deliveries.postman import Postman
from convener.server.areas.deliveries.repository import DeliveryRepository
from convener.server.areas.deliveries.service import DeliveryService
from convener.server.areas.deliveries.sms import GatewayCarrier, LogCarrier
from convener.server.areas.deliveries.smtp import SmtpCarrier
from convener.server.areas.invitations.author import Author
from convener.server.areas.invitations.repository import InvitationRepository
from convener.server.areas.invitations.service import InvitationService
from convener.server.settings import Settings

NOBODY = "convener <convener@localhost>"
"""Who mails in the outbox are from, as long as no server is configured for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Messages:
    """From the news of a meeting to the letter box."""

    invitations: InvitationService
    author: Author
    deliveries: DeliveryService
    postman: Postman
    calendars: CalendarService


def build_messages(ground: Ground, people: People, records: Records, meetings: Meetings) -> Messages:
    settings, ids, clock, database = ground.settings, ground.ids, ground.clock, ground.database
    carriers = _carriers(settings)
    forgotten = kept(settings.names_kept)
    deliveries = DeliveryRepository(kept=forgotten)
    invitations = InvitationRepository(ground.vault, kept=forgotten)
    outbox = DeliveryService(deliveries, OutboxRepository(), ids, carried=carriers.keys())
    author = Author(invitations, database, origin=settings.origin, sender=settings.smtp_from or NOBODY)
    return Messages(
        invitations=InvitationService(
            invitations,
            meetings.meetings,
            records.roster,
            people.directory,
            outbox,
            ids,
            shortly=timedelta(minutes=settings.remind_minutes),
        ),
        author=author,
        deliveries=outbox,
        postman=Postman(deliveries, carriers, author.written, ids, clock, database),
        calendars=CalendarService(
            CalendarRepository(), meetings.lists, ids, clock, database, sender=author.sender
        ),
    )


def _carriers(settings: Settings) -> dict[Channel, Carrier]:
    """What the settings name; a channel without one is held."""
    found: dict[Channel, Carrier] = {}
    if settings.mail_server is not None:
        found[Channel.MAIL] = SmtpCarrier(settings.mail_server)
    if settings.sms_url is not None:
        found[Channel.TEXT] = GatewayCarrier(settings.gateway) if settings.gateway else LogCarrier()
    return found
