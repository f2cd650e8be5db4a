"""Write docs/compatibility.md: what is served of the reference, and which test proves it.

    python docs/generate_compatibility.py [--check]

With --check nothing is written, and a stale file is an error.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import convener.wire
from convener.wire import errors
from convener.wire.base import OPERATIONS, Operation
from convener.wire.unserved import UNSERVED

ROOT = Path(__file__).parents[1]
AREAS = ROOT / "tests" / "server" / "areas"
REFUSALS = ROOT / "spec" / "refusals.toml"
TARGET = ROOT / "docs" / "compatibility.md"

REFUSED: dict[str, str] = {}
"""Operations that are refused on purpose, and why."""

DONE, REFUSED_BY_DESIGN, NOT_YET = "done", "refused by design", "not yet"

HEAD = """\
<!-- Made by docs/generate_compatibility.py: change that, or the operations. -->

# Compatibility

Every operation of the reference and every login. *done* means that a test sends it to a server: the \
one that is linked. An operation that is *not yet* served answers 501 with `CNV.000000501`.
"""

ABOUT_REFUSALS = """\
## Refusals of meeting management

Of the {all} error codes that the reference names for booking, changing, listing and joining meetings, \
{given} are sent: [a test](../tests/server/test_refusals_of_management.py) brings each of them about. \
The others are never sent:
"""


class Row(NamedTuple):
    name: str
    route: str
    state: str
    note: str
    """The test that proves it, or the reason why not."""


def rows() -> Iterator[Row]:
    """A row for every operation, by path."""
    routes = {name: (path, method) for name, method, path in UNSERVED}
    routes |= {each.name: (each.path, each.method) for each in declared()}
    tests = {path: path.read_text() for path in sending_tests()}
    for name, (path, method) in sorted(routes.items(), key=lambda item: item[1]):
        yield Row(name, f"`{method} {path}`", *state(name, tests))


def sending_tests() -> Iterator[Path]:
    """The tests that may send requests: those of the contract itself only build them."""
    folder = ROOT / "tests"
    return (path for path in sorted(folder.rglob("test_*.py")) if folder / "wire" not in path.parents)


def declared() -> Iterator[Operation]:
    """The declared operations of the reference: all but our own."""
    for module in pkgutil.iter_modules(convener.wire.__path__):
        importlib.import_module(f"convener.wire.{module.name}")
    return (each for each in OPERATIONS.values() if not each.path.startswith("/convener/"))


def state(name: str, tests: dict[Path, str]) -> tuple[str, str]:
    if name in REFUSED:
        return REFUSED_BY_DESIGN, REFUSED[name]
    proof = proof_of(name, tests) if name in OPERATIONS else None
    return (DONE, link(proof)) if proof else (NOT_YET, "")


def proof_of(name: str, tests: dict[Path, str]) -> Path | None:
    """The test that is called after the operation, else the one that sends it most often, of areas first."""
    own = f"test_{re.sub(r'(?<=[a-z0-9])(?=[A-Z])', '_', name).lower()}"
    sent = re.compile(rf"\b{name}\(")
    counts = {path: len(sent.findall(text)) for path, text in tests.items()}
    ranks = {path: (path.stem == own, is_of_an_area(path), count) for path, count in counts.items()}
    return max(
        (path for path, rank in ranks.items() if rank[0] or rank[2]), key=ranks.__getitem__, default=None
    )


def is_of_an_area(test: Path) -> bool:
    """Of one that serves the reference; the lab's tests only use its operations."""
    return AREAS in test.parents and test.parent.name != "lab"


def link(test: Path) -> str:
    return f"[{test.stem}](../{test.relative_to(ROOT).as_posix()})"


def complain_of_missing(found: list[Row]) -> None:
    """Stop where an operation of the reference is neither declared nor listed."""
    reference = json.loads((ROOT / "spec" / "operations.json").read_text())["operations"]
    names = {"".join(part.capitalize() for part in each["operation"].split("_")) for each in reference}
    if missing := names - {row.name for row in found}:
        sys.exit(f"neither declared nor listed as unserved: {', '.join(sorted(missing))}")


def page() -> str:
    found = list(rows())
    complain_of_missing(found)
    counts = Counter(row.state for row in found)
    table = [f"| {row.name} | {row.route} | {row.state} | {row.note} |" for row in found]
    states = [each for each in (DONE, REFUSED_BY_DESIGN, NOT_YET) if counts[each]]
    summary = ", ".join(f"{counts[each]} {each}" for each in states)
    head = ["| Operation | Route | State | Test |", "|---|---|---|---|"]
    operations = [HEAD, f"{len(found)} operations: {summary}.", "", *head, *table, ""]
    return "\n".join([*operations, *refusals(), ""])


def refusals() -> Iterator[str]:
    """The section on error codes that are never sent, and why."""
    codes = tomllib.loads(REFUSALS.read_text())
    given, never = codes["given"], codes["never"]
    names = {fault.code: fault.constant for fault in reversed(errors.CATALOGUE)}
    count = len(given) + sum(len(row["codes"]) for row in never)
    yield ABOUT_REFUSALS.format(all=count, given=len(given))
    yield from ("| Code | Why not |", "|---|---|")
    for row in never:
        told = "<br>".join(f"{code} `{names[code]}`" for code in row["codes"])
        yield f"| {told} | {row['reason']} |"


def main() -> None:
    text = page()
    if sys.argv[1:] != ["--check"]:
        TARGET.write_text(text)
    elif not TARGET.exists() or TARGET.read_text() != text:
        sys.exit(f"docs/{TARGET.name} is stale: run python docs/generate_compatibility.py")


if __name__ == "__main__":
    main()
