"""Whether finding an order takes longer among many: on SQLite, and on PostgreSQL where it is installed."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks import bulk
from benchmarks.figures import spread
from orderdesk.bootstrap import Desk, open_desk
from orderdesk.demo.seed import seed
from orderdesk.model import Order
from orderdesk.settings import Settings
from tests import postgres

Say = Callable[[str], None]
FEW = 10_000


def measure(var: Path, many: dict[str, int], samples: int, seed_number: int, say: Say) -> dict[str, Any]:
    """`many`: how many orders the large table has, by kind of database. Few and many are asked in turns."""
    return {
        kind: _measure(kind, var, total, samples, seed_number, say) for kind, total in many.items() if total
    }


def _measure(kind: str, var: Path, total: int, samples: int, seed_number: int, say: Say) -> dict[str, Any]:
    sizes = (FEW, total)
    took: dict[int, list[float]] = {size: [] for size in sizes}
    chance = random.Random(seed_number)  # noqa: S311 (no secret)
    with ExitStack() as stack:
        desks = {size: stack.enter_context(desk_of(kind, var, size, say)) for size in sizes}
        for round_ in range(-samples // 10, samples):
            for size, desk in desks.items():
                milliseconds = _ask(desk, chance.randrange(1000, size))
                if round_ >= 0:
                    took[size].append(milliseconds)
    return {str(size): spread(values).as_json() for size, values in took.items()}


def _ask(desk: Desk, index: int) -> float:
    """An order with all that belongs to it, and its buyer's last ones: what a turn asks the database."""
    began = time.perf_counter()
    with desk.store.read() as unit:
        case = unit.case(bulk.number(index))
        assert case is not None
        orders = unit.find(Order, customer_id=case.order.customer_id, order_by="-created_at", limit=5)
        assert orders
    return (time.perf_counter() - began) * 1000


@contextmanager
def desk_of(kind: str, var: Path, size: int, say: Say) -> Iterator[Desk]:
    """The demo shop with so many orders, on a database of this kind ("sqlite", "postgresql")."""
    with _database(kind, var, size) as url:
        desk = open_desk(Settings(database_url=url, mail_url=f"file:{var}/mail", var_dir=var))
        seed(desk)
        bulk.fill(url, size, lambda words: say(f"{kind}: {words} of {size:,}"))
        yield desk


@contextmanager
def _database(kind: str, var: Path, size: int) -> Iterator[str]:
    if kind == "sqlite":
        file = var / f"lookup-{size}.db"
        yield f"sqlite:///{file}"
        for left in var.glob(f"{file.name}*"):
            left.unlink()
        return
    programs = postgres.binaries()
    assert programs is not None, "no PostgreSQL server is installed"
    with postgres.server(programs) as url:
        yield url
