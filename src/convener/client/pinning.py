"""A certificate known by its fingerprint, checked before anything is said to the server."""

from __future__ import annotations

import hashlib
import hmac
import re
import ssl
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The SHA-256 of a certificate."""

    digest: bytes

    @classmethod
    def read(cls, text: str) -> Fingerprint:
        """The fingerprint of ``AB:CD:…`` or ``abcd…``. Raises ``ValueError``."""
        digits = re.sub(r"[\s:]", "", text.strip())
        if not re.fullmatch(r"[0-9A-Fa-f]{64}", digits):
            raise ValueError("a fingerprint is the SHA-256 of a certificate: 64 hexadecimal digits")
        return cls(bytes.fromhex(digits))

    def __str__(self) -> str:
        return self.digest.hex(":").upper()

    def check(self, certificate: bytes | None) -> None:
        """Raise unless the certificate (DER) is this one."""
        shown = hashlib.sha256(certificate or b"").digest()
        if not hmac.compare_digest(shown, self.digest):
            told = f"the server's certificate has the SHA-256 fingerprint {Fingerprint(shown)}, not {self}"
            error = ssl.SSLCertVerificationError(1, told)
            error.verify_message = told  # where the library says it too
            raise error

    def context(self) -> ssl.SSLContext:
        """A context whose handshakes fail with every other certificate."""
        context = _PinnedContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.pinned = self
        return context


class _PinnedContext(ssl.SSLContext):
    pinned: Fingerprint


class _PinnedSocket(ssl.SSLSocket):
    """What blocking connections shake hands with."""

    def do_handshake(self, block: bool = False) -> None:
        super().do_handshake(block)
        _check(self)


class _PinnedObject(ssl.SSLObject):
    """What event loops shake hands with."""

    def do_handshake(self) -> None:
        super().do_handshake()
        _check(self)


def _check(connection: Any) -> None:
    connection.context.pinned.check(connection.getpeercert(binary_form=True))


# How the standard library lets one hook into connections of a context.
_PinnedContext.sslsocket_class = _PinnedSocket
_PinnedContext.sslobject_class = _PinnedObject
