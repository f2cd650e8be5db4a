"""The arrows that import-linter has no words for; all others stand in pyproject.toml."""

from __future__ import annotations

import inspect
import re
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import grimp
import pytest

import convener.server

GRAPH = grimp.build_graph("convener", include_external_packages=True, cache_dir=None)
AREAS = "convener.server.areas"
SERVER = Path(convener.server.__file__).parent
NEEDS_A_TASK = re.compile(r"asyncio\.(?:timeout|timeout_at|wait_for|TaskGroup|current_task)\b")


@pytest.mark.parametrize(
    ("package", "libraries"),
    [
        ("convener.domain", {"msgspec"}),
        ("convener.wire", {"msgspec"}),
        ("convener.client", {"httpx", "msgspec", "websockets"}),
    ],
)
def test_a_package_needs_few_libraries(package, libraries):
    imported = {
        name for module in _within(package) for name in GRAPH.find_modules_directly_imported_by(module)
    }
    assert {name for name in imported if _is_library(name)} <= libraries


def test_the_client_knows_of_the_meaning_only_the_zones():
    met = {
        name
        for module in _within("convener.client")
        for name in GRAPH.find_modules_directly_imported_by(module)
    }
    assert {name for name in met if name.startswith("convener.domain")} == {"convener.domain.zones"}


@pytest.mark.parametrize("area", sorted(GRAPH.find_children(AREAS)))
def test_an_area_meets_another_only_through_its_service(area):
    met = {name for module in _within(area) for name in GRAPH.find_modules_directly_imported_by(module)}
    others = {name for name in met if name.startswith(f"{AREAS}.") and name not in _within(area)}
    assert {name for name in others if not _has_a_service(name)} == set()


def test_nothing_that_calls_go_through_asks_for_the_current_task():
    """They have none (ADR 0040). Of those that ask, the last is a page's question; the others are jobs."""
    asking = {
        path.relative_to(SERVER) for path in SERVER.rglob("*.py") if NEEDS_A_TASK.search(path.read_text())
    }
    assert {path.as_posix() for path in asking} == {
        "areas/deliveries/postman.py",
        "areas/deliveries/smtp.py",
        "areas/recordings/intake.py",
        "http/serving.py",
        "jobs/rounds.py",
        "jobs/worker.py",
        "storage/postgres.py",
    }


def _has_a_service(name: str) -> bool:
    module = import_module(name)
    return any(each.endswith("Service") and kind.__module__ == name for each, kind in _classes(module))


def _classes(module: ModuleType) -> list[tuple[str, type]]:
    return inspect.getmembers(module, inspect.isclass)


def _within(package: str) -> set[str]:
    return {package, *GRAPH.find_descendants(package)}


def _is_library(name: str) -> bool:
    return not name.startswith("convener") and name not in sys.stdlib_module_names
