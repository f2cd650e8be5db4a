"""Whom to invite, as typed: ``--invite +15550100``, ``--invite "Ann <ann@acme>"`` or ``name=Ann,email=…``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convener.client.meetings import Attendee

HELP = (
    'Somebody to invite, by number or account: +15550100, "Ann Roe <ann@acme>", or pairs such as '
    "name=Ann,number=+15550100,email=ann@example.org,role=host. May be repeated."
)

_NUMBER = re.compile(r"\+?[0-9*#]{3,}")
_NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<way>[^<>]+)>")
_TEXTS = ("name", "number", "account", "email", "sms", "type")
_KEYS = (*_TEXTS, "role", "muted", "called")


def attendee(text: str) -> Attendee:
    """Raises ``ValueError`` with a sentence."""
    if "=" in text:
        return _of_pairs(text)
    named = _NAMED.fullmatch(text.strip())
    name, way = (named["name"].strip(), named["way"].strip()) if named else ("", text.strip())
    if not way or re.search(r"[\s<>,]", way):
        raise ValueError(f'{text!r} is nobody to invite. Write +15550100, ann@acme or "Ann Roe <ann@acme>".')

    from convener.client.meetings import Attendee

    if _NUMBER.fullmatch(way):
        return Attendee(name=name or None, number=way)
    return Attendee(name=name or None, account=way)


def _of_pairs(text: str) -> Attendee:
    pairs: dict[str, str] = {}
    for part in text.split(","):
        key, equals, value = (each.strip() for each in part.partition("="))
        if not equals or not value or key not in _KEYS or key in pairs:
            raise ValueError(f"{part.strip()!r} is no pair of {', '.join(_KEYS)}, each at most once.")
        pairs[key] = value
    if pairs.get("role", "guest") not in ("host", "guest"):
        raise ValueError("role is host or guest.")

    from convener.client.meetings import Attendee

    texts = {key: value for key, value in pairs.items() if key in _TEXTS}
    return Attendee(
        **texts, host=pairs.get("role") == "host", muted=_yes(pairs, "muted"), called=_yes(pairs, "called")
    )


def _yes(pairs: dict[str, str], key: str) -> bool | None:
    if key not in pairs:
        return None
    if pairs[key] not in ("yes", "no"):
        raise ValueError(f"{key} is yes or no.")
    return pairs[key] == "yes"
