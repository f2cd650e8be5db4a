"""A certificate for servers on real sockets, and tests that run on both event loops."""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime

import pytest
import uvloop

from convener.server.http.certificate import ensure


def pytest_asyncio_loop_factories(config, item):
    """A module with ``both_loops = True`` runs on asyncio's loop and on uvloop's: they differ inside TLS."""
    loops = {"asyncio": asyncio.new_event_loop}
    if getattr(item.module, "both_loops", False):
        loops["uvloop"] = uvloop.new_event_loop
    return loops


@pytest.fixture
def certificate(tmp_path):
    return ensure(tmp_path, [], datetime.now(UTC))


@pytest.fixture
def trusting(certificate):
    """What a client needs that trusts exactly this certificate."""
    return ssl.create_default_context(cafile=certificate.certificate)
