"""The examples of the guide to events, run one after the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.guides import run_examples


def test_every_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    run_examples("events.md", tmp_path)
    printed = capsys.readouterr().out.splitlines()
    assert printed[:3] == ["AttendeesNotify FULL 0", "AttendeesNotify", "invited: []"]
    assert printed[3].startswith("not yet: the conference does not run")
