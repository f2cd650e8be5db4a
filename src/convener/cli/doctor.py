"""``convener doctor``: what is wrong, and what to do about it."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import click

from convener.cli.opening import data_option
from convener.cli.output import json_option, show_json
from convener.server.doctor import Finding, examine


@click.command()
@data_option
@json_option
def doctor(data: Path | None, as_json: bool) -> None:
    """Check settings, folder, key, certificate, port and database; exit code 1 if something is wrong.

    Nothing is made or changed, and the server may run meanwhile.
    """
    given = {} if data is None else {"CONVENER_DATA": str(data)}
    findings = asyncio.run(examine({**os.environ, **given}))
    if as_json:
        show_json(findings)
    else:
        for finding in findings:
            click.echo(_line(finding))
    if not all(finding.well for finding in findings):
        sys.exit(1)


def _line(finding: Finding) -> str:
    mark = click.style("✓", fg="green") if finding.well else click.style("✗", fg="red")
    line = f"{mark} {finding.subject:<12} {finding.detail}"
    return f"{line}\n{'':15}→ {finding.remedy}" if finding.remedy else line
