"""The whole contract: importing this declares every operation and every model."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import convener.wire

MODULES = [
    import_module(f"convener.wire.{module.name}") for module in pkgutil.iter_modules(convener.wire.__path__)
]
