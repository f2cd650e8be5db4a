"""A server of one's own: started, found, used with what it printed, stopped, killed."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from huaweicloudsdkmeeting.v1 import (
    CreateMeetingRequest,
    MeetingClient,
    RestScheduleConfDTO,
    ShowMeetingDetailRequest,
)

from cli.conftest import Invoke, Served, serving
from convener.client import Account, AsyncClient, Trust
from convener.server.http.certificate import inspect
from convener.wire.convener import ShowClock

SECRETS = ("Password", "App key", "--user", "with_app_key")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The first start of a server."""
    with serving(tmp_path_factory.mktemp("first") / "data") as served:
        served.wait_for("(client = )")
        yield served


@pytest.fixture
def data(served: Served) -> Path:
    """Commands work on the running server's folder."""
    return served.data


def printed(served: Served, name: str) -> str:
    found = re.search(rf"^{name} +(\S+)", served.output, re.MULTILINE)
    assert found, served.output
    return found[1]


def answers(url: str, **options: Any) -> bool:
    answer = httpx.get(f"{url}/healthz", trust_env=False, **options)
    return answer.text == '{"status":"ok"}'


async def log_in(served: Served, account: str, password: str) -> None:
    async with AsyncClient(served.url, trust=Trust.file(served.certificate)) as client:
        await client.login(Account(account, password))


def test_tls_and_clear_text_are_answered_on_the_printed_port(served: Served) -> None:
    assert answers(served.url, verify=served.trusting)
    assert answers(served.url.replace("https:", "http:"))


def test_the_printed_account_logs_in(served: Served) -> None:
    asyncio.run(log_in(served, printed(served, "Administrator"), printed(served, "Password")))


def test_the_printed_fingerprint_is_the_certificates(served: Served) -> None:
    assert printed(served, "SHA-256") == inspect(served.data / "tls" / "certificate.pem").fingerprint


def test_the_printed_curl_command_logs_in(served: Served) -> None:
    [command] = re.findall(r"^curl .*\\\n.*$", served.output, re.MULTILINE)
    done = subprocess.run(
        command.replace("curl", "curl --silent --noproxy '*'", 1), shell=True, capture_output=True, check=True
    )
    assert json.loads(done.stdout)["user"]["adminType"] == 0


@pytest.mark.parametrize("credentials", ["by_account", "by_app"])
def test_the_printed_python_books_a_meeting(served: Served, credentials: str) -> None:
    lines = served.output[served.output.index("from huawei") :]
    namespace: dict[str, Any] = {}
    exec(lines.replace("with_credentials(by_account)", f"with_credentials({credentials})"), namespace)
    client: MeetingClient = namespace["client"]
    booking = RestScheduleConfDTO(subject="Tea", media_types="Voice", length=30)
    [meeting] = client.create_meeting(CreateMeetingRequest(body=booking)).body
    shown = client.show_meeting_detail(ShowMeetingDetailRequest(conference_id=meeting.conference_id))
    assert shown.conference_data.subject == "Tea"
    client.close()


def test_a_user_added_meanwhile_logs_in(served: Served, invoke: Invoke) -> None:
    added = json.loads(invoke("user", "add", "Ann Roe", "--account", "ann", "--json").output)
    asyncio.run(log_in(served, "ann", added["password"]))


def test_a_backup_can_be_made_meanwhile_and_served_from(
    served: Served, invoke: Invoke, tmp_path: Path
) -> None:
    path = tmp_path / "copy.db"
    assert invoke("db", "backup", str(path)).exit_code == 0
    listed = invoke("app", "list", "--json", database_url=f"sqlite:///{path}")
    assert [each["app_id"] for each in json.loads(listed.output)] == [printed(served, "App ID")]


def test_a_second_server_on_its_folder_is_refused(served: Served, invoke: Invoke) -> None:
    result = invoke("serve", port="0")
    assert result.exit_code == 2
    assert "served by another convener" in result.output
    assert "--data" in result.output
    assert answers(served.url, verify=served.trusting)


def test_the_doctor_recognises_it(served: Served, invoke: Invoke) -> None:
    examined = invoke("doctor", port=served.url.rpartition(":")[2])
    assert examined.exit_code == 0, examined.output
    assert "is served by convener" in examined.output


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_later_starts_print_one_line_and_no_secret(tmp_path: Path, stop: signal.Signals) -> None:
    with serving(tmp_path, bootstrap_password="tea-at-4-oclock") as first:
        first.wait_for("(client = )")
        assert first.stop(stop) == 0
    with serving(tmp_path) as second:
        asyncio.run(log_in(second, "admin", "tea-at-4-oclock"))
        assert second.stop(stop) == 0
    assert all(secret in first.output for secret in SECRETS)
    assert re.fullmatch(r"convener \S+ serves on https://localhost:\d+\n", second.output)


def test_a_killed_server_starts_again(tmp_path: Path) -> None:
    with serving(tmp_path, bootstrap_password="tea-at-4-oclock") as killed:
        killed.wait_for("(client = )")
        assert killed.stop(signal.SIGKILL) == -signal.SIGKILL
    with serving(tmp_path) as again:
        asyncio.run(log_in(again, "admin", "tea-at-4-oclock"))


def test_a_virtual_clock_stands_where_it_was_set(tmp_path: Path) -> None:
    async def shown(served: Served) -> datetime:
        async with AsyncClient(served.url, trust=Trust.file(served.certificate)) as client:
            return (await client.send(ShowClock())).now

    with serving(tmp_path, "--clock", "2021-08-30T02:00:00+02:00") as served:
        served.wait_for("(clock is virtual, stands at 2021-08-30 00:00:00 UTC)")
        assert asyncio.run(shown(served)) == datetime(2021, 8, 30, tzinfo=UTC)


def test_settings_of_the_first_start_are_said_to_change_nothing_later(tmp_path: Path) -> None:
    with serving(tmp_path, bootstrap_account="ann", bootstrap_password="tea-at-4-oclock") as first:
        first.wait_for("(client = )")
    with serving(tmp_path, bootstrap_account="bob", bootstrap_password="coffee-at-5") as second:
        asyncio.run(log_in(second, "ann", "tea-at-4-oclock"))
        second.stop(signal.SIGTERM)
    logged = json.loads(second.output.splitlines()[0])
    assert logged["names"] == ["CONVENER_BOOTSTRAP_ACCOUNT", "CONVENER_BOOTSTRAP_PASSWORD"]
    assert "coffee-at-5" not in second.output


def test_the_public_url_is_the_one_to_use(tmp_path: Path) -> None:
    with serving(tmp_path, public_url="https://meet.example.org") as served:
        served.wait_for("(client = )")
        assert served.url == "https://meet.example.org"
        assert "curl --cacert" in served.output
        assert "meet.example.org" in inspect(tmp_path / "tls" / "certificate.pem").names
