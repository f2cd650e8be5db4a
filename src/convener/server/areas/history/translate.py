"""Attendance and change logs to the wire."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from datetime import timedelta

from convener.domain.attendance import Attended
from convener.server.areas.history.change_log import Logged
from convener.wire import audit as wire
from convener.wire.common import Csv

COLUMNS = ("name", "number", "account", "department", "first_joined", "last_left", "seconds", "stays")
_NUMBER = re.compile(r"[+-]?[0-9]+")


def attendance(one: Attended) -> wire.Attendance:
    return wire.Attendance(
        name=one.name,
        number=one.number,
        user_id=one.user_id,
        account=one.account,
        department=one.dept_name,
        first_joined=one.first_joined,
        last_left=one.last_left,
        seconds=one.present // timedelta(seconds=1),
        stays=one.stays,
    )


def table(people: Iterable[Attended]) -> Csv:
    """The same as comma-separated values (RFC 4180)."""
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(COLUMNS)
    for one in people:
        times = (f"{one.first_joined:%Y-%m-%dT%H:%M:%SZ}", f"{one.last_left:%Y-%m-%dT%H:%M:%SZ}")
        words = (one.name, one.number, one.account, one.dept_name)
        lines.writerow((*map(_cell, words), *times, one.present // timedelta(seconds=1), one.stays))
    return Csv(text.getvalue())


def change(one: Logged) -> wire.MeetingChange:
    entry = one.entry
    return wire.MeetingChange(
        number=one.number,
        at=one.at,
        what=wire.ChangeKind(entry.what),
        by=entry.by,
        by_name=one.by_name,
        date=None if entry.day is None else entry.day.isoformat(),
        differences=[
            wire.ChangedField(field=each.field, before=each.before, after=each.after)
            for each in entry.differences
        ],
    )


def _cell(text: str | None) -> str:
    """Guests choose their names: none may be a formula to the spreadsheet that opens the table."""
    if text and text[0] in "=+-@\t\r" and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text or ""
