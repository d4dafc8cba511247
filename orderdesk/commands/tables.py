"""Rows as tables, for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from orderdesk.money import Money


def console() -> Console:
    """Standard output. A pipe is not cut at 80 columns."""
    screen = Console(highlight=False)
    return screen if screen.is_terminal else Console(highlight=False, width=200)


def show(columns: Sequence[str], rows: Iterable[Sequence[Any]], title: str | None = None) -> None:
    """Print a table; nothing for no rows. Cells are text: markup in a product's title stays what it is."""
    table = Table(box=box.SIMPLE, title=title, title_justify="left", pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell(value)) for value in row))
    if table.row_count:
        console().print(table)


def cell(value: Any) -> str:
    """A value as a person reads it: times in UTC to the minute, money with its currency, nothing as a dash."""
    if value is None or value == "":
        return "-"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, Money):
        return f"{value.amount} {value.currency}"
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {cell(part)}" for key, part in value.items()) or "-"
    if isinstance(value, (list, tuple)):
        return "; ".join(cell(part) for part in value) or "-"
    return str(value)
