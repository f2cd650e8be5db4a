"""``convener outbox``: the mails and text messages to the people of meetings."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from convener.cli import exits, moments
from convener.cli.connection import connected
from convener.cli.options import zone_option
from convener.cli.output import json_option, show_json
from convener.cli.profile import profile_option
from convener.cli.tables import facts, printable, table

if TYPE_CHECKING:
    from convener.wire.deliveries import Delivery, DeliveryDetail

STATES = ("waiting", "sent", "dead", "held", "lapsed")


@click.group(epilog=exits.CODES)
def outbox() -> None:
    """Mails and text messages to the people of meetings, for administrators."""


@outbox.command("list", epilog=exits.CODES)
@click.option("--state", type=click.Choice(STATES), help="Only those in this state.")
@click.option("--meeting", metavar="ID", help="Only those about this meeting.")
@click.option("--limit", type=click.IntRange(1, 500), default=50, show_default=True, help="How many.")
@click.option("--before", metavar="ID", help="Only those made before this one.")
@zone_option
@profile_option
@json_option
def list_all(
    state: str | None,
    meeting: str | None,
    limit: int,
    before: str | None,
    zone: ZoneInfo,
    profile_name: str,
    as_json: bool,
) -> None:
    """List the messages, the newest first.

    waiting: for the first try or the next. dead: refused for good, or tried for three days. held: nothing
    was configured that sends them. lapsed: the meeting was over first.
    """
    from convener.wire.deliveries import DeliveryState, ListDeliveries

    wanted = ListDeliveries(
        state=None if state is None else DeliveryState(state),
        conference_id=meeting,
        before=before,
        limit=limit,
    )
    with connected(profile_name) as client:
        found = client.send(wanted)
    if as_json:
        show_json(found)
    elif found.data:
        header = ("ID", "Created", "State", "Tries", "Kind", "To", "Meeting", "Subject")
        click.echo(table(header, (_row(one, zone) for one in found.data)))
        if found.next:
            click.echo(f"\nThere are more: --before {found.next}")


@outbox.command(epilog=exits.CODES)
@click.argument("id")
@zone_option
@profile_option
@json_option
def show(id: str, zone: ZoneInfo, profile_name: str, as_json: bool) -> None:
    """Print a message as its recipient gets it, with passwords and links, and every attempt."""
    from convener.wire.deliveries import ShowDelivery

    with connected(profile_name) as client:
        found = client.send(ShowDelivery(delivery_id=id))
    if as_json:
        show_json(found)
    else:
        click.echo(_detail(found, zone))


@outbox.command(epilog=exits.CODES)
@click.argument("id", required=False)
@click.option("--all", "state", type=click.Choice(("dead", "held")), help="All that are in this state.")
@profile_option
def retry(id: str | None, state: str | None, profile_name: str) -> None:
    """Try a message again from the beginning, or all that are dead or held.

    What is about a meeting that is over is not sent any more.
    """
    from convener.wire.deliveries import Retriable, RetryChoice, RetryDeliveries, RetryDelivery

    if (id is None) == (state is None):
        raise click.UsageError("Name one message by its ID, or all of them with --all.")
    with connected(profile_name) as client:
        if state is not None:
            count = client.send(RetryDeliveries(body=RetryChoice(state=Retriable(state)))).count
        else:
            client.send(RetryDelivery(delivery_id=id or ""))
            count = 1
    click.echo(f"{count} {'message is' if count == 1 else 'messages are'} tried again.")


def _row(one: Delivery, zone: ZoneInfo) -> tuple[str, ...]:
    return (
        one.id,
        moments.shown(one.created, zone),
        one.state,
        str(one.tries),
        one.kind,
        one.recipient,
        one.conference_id,
        one.subject,
    )


def _detail(found: DeliveryDetail, zone: ZoneInfo) -> str:
    one = found.delivery
    head = facts(
        [
            ("To", one.recipient),
            ("Kind", one.kind),
            ("Meeting", f"{one.conference_id} {one.subject}"),
            ("State", one.state),
            ("Next try", moments.shown(one.due, zone) if one.due else None),
            ("Subject", found.title),
        ]
    )
    tried = table(
        ("At", "Outcome", "Reply"),
        ((moments.shown(each.at, zone), each.outcome, each.reply) for each in found.attempts),
    )
    said = "\n".join(printable(line) for line in (found.text or "").splitlines())
    return "\n\n".join(filter(None, [head, tried if found.attempts else "", said]))
