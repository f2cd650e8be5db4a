"""``convener corp export`` and ``import``: one enterprise as a file."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from convener.cli.opening import data_option, run, settings_from
from convener.cli.output import json_option, show_json
from convener.cli.problem import Problem
from convener.server.app import Application
from convener.server.areas.moving.file import Unacceptable, checked
from convener.server.areas.moving.service import Imported
from convener.server.storage import migrations
from convener.server.storage.database import Reading


@click.command("export")
@click.argument("corp_id", metavar="CORP")
@click.option("--with-secrets", "secrets", is_flag=True, help="With passwords and keys, readable by anyone.")
@data_option
def export(corp_id: str, secrets: bool, data: Path | None) -> None:
    """Write the enterprise CORP to standard output, as of this moment, also while the server runs.

    Without --with-secrets, importing makes new passwords and links for rooms and meetings and new keys
    for apps. Users keep their passwords, which are in the file as hashes.
    """

    async def work(application: Application) -> None:
        schema = await migrations.current(application.database)

        async def write(unit: Reading) -> None:
            found = application.moving.export(
                unit, corp_id, secrets=secrets, schema=schema, now=application.clock.now()
            )
            async for line in found:
                sys.stdout.buffer.write(line)

        await application.database.read(write, isolated=True)

    try:
        run(settings_from(data=data), work)
    except Unacceptable as problem:
        raise Problem(f"{problem}. convener corp list shows all.".capitalize()) from problem


@click.command("import")
@click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Delete what is here of the enterprise first.")
@data_option
@json_option
def load(path: Path, replace: bool, data: Path | None, as_json: bool) -> None:
    """Store the enterprise that FILE was exported from: all of it or nothing.

    Doing it again changes nothing. On SQLite stop the server meanwhile.
    """

    async def work(application: Application) -> Imported:
        header, end = checked(path, schema=await migrations.current(application.database))
        return await application.database.write(
            lambda unit: application.moving.load(
                unit, path, header, end, application.clock.now(), replace=replace
            )
        )

    try:
        done = run(settings_from(data=data), work)
    except Unacceptable as problem:
        raise Problem(f"Nothing was imported: {problem}.") from problem
    if as_json:
        show_json({"rows": done.rows, "app_keys": done.keys})
        return
    click.echo(f"Imported {done.rows} rows." if done.rows else "It is all here already.")
    for app_id, key in done.keys.items():
        click.echo(f"The app {app_id} has a new key: {key}")
