"""The example of the guide is run."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.guides import run_examples


def test_the_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    run_examples("recordings.md", tmp_path)
    assert "recordings in all: 0" in capsys.readouterr().out
