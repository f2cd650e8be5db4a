"""The pytest plugin as somebody's project meets it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from support.programs import environment

PLUGIN = "convener.testing.plugin"
TIMEOUT = 120

ISOLATED = """
import pytest
from convener.client import Account, ApiError
from convener.testing import Enterprise, Server
from convener.wire.meetings import CreateMeeting, ScheduleBody, ShowMeetingDetail

seen = []


@pytest.mark.parametrize("turn", range(4))
def test_nobody_sees_what_another_left(turn, convener_client, convener_server, convener_enterprise):
    for conference_id in seen:
        with pytest.raises(ApiError):
            convener_client.send(ShowMeetingDetail(conference_id=conference_id))
    [info] = convener_client.send(CreateMeeting(body=ScheduleBody(media_types="Voice")))
    seen.append(info.conference_id)
    assert [each.operation for each in convener_server.requests()][-1] == "CreateMeeting"
    convener_server.faults.drop("*", times=0)
    convener_server.clock.advance(days=7)


def test_the_clock_is_back(convener_clock, convener_session, clock):
    assert convener_clock.now().isoformat() == "2021-08-30T00:00:00+00:00"
    assert clock is convener_clock


def test_the_short_names(convener, faults):
    faults.error("CreateMeeting", "CONF_IS_CLOSED")
    assert len(convener.faults.pending()) == 1


def test_the_first_values_stay(convener_server):
    convener_server.client(credentials=convener_server.admin).login()
    convener_server.client(credentials=convener_server.app(user_id="somebody")).login()


def test_there_are_people(convener_enterprise):
    assert [each.name for each in convener_enterprise.people] == ["Ann Roe", "Bob Doe", "Cid Poe"]
    with pytest.raises(KeyError, match="ann@acme"):
        convener_enterprise["dee"]
    assert convener_enterprise.app.key
"""


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """pytest in a process of its own, as in a project that has convener installed."""
    plugins = ["-p", PLUGIN, "-p", "no:cacheprovider", "-p", "no:schemathesis"]  # which is slow to import
    command = [sys.executable, "-m", "pytest", *plugins, *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment(), capture_output=True, text=True, timeout=TIMEOUT, check=False
    )


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makeini(
        """
        [pytest]
        convener_clock = 2021-08-30T00:00:00Z
        asyncio_mode = auto
        asyncio_default_fixture_loop_scope = function
        """
    )
    return pytester


def test_tests_do_not_see_each_other(project: pytest.Pytester) -> None:
    project.makepyfile(ISOLATED)
    project.runpytest_inprocess("-p", PLUGIN).assert_outcomes(passed=8)


def test_it_goes_together_with_xdist(project: pytest.Pytester) -> None:
    """Each process has a server of its own."""
    project.makepyfile(test_one=ISOLATED, test_two=ISOLATED)
    done = run(project.path, "-n", "2", "-q")
    assert "16 passed" in done.stdout, done.stdout + done.stderr


def test_a_seed_of_one_s_own(project: pytest.Pytester) -> None:
    project.makepyfile(
        """
        import pytest

        @pytest.fixture
        def convener_seed():
            return {"name": "Mine", "users": [{"account": "zoe", "admin": True}]}

        async def test_zoe_calls(convener_async_client, convener_enterprise):
            from convener.wire.meetings import CreateMeeting, ScheduleBody

            [info] = await convener_async_client.send(CreateMeeting(body=ScheduleBody(media_types="Voice")))
            assert info.conference_id
            assert convener_enterprise.name == "Mine"
        """
    )
    project.runpytest_inprocess("-p", PLUGIN).assert_outcomes(passed=1)


def test_the_report_of_a_failure_explains_the_requests(project: pytest.Pytester) -> None:
    project.makepyfile(
        """
        from convener.wire.meetings import ShowMeetingDetail

        def test_it(convener_client):
            convener_client.send(ShowMeetingDetail(conference_id="1"))
        """
    )
    result = project.runpytest_inprocess("-p", PLUGIN)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*Requests to convener*",
            "*operation  ShowMeetingDetail",
            "*400 MMC.111070005*",
            "*Check conferenceID*",
        ]
    )


def test_it_costs_nothing_where_it_is_not_used(project: pytest.Pytester) -> None:
    """pytest loads it in every run of everybody who has convener installed."""
    project.makepyfile(
        """
        import sys

        def test_it():
            loaded = {name for name in sys.modules if name.startswith("convener")}
            assert loaded == {"convener", "convener.testing", "convener.testing.plugin"}
            assert not {"uvicorn", "sqlalchemy", "httpx", "msgspec"} & sys.modules.keys()
        """
    )
    done = run(project.path, "-q")
    assert "1 passed" in done.stdout, done.stdout + done.stderr
