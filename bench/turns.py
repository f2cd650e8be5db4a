"""Measuring in turns: what is compared is measured next to each other, again and again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How long and how often to measure."""

    seconds: float
    turns: int


def in_turns(turns: int, *measures: Callable[[], float]) -> list[float]:
    """The median of each measure."""
    rounds = [[measure() for measure in measures] for _ in range(turns)]
    return [median(values) for values in zip(*rounds, strict=True)]
