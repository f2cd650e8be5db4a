"""The tables of the SDK's pages, as data files: names, types, flags, ranges and numbers."""

from __future__ import annotations

import csv
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "data" / "hwm"

Row = dict[str, str]


def rows(name: str) -> list[Row]:
    with (FOLDER / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def titled(row: Row) -> str:
    """A name for a test of one row."""
    where = row.get("structure") or row.get("enumeration") or row.get("call") or row.get("section")
    return f"{row.get('seed', '')}-{row.get('table', '')}-{where}.{row['name']}"
