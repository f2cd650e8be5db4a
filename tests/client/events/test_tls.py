"""The socket trusts whom its client trusts."""

from __future__ import annotations

import hashlib
import ssl
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from client.events.conftest import NOON
from convener.client import Client, Trust, Untrusted
from convener.client.events.effects import Ask, Open
from convener.client.events.socket import Socket
from convener.server.clock import VirtualClock
from convener.wire.meetings import ConferenceInfo, CreateMeeting, ScheduleBody
from support.background import Background, in_background


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Background]:
    with in_background(tmp_path, clock=VirtualClock(NOON), idle=True) as server:
        yield server


@pytest.fixture
def token(server: Background) -> str:
    application = server.application
    corp = server.write(lambda unit: application.corps.add(unit, name="Acme", now=NOON))
    ann = server.write(lambda unit: application.users.add(unit, corp, account="ann", name="Ann", now=NOON))
    return server.run(application.sessions.open_for(ann))


def by_file(server: Background) -> Trust:
    return Trust.file(server.certificate.certificate)


def by_fingerprint(server: Background) -> Trust:
    pem = server.certificate.certificate.read_text()
    return Trust.fingerprint(hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest())


def unchecked(_: Background) -> Trust:
    return Trust.nobody()


@pytest.mark.parametrize("trust", [by_file, by_fingerprint, unchecked])
def test_whoever_is_trusted_with_calls_is_trusted_with_the_socket(server, token, trust) -> None:
    with Client(server.url, token=token, trust=trust(server)) as client:
        [info] = client.send(CreateMeeting(body=ScheduleBody(media_types="HDVideo")))
        with closing(client.events(info.conference_id)) as frames:
            assert next(frames).conf_id == info.conference_id


@pytest.mark.parametrize("trust", [Trust.system(), Trust.fingerprint("00" * 32)], ids=["system", "another"])
def test_nobody_else_is(server, trust) -> None:
    with pytest.raises(Untrusted):
        Socket.open(f"wss://{server.address}/", trust=trust, timeout=Client(server.url).timeout)
