"""Finding what serves a path: fixed paths by one look-up, the rest in a tree of segments."""

from __future__ import annotations

from typing import Generic, TypeVar
from urllib.parse import unquote

Target = TypeVar("Target")


class Routes(Generic[Target]):
    """Targets by path and method. ``{name}`` in a path matches one segment, fixed segments first."""

    def __init__(self) -> None:
        self._fixed: dict[str, dict[str, Target]] = {}
        self._tree: _Node[Target] = _Node()

    def add(self, method: str, path: str, target: Target) -> None:
        if "{" in path:
            self._tree.add(path.strip("/").split("/"), (), method, target)
        else:
            _once(self._fixed.setdefault(path, {}), method, target)

    def find(self, raw_path: str) -> tuple[dict[str, Target], dict[str, str]] | None:
        """The targets by method and the path's parameters, decoded; ``None`` for an unknown path.

        ``raw_path`` is still percent-encoded, because a parameter may contain a slash.
        """
        methods = self._fixed.get(raw_path)
        if methods is not None:
            return methods, {}
        found = self._tree.find(raw_path.strip("/").split("/"), ())
        if found is None:
            return None
        methods, names, values = found
        return methods, dict(zip(names, map(unquote, values), strict=True))


class _Node(Generic[Target]):
    __slots__ = ("any", "fixed", "methods", "names")

    def __init__(self) -> None:
        self.fixed: dict[str, _Node[Target]] = {}
        self.any: _Node[Target] | None = None
        self.methods: dict[str, Target] = {}
        self.names: tuple[str, ...] = ()

    def add(self, segments: list[str], names: tuple[str, ...], method: str, target: Target) -> None:
        if not segments:
            self.names = names
            _once(self.methods, method, target)
            return
        head, *rest = segments
        if head.startswith("{"):
            self.any = self.any or _Node()
            self.any.add(rest, (*names, head[1:-1]), method, target)
        else:
            self.fixed.setdefault(head, _Node()).add(rest, names, method, target)

    def find(
        self, segments: list[str], values: tuple[str, ...]
    ) -> tuple[dict[str, Target], tuple[str, ...], tuple[str, ...]] | None:
        if not segments:
            return (self.methods, self.names, values) if self.methods else None
        head, *rest = segments
        if head in self.fixed and (found := self.fixed[head].find(rest, values)):
            return found
        return self.any.find(rest, (*values, head)) if self.any and head else None


def _once(methods: dict[str, Target], method: str, target: Target) -> None:
    if method in methods:
        raise TypeError(f"two targets for {method}: {methods[method]} and {target}")
    methods[method] = target
