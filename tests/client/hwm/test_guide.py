"""The examples of the guide to the SDK, run one after the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.guides import run_examples


def test_every_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    run_examples("hwm.md", tmp_path)
    printed = capsys.readouterr().out
    assert all(
        text in printed
        for text in (
            "welcome ann",
            "True",
            "No such meeting.",
            "Long tea 60 minutes",
            "PERSONAL_MEETING_ID",
            "111070005",
        )
    )
