"""Policy as data: the numbers and rules of a market, each with its source, confidence and as-of date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import tomli

from orderdesk.decision import Outcome

HERE = Path(__file__).parent
DEFAULT = "default"


@dataclass(frozen=True)
class RuleTerm:
    """How a market answers when a rule applies."""

    outcome: Outcome
    alternatives: tuple[str, ...]


@dataclass(frozen=True)
class Cite:
    """Where a value comes from. Confidence: H official, M good secondary, L unsure, OWN our shop's."""

    source: str
    confidence: str
    as_of: date


class Terms:
    """The terms of one market. Keys are dotted: `cancel.free_window`. A missing one raises KeyError."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self.market: str = raw["market"]
        self.version: str = raw["version"]
        self._raw = raw

    def duration(self, key: str) -> timedelta:
        """A span of clock time, written as `{ hours = 1 }`."""
        return timedelta(**self._value(key))

    def business_days(self, key: str) -> tuple[int, int]:
        """A range in business days, written as `[3, 10]`."""
        low, high = self._value(key)
        return int(low), int(high)

    def flag(self, key: str) -> bool:
        """Yes or no."""
        return bool(self._value(key))

    def code(self, key: str) -> str:
        """One code."""
        return str(self._value(key))

    def codes(self, key: str) -> tuple[str, ...]:
        """A list of codes, in the order in which people see them."""
        return tuple(self._value(key))

    def codes_by(self, key: str) -> dict[str, tuple[str, ...]]:
        """Lists of codes by code, written as a table under `value`."""
        return {name: tuple(codes) for name, codes in self._value(key).items()}

    def number(self, key: str) -> int:
        """How many."""
        return int(self._value(key))

    def rule(self, journey: str, code: str) -> RuleTerm | None:
        """How this market answers when the rule applies; None where the market does not have the rule."""
        entry = self._rules(journey).get(code)
        if entry is None:
            return None
        return RuleTerm(Outcome[entry["outcome"]], tuple(entry.get("alternatives", ())))

    def rule_codes(self, journey: str) -> tuple[str, ...]:
        """The codes of the rules that this market has for a journey."""
        return tuple(self._rules(journey))

    @property
    def journeys(self) -> tuple[str, ...]:
        """The journeys that have rules in this market."""
        return tuple(name for name, part in self._raw.items() if isinstance(part, dict) and "rules" in part)

    def cite(self, key: str) -> Cite:
        """The source of a value or rule."""
        entry = self._entry(key)
        return Cite(entry["source"], entry["confidence"], entry["as_of"])

    def _rules(self, journey: str) -> dict[str, dict[str, Any]]:
        rules: dict[str, dict[str, Any]] = self._raw.get(journey, {}).get("rules", {})
        return {code: entry for code, entry in rules.items() if not entry.get("off")}

    def _value(self, key: str) -> Any:
        return self._entry(key)["value"]

    def _entry(self, key: str) -> dict[str, Any]:
        node: Any = self._raw
        for part in key.split("."):
            if part not in node:
                raise KeyError(f"the terms of market {self.market!r} have no {key!r}")
            node = node[part]
        return dict(node)


def markets() -> tuple[str, ...]:
    """The markets that have terms of their own."""
    return tuple(sorted(path.stem for path in HERE.glob("*.toml")))


@cache
def load(market: str) -> Terms:
    """The terms of a market, `default` where it has none of its own."""
    return Terms(read(market if market in markets() else DEFAULT))


def read(market: str) -> dict[str, Any]:
    """What a market's file says, over what the market says that it extends; the version names both.

    An entry (a value or a rule, with its source) is replaced as a whole; `off = true` takes a rule away.
    """
    raw = tomli.loads((HERE / f"{market}.toml").read_text(encoding="utf-8"))
    if "extends" not in raw:
        return raw
    base = read(raw.pop("extends"))
    return _over(base, raw) | {"version": f"{raw['version']} over {base['version']}"}


def _over(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, part in own.items():
        known = base.get(key)
        deeper = isinstance(part, dict) and isinstance(known, dict) and "source" not in part
        merged[key] = _over(known, part) if deeper and known is not None else part
    return merged
