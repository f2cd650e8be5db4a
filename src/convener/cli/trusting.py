"""Trust on first use: a server nobody vouches for is trusted when its user recognises its certificate."""

from __future__ import annotations

import hashlib
import socket
import ssl
from urllib.parse import urlsplit

import click

from convener.cli.exits import NotTrusted

_PATIENCE = 10.0
"""Seconds to wait for a handshake."""


def recognised(server: str, *, ask: bool) -> str | None:
    """The fingerprint that the user says yes to; ``None`` where the system trusts the server anyway.

    Raises ``NotTrusted`` when the answer is no, or nobody is there to answer. Without ``ask`` it is no.
    """
    found = unknown_fingerprint(server)
    if found is None:
        return None
    click.echo(f"Nobody this system trusts vouches for {server}.", err=True)
    click.echo(f"The SHA-256 fingerprint of its certificate is\n  {found}", err=True)
    click.echo("convener serve prints the same at its first start.", err=True)
    try:
        if ask and click.confirm("Is it the right one, to be trusted from now on?", err=True):
            return found
    except click.Abort:
        click.echo(err=True)
    raise NotTrusted(
        f"{server} is not trusted, and nothing was sent to it. Name its certificate with --certificate FILE, "
        "or its fingerprint with --fingerprint SHA256."
    )


def unknown_fingerprint(server: str) -> str | None:
    """The SHA-256 of the server's certificate, if the system does not trust it.

    A server that cannot be asked is left to the client, which knows of proxies and says what is wrong.
    """
    parts = urlsplit(server)
    if parts.scheme != "https" or parts.hostname is None:
        return None
    address = parts.hostname, parts.port or 443
    try:
        if _shakes_hands(address):
            return None
        shown = ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate(address, timeout=_PATIENCE))
    except (OSError, ValueError):
        return None
    return hashlib.sha256(shown).digest().hex(":").upper()


def _shakes_hands(address: tuple[str, int]) -> bool:
    context = ssl.create_default_context()
    with socket.create_connection(address, timeout=_PATIENCE) as connection:
        try:
            with context.wrap_socket(connection, server_hostname=address[0]):
                return True
        except ssl.SSLCertVerificationError:
            return False
