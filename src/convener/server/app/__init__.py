"""The composition root: every object of a running server is built in this package, and only here.

Each file builds one group of them, on the groups before it, and hands it on as a frozen result:
``ground``, ``people``, ``records``, ``meetings``, ``messages``, ``door``; ``application`` is the whole.
"""

from __future__ import annotations

from convener.server.app.application import Application, compose
from convener.server.app.records import open_store

__all__ = ["Application", "compose", "open_store"]
