"""What is kept of many measurements."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Spread:
    """Milliseconds (or whatever was measured): the median, the quartiles around it, the slowest, and of how many."""

    median: float
    low: float
    high: float
    p99: float
    count: int

    def as_json(self) -> dict[str, float]:
        """Rounded for reading."""
        return {name: round(value, 3) for name, value in asdict(self).items()}

    def __str__(self) -> str:
        return f"{self.median:.1f} ({self.low:.1f} to {self.high:.1f})"


def spread(values: Sequence[float]) -> Spread:
    """The spread of at least two values."""
    low, median, high = statistics.quantiles(values, n=4, method="inclusive")
    p99 = statistics.quantiles(values, n=100, method="inclusive")[98]
    return Spread(median, low, high, p99, len(values))
