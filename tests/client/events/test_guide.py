"""The examples of the guide to events, run one after the other."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from convener.server.bootstrap import bootstrap
from convener.server.clock import SystemClock
from support.background import in_background

GUIDE = Path(__file__).parents[3] / "docs" / "guide" / "events.md"
EXAMPLE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_every_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with in_background(tmp_path / "data", clock=SystemClock()) as server:
        settings = replace(
            server.application.settings,
            bootstrap_account="ann",
            bootstrap_password="tea-at-4-oclock",
        )
        assert server.run(bootstrap(replace(server.application, settings=settings)))
        program: dict[str, Any] = {}
        for example in EXAMPLE.findall(GUIDE.read_text()):
            exec(example.replace("https://localhost:8443", server.url), program)
    printed = capsys.readouterr().out.splitlines()
    assert printed[:3] == ["AttendeesNotify FULL 0", "AttendeesNotify", "invited: []"]
    assert printed[3].startswith("not yet: the conference does not run")
