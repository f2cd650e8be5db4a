"""Frozen dataclasses at the price of ordinary ones.

``@dataclass(frozen=True, ...)`` of the standard library sets every field through
``object.__setattr__``, which makes the objects of a booking seven times as dear: a tenth of the whole
call. Here the type checkers see exactly that, and refuse every assignment; at run time the class is an
ordinary dataclass with a hash. For values that are made on every call; the others use the real one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:
    import dataclasses

    def dataclass(*, frozen: bool, **options: bool):
        """Decorate a class; ``frozen`` is for the type checkers."""
        return dataclasses.dataclass(unsafe_hash=frozen, **options)
