"""``convener corp``: enterprises."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from convener.cli.enterprise import named
from convener.cli.moving import export, load
from convener.cli.opening import data_option, run, settings_from, whole
from convener.cli.output import Record, json_option, show_all, show_one
from convener.domain.accounts import Corp
from convener.server.app import Application


@click.group()
def corp() -> None:
    """Enterprises: add and list them, export one and import it elsewhere."""


@corp.command()
@click.argument("name")
@click.option("--provider", metavar="ID", help="The service provider above it: an enterprise too.")
@data_option
@json_option
def add(name: str, provider: str | None, data: Path | None, as_json: bool) -> None:
    """Create an enterprise without users; print its ID."""

    async def work(application: Application) -> str:
        if provider is not None:
            await named(application, provider)
        now = application.clock.now()
        return await application.database.write(
            lambda unit: application.corps.add(unit, name=name, now=now, provider_id=provider)
        )

    corp_id = run(settings_from(data=data), work)
    show_one({"corp_id": corp_id, "name": name, "provider_id": provider}, as_json=as_json)


@corp.command("list")
@data_option
@json_option
def list_all(data: Path | None, as_json: bool) -> None:
    """List the enterprises."""

    async def work(application: Application) -> list[Corp]:
        return await application.database.read(lambda unit: whole(partial(application.corps.page, unit)))

    show_all([_record(each) for each in run(settings_from(data=data), work)], as_json=as_json)


def _record(corp: Corp) -> Record:
    return {"corp_id": corp.corp_id, "name": corp.name, "provider_id": corp.provider_id}


corp.add_command(export)
corp.add_command(load)
