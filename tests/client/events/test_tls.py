"""The socket trusts whom its client trusts."""

from __future__ import annotations

import hashlib
import ssl
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta

import pytest

from client.conftest import Site
from convener.client import Client, Trust, Untrusted
from convener.client.events.socket import Socket
from convener.wire.meetings import CreateMeeting, ScheduleBody
from convener.wire.push import AttendeesNotify


def by_file(site: Site) -> Trust:
    return Trust.file(site.server.certificate.certificate)


def by_fingerprint(site: Site) -> Trust:
    pem = site.server.certificate.certificate.read_text().partition("\n\n")[0]
    return Trust.fingerprint(hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest())


def unchecked(_: Site) -> Trust:
    return Trust.nobody()


@pytest.mark.parametrize("trust", [by_file, by_fingerprint, unchecked])
def test_who_is_trusted_with_calls_is_trusted_with_the_socket(
    site: Site, trust: Callable[[Site], Trust]
) -> None:
    with Client(site.url, credentials=site.admin, trust=trust(site)) as client:
        [info] = client.send(CreateMeeting(body=ScheduleBody(media_types="HDVideo")))
        with closing(client.events(info.conference_id)) as frames:
            assert isinstance(next(frames), AttendeesNotify)


@pytest.mark.parametrize("trust", [Trust.system(), Trust.fingerprint("00" * 32)], ids=["system", "another"])
def test_nobody_else_is(site: Site, trust: Trust) -> None:
    with pytest.raises(Untrusted):
        Socket.open(f"wss://{site.server.address}/", trust=trust, timeout=timedelta(seconds=5))
