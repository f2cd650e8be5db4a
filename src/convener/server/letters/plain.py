"""A letter as plain text."""

from __future__ import annotations

from collections.abc import Iterator

from convener.server.letters.content import Content
from convener.server.letters.facts import Fact
from convener.server.letters.words import Words


def plain(letter: Content) -> str:
    paragraphs = [
        [letter.opening],
        [_subject(letter)],
        [f"{letter.join}{letter.phrases.colon}".rstrip(), letter.link] if letter.link else [],
        list(_facts(letter)),
        [letter.advice] if letter.advice else [],
        ["-- ", letter.footer],
    ]
    return "\n\n".join("\n".join(lines) for lines in paragraphs if lines) + "\n"


def _subject(letter: Content) -> str:
    if letter.former_subject is None:
        return letter.subject
    return f"{letter.subject} ({letter.phrases.former.format(value=letter.former_subject)})"


def _facts(letter: Content) -> Iterator[str]:
    for fact in letter.facts:
        lines = list(_lines(fact, letter.phrases))
        if len(lines) == 1:
            yield f"{fact.label}{letter.phrases.colon}{lines[0]}"
        else:
            yield f"{fact.label}{letter.phrases.colon}".rstrip()
            yield from (f"  {line}" for line in lines)


def _lines(fact: Fact, phrases: Words) -> Iterator[str]:
    for line in fact.lines:
        yield f"{line.text} [{phrases.new}]" if line.is_news else line.text
    for past in fact.former:
        yield f"({phrases.former.format(value=past)})"
