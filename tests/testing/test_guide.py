"""The guide's examples are run, and its example project's own tests."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from convener.testing import Server
from testing.test_plugin import PLUGIN, run

GUIDE = Path(__file__).parents[2] / "docs" / "guide"
TEXT = (GUIDE / "testing.md").read_text()


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)


def test_the_examples_pass(pytester: pytest.Pytester) -> None:
    for block in blocks("python"):
        name, _, source = block.removeprefix("# ").partition("\n")
        (pytester.path / name).write_text(source)
    done = run(pytester.path, "-q", "-p", "no:asyncio")
    assert "9 passed" in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize("block", blocks("http"), ids=lambda each: each.split("\n")[0])
def test_what_can_be_sent_from_any_language(convener_server: Server, block: str) -> None:
    line, _, body = block.partition("\n")
    method, path = line.split()
    answer = httpx.request(method, convener_server.plain_url + path, content=body)
    assert answer.status_code == 200, answer.text


def test_the_setting_is_one(pytester: pytest.Pytester) -> None:
    [ini] = blocks("ini")
    (pytester.path / "pytest.ini").write_text(ini)
    pytester.makepyfile("def test_it(clock): assert clock.now().isoformat() == '2026-01-05T06:00:00+00:00'")
    pytester.runpytest_inprocess("-p", PLUGIN, "-p", "no:asyncio").assert_outcomes(passed=1)


def test_every_fixture_of_the_guide_exists(pytester: pytest.Pytester) -> None:
    table = TEXT.partition("| Fixture | |")[2].partition("\n\n")[0]
    names = {
        name
        for line in table.splitlines()
        for name in re.findall(r"`(\w+)`", line.split("|")[1:2][0] if line else "")
    }
    listed = pytester.runpytest_inprocess("-p", PLUGIN, "-p", "no:asyncio", "--fixtures").stdout.str()
    assert len(names) == 11
    assert {name for name in names if not re.search(rf"^{name}\b", listed, re.MULTILINE)} == set()


def test_the_example_project_passes() -> None:
    """With the vendor's SDK."""
    done = run(GUIDE / "standup", "-q", "-p", "no:asyncio", "-W", "error")
    assert "7 passed" in done.stdout, done.stdout + done.stderr
