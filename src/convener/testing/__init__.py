"""A convener for tests: as pytest fixtures, as a context manager, or for unittest.

    with convener.testing.server() as server:
        enterprise = server.seed()
        client = server.client(enterprise["ann"])
        server.clock.advance(days=7)

With pytest ask for the fixture ``convener_server``; docs/guide/testing.md has all of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from convener.testing.clock import Clock
    from convener.testing.controls import Controls
    from convener.testing.enterprise import App, Enterprise, Person
    from convener.testing.explaining import explained
    from convener.testing.faults import Fault, Faults
    from convener.testing.instance import Server, server
    from convener.testing.unit import served

__all__ = [
    "App",
    "Clock",
    "Controls",
    "Enterprise",
    "Fault",
    "Faults",
    "Person",
    "Server",
    "explained",
    "served",
    "server",
]

_HOMES = {
    "App": "enterprise",
    "Clock": "clock",
    "Controls": "controls",
    "Enterprise": "enterprise",
    "Fault": "faults",
    "Faults": "faults",
    "Person": "enterprise",
    "Server": "instance",
    "explained": "explaining",
    "served": "unit",
    "server": "instance",
}


def __getattr__(name: str) -> Any:
    """Import on first use: pytest loads the plugin in every run, also in those that need no server."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
