"""What statements over holdings that are past are asked with, whichever tables they go through."""

from __future__ import annotations

from convener.domain.listing import Past
from convener.server.clock import micros
from convener.server.storage.folding import key


def asked(corp_id: str, past: Past) -> dict[str, object]:
    """The arguments that say which; the wire knows milliseconds, the last one counts whole."""
    found: dict[str, object] = {
        "corp_id": corp_id,
        "begins": micros(past.begins),
        "ends": micros(past.ends) + 999,
    }
    if past.user_id is not None:
        found["user_id"] = past.user_id
    if past.search is not None:
        found["key"] = key(past.search)
    return found
