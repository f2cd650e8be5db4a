"""The certificate TLS starts with: the operator's own, or a self-signed one made on first start."""

from __future__ import annotations

import ipaddress
import os
import socket
import ssl
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

VALIDITY = timedelta(days=3650)
"""Long, because nobody renews it: whoever trusts it has pinned exactly this certificate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificatePaths:
    """PEM files: the certificate, with its chain if it has one, and its private key, not encrypted."""

    certificate: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        """What a server needs to speak TLS. Raises ``OSError`` if the files are missing or do not match."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.minimum_version = ssl.TLSVersion.TLSv1_2  # Debian leaves it to the system's settings
        context.load_cert_chain(self.certificate, self.key)
        context.set_alpn_protocols(["http/1.1"])
        return context


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What a certificate says of itself."""

    names: tuple[str, ...]
    expires: datetime
    fingerprint: str
    """SHA-256, as browsers and openssl show it: ``AB:CD:...``."""


def ensure(folder: Path, names: Iterable[str], now: datetime) -> CertificatePaths:
    """The pair in ``folder/tls``, made first if it is not there.

    ``names`` (host names and addresses) are valid besides localhost and this machine's own name. An
    existing pair is used as it is, whatever its names. Several servers may start at once: all get the same.
    """
    home = folder / "tls"
    paths = CertificatePaths(certificate=home / "certificate.pem", key=home / "key.pem")
    if not paths.certificate.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _make(paths, ["localhost", "127.0.0.1", "::1", socket.gethostname(), *names], now)
    return paths


def inspect(path: Path) -> Inspection:
    """Read the first certificate of a PEM file. Raises ``OSError`` or ``ValueError``."""
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    return Inspection(
        names=_names(certificate),
        expires=certificate.not_valid_after_utc,
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(":").upper(),
    )


def _make(paths: CertificatePaths, names: Iterable[str], now: datetime) -> None:
    """Both files appear at once or not at all: a folder is renamed into place, and one server wins that."""
    home = paths.key.parent
    key = ec.generate_private_key(ec.SECP256R1())
    with tempfile.TemporaryDirectory(prefix="tls-", dir=home.parent, ignore_cleanup_errors=True) as parent:
        draft = Path(parent) / home.name
        draft.mkdir()
        _store(draft / paths.key.name, _private_pem(key), mode=0o600)
        _store(draft / paths.certificate.name, _signed(key, names, now), mode=0o644)
        try:
            draft.rename(home)
        except OSError:
            if not paths.certificate.exists():
                raise


def _signed(key: ec.EllipticCurvePrivateKey, names: Iterable[str], now: datetime) -> bytes:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "convener")])
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))  # clients' clocks differ
        .not_valid_after(now + VALIDITY)
        .add_extension(x509.SubjectAlternativeName(_general(names)), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(identifier, critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False
        )
    )
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _private_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _general(names: Iterable[str]) -> list[x509.GeneralName]:
    return [_general_name(name) for name in dict.fromkeys(names) if name]


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name.encode("idna").decode())


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        return ()
    return tuple(str(name.value) for name in extension.value)


def _store(path: Path, content: bytes, *, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)
