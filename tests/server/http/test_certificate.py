"""The certificate made on first start, and certificates of the operator's own."""

from __future__ import annotations

import socket
import ssl
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from convener.server.http import certificate as certificates
from convener.server.http.certificate import CertificatePaths, ensure, inspect

NOW = datetime(2021, 8, 30, 12, 0, tzinfo=UTC)


def test_the_first_start_makes_a_pair(tmp_path):
    paths = ensure(tmp_path / "data", ["meet.example.org", "192.0.2.7", "localhost"], NOW)
    found = inspect(paths.certificate)
    always = ["localhost", "127.0.0.1", "::1", socket.gethostname()]
    assert list(found.names) == list(dict.fromkeys([*always, "meet.example.org", "192.0.2.7"]))
    assert NOW + timedelta(days=365) < found.expires
    assert paths.context().get_ca_certs() == []


def test_the_key_is_for_the_owner_only(tmp_path):
    paths = ensure(tmp_path, [], NOW)
    assert stat.S_IMODE(paths.key.stat().st_mode) == 0o600


def test_the_next_start_uses_the_same_pair(tmp_path):
    paths = ensure(tmp_path, [], NOW)
    before = paths.certificate.read_bytes(), paths.key.read_bytes()
    assert ensure(tmp_path, ["new.example.org"], NOW) == paths
    assert (paths.certificate.read_bytes(), paths.key.read_bytes()) == before


def test_servers_that_start_at_once_agree(tmp_path):
    with ThreadPoolExecutor(8) as threads:
        found = {threads.submit(ensure, tmp_path, [], NOW) for _ in range(8)}
    [paths] = {one.result() for one in found}
    assert paths.context()
    assert [path.name for path in tmp_path.iterdir()] == ["tls"]


def test_nothing_is_left_of_a_pair_that_could_not_be_stored(tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError("no space left")

    monkeypatch.setattr(certificates, "_store", full)
    with pytest.raises(OSError, match="no space"):
        ensure(tmp_path, [], NOW)
    assert list(tmp_path.iterdir()) == []


def test_half_a_pair_is_not_replaced(tmp_path):
    paths = ensure(tmp_path, [], NOW)
    paths.certificate.unlink()
    key = paths.key.read_bytes()
    with pytest.raises(OSError):
        ensure(tmp_path, [], NOW)
    assert paths.key.read_bytes() == key


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "::1", "bücher.example"])
def test_a_strict_client_that_trusts_it_accepts_it(tmp_path, name):
    paths = ensure(tmp_path, ["bücher.example"], datetime.now(UTC))
    client = ssl.create_default_context(cafile=paths.certificate)
    client.verify_flags |= ssl.VERIFY_X509_STRICT
    shake(client, paths.context(), name)


def test_other_names_are_refused(tmp_path):
    paths = ensure(tmp_path, [], datetime.now(UTC))
    client = ssl.create_default_context(cafile=paths.certificate)
    with pytest.raises(ssl.SSLCertVerificationError, match="certificate is not valid for"):
        shake(client, paths.context(), "other.example.org")


def test_old_tls_is_refused(tmp_path):
    paths = ensure(tmp_path, [], NOW)
    assert paths.context().minimum_version >= ssl.TLSVersion.TLSv1_2


def test_the_operators_own_pair(tmp_path):
    made = ensure(tmp_path, [], NOW)
    own = CertificatePaths(certificate=tmp_path / "fullchain.pem", key=tmp_path / "privkey.pem")
    made.certificate.rename(own.certificate)
    made.key.rename(own.key)
    assert own.context()
    assert inspect(own.certificate).fingerprint.count(":") == 31


def test_a_pair_that_does_not_match(tmp_path):
    one, other = ensure(tmp_path / "a", [], NOW), ensure(tmp_path / "b", [], NOW)
    with pytest.raises(OSError):
        CertificatePaths(certificate=one.certificate, key=other.key).context()


def test_a_file_that_is_no_certificate(tmp_path):
    path = tmp_path / "certificate.pem"
    path.write_text("no")
    with pytest.raises(ValueError):
        inspect(path)


def shake(client, server, name):
    """A whole handshake in memory. Raises what the client thinks of it."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    sides = [
        client.wrap_bio(to_client, to_server, server_hostname=name),
        server.wrap_bio(to_server, to_client, server_side=True),
    ]
    while sides:
        for side in list(sides):
            try:
                side.do_handshake()
                sides.remove(side)
            except ssl.SSLWantReadError:
                pass
