"""Rows that wait for something else, a page at a time: each look goes on where the last one stopped.

So no look is long however many wait, and those with nothing to do never keep others from being seen.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from orderdesk.bootstrap import Desk
from orderdesk.ports import Unit

Row = TypeVar("Row")


def next_page(
    desk: Desk,
    unit: Unit,
    name: str,
    kind: type[Row],
    column: str,
    before: datetime,
    *,
    size: int,
    **equal: Any,
) -> list[Row]:
    """The next rows whose time `column` is at or before `before`; after the last page the first comes again.

    `name`: of the look. The desk keeps where it stopped, for as long as its process lives.
    """
    page = unit.due(kind, column, before, after=desk.places.get(name), limit=size, **equal)
    desk.places[name] = page[-1] if len(page) == size else None
    return page
