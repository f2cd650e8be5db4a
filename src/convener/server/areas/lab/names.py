"""Which operation a request means, and which ones there are."""

from __future__ import annotations

import difflib

from convener.server.http.api import Scope
from convener.server.http.routing import Routes
from convener.wire.base import OPERATIONS
from convener.wire.push import NotifyType
from convener.wire.unserved import UNSERVED

FRAMES = frozenset({"Subscribe", "HeartBeat", "ConfControl", *NotifyType})
"""The actions of frames."""


class Names:
    """Operations by what requests them; those that are not served yet have names too."""

    def __init__(self) -> None:
        self._routes: Routes[str] = Routes()
        self._paths: set[str] = set()
        for each in OPERATIONS.values():
            for method, path in ((each.method, each.path), *each.aliases):
                self._add(method, path, each.name)
        for name, method, path in UNSERVED:
            self._add(method, path, name)
        self.operations = frozenset(OPERATIONS) | {name for name, _, _ in UNSERVED}

    def _add(self, method: str, path: str, name: str) -> None:
        self._routes.add(method, path, name)
        self._paths.add(path)

    def find(self, scope: Scope) -> str | None:
        """The operation's name, if path and method are those of one."""
        found = self._routes.find((scope.get("raw_path") or scope["path"].encode()).decode("latin-1"))
        return None if found is None else found[0].get(scope["method"])

    def like(self, path: str) -> str | None:
        """A path that exists and looks much like this one."""
        return next(iter(difflib.get_close_matches(path, self._paths, n=1, cutoff=0.7)), None)

    def like_name(self, name: str, *, frames: bool) -> str | None:
        """A name that exists and looks much like this one."""
        known = FRAMES if frames else self.operations
        return next(iter(difflib.get_close_matches(name, known, n=1, cutoff=0.5)), None)
