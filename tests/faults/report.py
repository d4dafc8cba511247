"""A table of what was broken, what came of it, and what was asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Row:
    """One test's outcome. `figures` go into the JSON file."""

    name: str
    database: str
    seen: str
    goal: str
    good: bool
    figures: dict[str, Any] = field(default_factory=dict)


def show(rows: list[Row], console: Console | None = None, *, title: str = "Faults") -> None:
    """Print them."""
    table = Table(title=title, show_lines=True)
    for column in ("test", "on", "seen", "goal", ""):
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(row.name, row.database, row.seen, row.goal, "ok" if row.good else "NOT REACHED")
    (console or Console()).print(table)
