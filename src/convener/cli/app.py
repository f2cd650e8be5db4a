"""``convener app``: apps, which log users in with a signature."""

from __future__ import annotations

from pathlib import Path

import click

from convener.cli.enterprise import chosen, corp_option
from convener.cli.opening import data_option, run, settings_from
from convener.cli.output import Record, json_option, show_all, show_one
from convener.cli.problem import Problem
from convener.domain.accounts import App, AppKind
from convener.server.app import Application
from convener.server.storage.database import Taken


@click.group()
def app() -> None:
    """Apps of an enterprise: programs that log users in with a signature."""


@app.command()
@click.argument("name")
@click.option("--multi", is_flag=True, help="An app of a service provider, for all of its enterprises.")
@click.option("--app-id", metavar="ID", help="Default: a new one.")
@click.option("--key", help="What the app signs with. Default: a new one.")
@corp_option
@data_option
@json_option
def add(
    name: str,
    multi: bool,
    app_id: str | None,
    key: str | None,
    corp_id: str | None,
    data: Path | None,
    as_json: bool,
) -> None:
    """Register an app; print its ID and key."""

    async def work(application: Application) -> App:
        corp, now = await chosen(application, corp_id), application.clock.now()
        kind = AppKind.PROVIDER if multi else AppKind.ENTERPRISE
        return await application.database.write(
            lambda unit: application.apps.add(
                unit, corp.corp_id, name=name, kind=kind, app_id=app_id, key=key, now=now
            )
        )

    try:
        created = run(settings_from(data=data), work)
    except Taken as taken:
        raise Problem(f"The App ID {app_id} is taken: name another, or leave it out.") from taken
    show_one({**_record(created), "app_key": created.key}, as_json=as_json)


@app.command("list")
@corp_option
@data_option
@json_option
def list_all(corp_id: str | None, data: Path | None, as_json: bool) -> None:
    """List the apps of an enterprise, the oldest first, without their keys."""

    async def work(application: Application) -> list[App]:
        corp = await chosen(application, corp_id)
        return await application.database.read(lambda unit: application.apps.of_corp(unit, corp.corp_id))

    show_all([_record(each) for each in run(settings_from(data=data), work)], as_json=as_json)


def _record(app: App) -> Record:
    return {
        "corp_id": app.corp_id,
        "app_id": app.app_id,
        "name": app.name,
        "kind": app.kind.name.lower(),
        "status": app.status.name.lower(),
    }
