"""What the figures are held against, and how each is found in the results."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Results = dict[str, Any]


@dataclass(frozen=True)
class Goal:
    """`figure` reads the results; what is not there raises KeyError. At most `most` is wanted."""

    name: str
    most: float
    figure: Callable[[Results], float]


def _action(results: Results, name: str) -> float:
    return float(results["conversation"][name]["action"]["median"])


def _every(results: Results, name: str) -> float:
    return float(results["conversation"][name]["all"]["median"])


def _against(name: str) -> Callable[[Results], float]:
    return lambda results: _action(results, "rasa") / _action(results, name)


def _of(results: Results, part: str, above: str, below: str) -> float:
    return float(results[part][above]["median"]) / float(results[part][below]["median"])


def _many(results: Results, part: str, kind: str) -> float:
    few, many = sorted(results[part][kind], key=int)
    return _of(results[part], kind, many, few)


def _acknowledged(results: Results, part: str) -> float:
    return float(results[part]["acknowledged"]["p99"])


GOALS = (
    Goal("action turn: ours through Rasa / stock default", 0.30, _against("stock-default")),
    Goal("action turn: ours through Rasa / stock n-grams", 0.45, _against("stock-ngrams")),
    Goal("full turn: through the gateway / through Rasa", 1.4, lambda r: _every(r, "gateway") / _every(r, "rasa")),
    Goal("the 1,000th turn / the 10th", 1.5, lambda r: _of(r, "growth", "turn_1000", "turn_10")),
    Goal("two quick messages / one", 2.5, lambda r: _of(r, "two_quick", "two", "one")),
    Goal("order look-up, many / 10,000, SQLite", 1.3, lambda r: _many(r, "lookup", "sqlite")),
    Goal("order look-up, many / 10,000, PostgreSQL", 1.3, lambda r: _many(r, "lookup", "postgresql")),
    Goal("round of upkeep, many orders / 10,000, SQLite", 1.5, lambda r: _many(r, "upkeep", "sqlite")),
    Goal("round of upkeep, many orders / 10,000, PostgreSQL", 1.5, lambda r: _many(r, "upkeep", "postgresql")),
    Goal("gateway acknowledges, p99 in ms, SQLite", 50, lambda r: _acknowledged(r, "rush")),
    Goal("gateway acknowledges, p99 in ms, PostgreSQL", 50, lambda r: _acknowledged(r, "rush_postgresql")),
    Goal("memory: our Rasa / stock default", 0.6, lambda r: r["memory"]["rasa"] / r["memory"]["stock-default"]),
    Goal("command to first answer: all of ours / stock", 0.6, lambda r: _of(r, "start", "ours", "stock-default")),
)  # fmt: skip


def held_against(results: Results) -> list[tuple[str, float, float | None]]:
    """Name, goal and figure of each; None where it was not measured."""
    found: list[tuple[str, float, float | None]] = []
    for goal in GOALS:
        try:
            found.append((goal.name, goal.most, goal.figure(results)))
        except KeyError:
            found.append((goal.name, goal.most, None))
    return found
