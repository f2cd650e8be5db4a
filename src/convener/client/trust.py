"""Which servers a client believes to be who they say."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl

    from convener.client.pinning import Fingerprint


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Whose certificate counts. Made by ``system``, ``file``, ``fingerprint`` or ``nobody``."""

    _file: str | None = None
    _fingerprint: Fingerprint | None = None
    _unchecked: bool = False

    @classmethod
    def system(cls) -> Trust:
        """Servers whose certificates the operating system trusts."""
        return cls()

    @classmethod
    def file(cls, path: str | os.PathLike[str]) -> Trust:
        """Servers with a certificate of this PEM file, or signed by one of it, and nobody else."""
        return cls(_file=os.fspath(path))

    @classmethod
    def fingerprint(cls, digest: str) -> Trust:
        """The one server whose certificate has this SHA-256: 64 hexadecimal digits, colons as you like.

        Nothing else counts: neither the name in the certificate, nor its dates, nor who signed it.
        """
        from convener.client.pinning import Fingerprint

        return cls(_fingerprint=Fingerprint.read(digest))

    @classmethod
    def nobody(cls) -> Trust:
        """Whoever answers, unchecked: for tests. Anybody on the way may read and change everything."""
        return cls(_unchecked=True)

    def context(self) -> ssl.SSLContext:
        """A new context for connections to the server. Raises ``OSError`` for a file that cannot be used."""
        import ssl

        if self._fingerprint is not None:
            return self._fingerprint.context()
        context = ssl.create_default_context(cafile=self._file)
        if self._unchecked:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


SYSTEM = Trust.system()
