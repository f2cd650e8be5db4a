"""Encryption of what must be readable again: meeting passwords, link keys, app keys."""

from __future__ import annotations

import base64
import binascii
import contextlib
import os
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

_NONCE = 12


class Vault:
    """Seals texts with AES-256-GCM under one key. Nodes that share a database share the key."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)
        self._key = key

    def key_for(self, purpose: str) -> bytes:
        """A key of its own for one purpose; it says nothing about the others, nor about the vault's."""
        return HKDFExpand(hashes.SHA256(), 32, purpose.encode()).derive(self._key)

    def seal(self, text: bytes) -> str:
        nonce = os.urandom(_NONCE)
        return base64.b64encode(nonce + self._cipher.encrypt(nonce, text, None)).decode()

    def open(self, sealed: str) -> bytes:
        """Raises ``cryptography.exceptions.InvalidTag`` for another key or a changed text."""
        raw = binascii.a2b_base64(sealed)
        return self._cipher.decrypt(raw[:_NONCE], raw[_NONCE:], None)


def key_in(folder: Path) -> bytes:
    """The key kept in ``folder``, made on first use and readable by its owner only."""
    path = folder / "secret.key"
    if not path.exists():
        _make(path)
    return path.read_bytes()


def _make(path: Path) -> None:
    """Written whole under another name first, so that a crash never leaves half a key."""
    draft = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(AESGCM.generate_key(256))
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
