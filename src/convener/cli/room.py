"""``convener room``: cloud meeting rooms of enterprises."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from convener.cli.enterprise import chosen, corp_option
from convener.cli.opening import data_option, run, settings_from, whole
from convener.cli.output import Record, json_option, show_all, show_one
from convener.domain.meeting import RoomMode
from convener.domain.paging import LARGEST_PAGE
from convener.domain.rooms import OwnedRoom, RoomSearch
from convener.server.app import Application
from convener.server.storage.database import Reading, Writing


@click.group()
def room() -> None:
    """Cloud meeting rooms of an enterprise.

    A personal meeting ID is no cloud room: every user has one already.
    """


@room.command()
@click.argument("name")
@click.option(
    "--parties", type=click.IntRange(1, 100_000), help="How many people it holds; default: no limit."
)
@click.option("--account", help="Whose it is; default: nobody's, for an administrator to assign.")
@click.option("--expires", type=click.DateTime(["%Y-%m-%d"]), help="The UTC day on which it is switched off.")
@corp_option
@data_option
@json_option
def add(
    name: str,
    parties: int | None,
    account: str | None,
    expires: datetime | None,
    corp_id: str | None,
    data: Path | None,
    as_json: bool,
) -> None:
    """Create a cloud meeting room; print its ID and its number."""

    async def work(application: Application) -> OwnedRoom:
        corp, now = await chosen(application, corp_id), application.clock.now()

        async def create(unit: Writing) -> OwnedRoom:
            user = None
            if account is not None:
                user = await application.users.hold(unit, corp.corp_id, account, third_party=False)
                await application.room_administration.check_space(unit, user, more=1)
            made = application.rooms.add_cloud(
                unit,
                corp.corp_id,
                user.user_id if user else None,
                name=name,
                parties=parties or 0,
                now=now,
                expires=expires and expires.replace(tzinfo=UTC),
            )
            return OwnedRoom(
                room=made, account=user.account if user else None, owner=user.name if user else None
            )

        return await application.database.write(create)

    show_one(_record(run(settings_from(data=data), work)), as_json=as_json)


@room.command("list")
@corp_option
@data_option
@json_option
def list_all(corp_id: str | None, data: Path | None, as_json: bool) -> None:
    """List the cloud meeting rooms of an enterprise, the oldest first."""

    async def work(application: Application) -> list[OwnedRoom]:
        corp, now = await chosen(application, corp_id), application.clock.now()

        async def page(unit: Reading, *, offset: int) -> list[OwnedRoom]:
            found = await application.room_administration.of_corp(
                unit, corp.corp_id, RoomSearch(mode=RoomMode.CLOUD), now, offset=offset, limit=LARGEST_PAGE
            )
            return list(found.rooms) if offset < found.total else []

        return await application.database.read(lambda unit: whole(partial(page, unit)))

    show_all([_record(each) for each in run(settings_from(data=data), work)], as_json=as_json)


def _record(one: OwnedRoom) -> Record:
    room = one.room
    return {
        "room_id": room.room_id,
        "number": room.number,
        "name": room.name,
        "parties": str(room.parties) if room.parties else None,
        "account": one.account,
        "status": room.status.name.lower(),
        "expires": room.expires.date().isoformat() if room.expires else None,
    }
