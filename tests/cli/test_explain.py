"""The log of requests of a server in test mode, printed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from convener.cli.commands import commands
from convener.client import ApiError, Client
from convener.server.clock import SystemClock
from convener.testing import Server
from convener.wire.meetings import CreateMeeting, ScheduleBody, ShowMeetingDetail
from support.background import in_background


@pytest.fixture
def convener_requests(convener_server: Server, convener_client: Client) -> Server:
    """A booking, and a look at a meeting that does not exist."""
    convener_client.send(CreateMeeting(body=ScheduleBody(media_types="Voice")))
    with pytest.raises(ApiError):
        convener_client.send(ShowMeetingDetail(conference_id="1"))
    return convener_server


def explain(url: str, certificate: Path, *arguments: str) -> Result:
    given = ["explain", "--server", url, "--certificate", str(certificate), *arguments]
    return CliRunner().invoke(commands, given)


def test_it_prints_what_was_asked_and_answered(convener_requests: Server) -> None:
    result = explain(convener_requests.url, convener_requests.certificate)
    assert result.exit_code == 0, result.output
    assert "operation  CreateMeeting" in result.stdout
    assert "answer     400 MMC.111070005 CONF_DATA_NOT_FOUND" in result.stdout
    assert "access token of ann@acme – valid until" in result.stdout


def test_only_what_went_wrong(convener_requests: Server) -> None:
    result = explain(convener_requests.url, convener_requests.certificate, "--refused")
    assert "CreateMeeting" not in result.stdout
    assert "→ Check conferenceID" in result.stdout


def test_json_for_programs(convener_requests: Server) -> None:
    result = explain(convener_requests.url, convener_requests.certificate, "--json", "--last", "1", "--clear")
    [seen] = json.loads(result.stdout)
    assert (seen["operation"], seen["code"]) == ("ShowMeetingDetail", "MMC.111070005")
    result = explain(convener_requests.url, convener_requests.certificate)
    assert result.stdout == "No requests.\n"


@pytest.fixture
def production(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    with in_background(tmp_path, clock=SystemClock()) as server:
        yield server.url, server.certificate.certificate


def test_a_server_that_is_not_in_test_mode(production: tuple[str, Path]) -> None:
    result = explain(*production)
    assert result.exit_code == 1
    assert "--clock" in result.output


def test_it_wants_to_know_which_server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CONVENER_HOME", str(tmp_path))
    result = CliRunner().invoke(commands, ["explain"])
    assert result.exit_code == 2
    assert "--server" in result.output
