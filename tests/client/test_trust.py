"""Whom a client believes."""

from __future__ import annotations

import hashlib
import ssl
from datetime import UTC, datetime
from pathlib import Path

import pytest

from client.conftest import Connect, Site
from convener.client import Trust, Untrusted
from convener.client.pinning import Fingerprint
from convener.server.http.certificate import ensure
from convener.wire.convener import ShowClock


@pytest.fixture
def fingerprint(site: Site) -> str:
    """Of the server's certificate, as tools print it."""
    pem = Path(site.server.certificate.certificate).read_text()
    return str(Fingerprint(hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).digest()))


async def test_a_certificate_file(connect: Connect, site: Site) -> None:
    assert await connect(site.url, trust=Trust.file(site.server.certificate.certificate)).send(ShowClock())


@pytest.mark.parametrize(
    "form",
    [str, str.lower, lambda text: text.replace(":", ""), lambda text: f" {text}\n"],
    ids=["as printed", "small letters", "without colons", "with spaces"],
)
async def test_a_fingerprint(connect: Connect, site: Site, fingerprint: str, form: type[str]) -> None:
    assert await connect(site.url, trust=Trust.fingerprint(form(fingerprint))).send(ShowClock())


async def test_another_fingerprint_is_refused_before_anything_is_said(
    connect: Connect, site: Site, fingerprint: str
) -> None:
    other = fingerprint[:-2] + ("00" if fingerprint[-2:] != "00" else "01")
    client = connect(site.url, trust=Trust.fingerprint(other), credentials=site.admin)
    with pytest.raises(Untrusted, match=f"{fingerprint}, not {other}") as caught:
        await client.login()
    assert not caught.value.sent


async def test_the_system_does_not_know_our_certificate(connect: Connect, site: Site) -> None:
    for options in ({}, {"trust": Trust.system()}):
        with pytest.raises(Untrusted, match=r"is not trusted: .*self.signed"):
            await connect(site.url, **options).send(ShowClock())


async def test_a_certificate_of_somebody_else(connect: Connect, site: Site, tmp_path: Path) -> None:
    other = ensure(tmp_path, [], datetime.now(UTC))
    with pytest.raises(Untrusted, match="is not trusted: "):
        await connect(site.url, trust=Trust.file(other.certificate)).send(ShowClock())


async def test_nobody_is_asked(connect: Connect, site: Site) -> None:
    assert await connect(site.url, trust=Trust.nobody()).send(ShowClock())


@pytest.mark.parametrize("digest", ["", "AB:CD", "g" * 64, "0" * 63])
def test_what_is_no_fingerprint_is_refused_at_once(digest: str) -> None:
    with pytest.raises(ValueError, match="64 hexadecimal digits"):
        Trust.fingerprint(digest)


async def test_a_file_that_is_not_there_is_told_at_once(connect: Connect, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        connect("https://localhost:1", trust=Trust.file(tmp_path / "missing.pem"))
