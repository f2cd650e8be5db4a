"""The phrases of every language. Another one is a file with its ``Words``, and a line here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from convener.server.letters.words.chinese import CHINESE
from convener.server.letters.words.english import ENGLISH
from convener.server.letters.words.table import Every, Occasion, Words

__all__ = ["LANGUAGES", "Every", "Occasion", "Words", "words"]

LANGUAGES: Final[Mapping[str, Words]] = MappingProxyType({"zh-CN": CHINESE, "en-US": ENGLISH})


def words(language: str) -> Words:
    """The phrases of a meeting's language, ``plan.language``."""
    return LANGUAGES[language]
