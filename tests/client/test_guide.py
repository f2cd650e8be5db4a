"""The examples of the guide, run one after the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.guides import README, run_examples


@pytest.mark.filterwarnings("ignore::urllib3.exceptions.InsecureRequestWarning")
def test_the_readme_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The vendor's SDK, then ours."""
    monkeypatch.chdir(tmp_path)
    run_examples(README, tmp_path)
    theirs, ours = capsys.readouterr().out.splitlines()
    assert "/#/j/" in theirs
    assert "/#/j/" in ours


def test_every_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    run_examples("client.md", tmp_path)
    printed = capsys.readouterr().out
    assert all(
        text in printed
        for text in ("Administrator", "Bob", "CONF_DATA_NOT_FOUND", ":00+0", "PERSONAL", "Right now")
    )
    assert "no answer" not in printed


def test_the_guide_to_planning_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    run_examples("planning.md", tmp_path)
    dates = capsys.readouterr().out.splitlines()
    assert len(dates) == 10
    assert all(" 09:30 +0" in line for line in dates)
