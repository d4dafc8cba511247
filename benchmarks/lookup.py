"""Whether finding an order takes longer among many."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from benchmarks import bulk
from benchmarks.sizes import Say, Work, compared
from orderdesk.bootstrap import Desk
from orderdesk.model import Order


def measure(var: Path, many: dict[str, int], samples: int, seed: int, say: Say) -> dict[str, Any]:
    """See `sizes.compared`."""
    chance = random.Random(seed)  # noqa: S311 (no secret)

    def prepare(desk: Desk, size: int) -> Work:
        return lambda: _ask(desk, chance.randrange(bulk.FIRST_COPY, size))

    return compared(var, many, samples, prepare, say)


def _ask(desk: Desk, index: int) -> None:
    """An order with all that belongs to it, and its buyer's last ones: what a turn asks the database."""
    with desk.store.read() as unit:
        case = unit.case(bulk.number(index))
        assert case is not None
        orders = unit.find(Order, customer_id=case.order.customer_id, order_by="-created_at", limit=5)
        assert orders
