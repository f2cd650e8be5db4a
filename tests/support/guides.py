"""Running the examples of a guide, as a reader would who types them one after the other."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import convener
from convener.server.bootstrap import bootstrap
from convener.server.clock import SystemClock
from support.background import in_background

GUIDES = Path(convener.__file__).parents[2] / "docs" / "guide"
README = "../../README.md"
PRINTED = '"admin", "the password it printed"'
EXAMPLE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def run_examples(guide: str, folder: Path) -> None:
    """Run the Python examples of a guide in one namespace, against a server after its first start."""
    with in_background(folder / "data", clock=SystemClock()) as server:
        settings = replace(
            server.application.settings, bootstrap_account="ann", bootstrap_password="tea-at-4-oclock"
        )
        assert server.run(bootstrap(replace(server.application, settings=settings)))
        program: dict[str, Any] = {}
        for example in EXAMPLE.findall((GUIDES / guide).read_text()):
            real = example.replace(PRINTED, '"ann", "tea-at-4-oclock"')
            exec(real.replace("https://localhost:8443", server.url), program)
