"""The same work in a small shop and in a large one, in turns: on SQLite, and on PostgreSQL where it is installed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks import bulk
from benchmarks.figures import spread
from orderdesk.bootstrap import Desk, open_desk
from orderdesk.demo.seed import seed
from orderdesk.settings import Settings
from tests import postgres

Say = Callable[[str], None]
Work = Callable[[], object]
FEW = 10_000


def compared(
    var: Path, many: dict[str, int], samples: int, prepare: Callable[[Desk, int], Work], say: Say
) -> dict[str, Any]:
    """Milliseconds of the work by kind of database and number of orders. `many`: how many the large shop has, by kind
    (0: leave it out); `prepare` makes a shop of that size ready and gives the work."""
    return {kind: _compared(kind, var, total, samples, prepare, say) for kind, total in many.items() if total}


def _compared(
    kind: str, var: Path, total: int, samples: int, prepare: Callable[[Desk, int], Work], say: Say
) -> dict[str, Any]:
    sizes = (FEW, total)
    took: dict[int, list[float]] = {size: [] for size in sizes}
    with ExitStack() as stack:
        desks = {size: stack.enter_context(_desk(kind, var, size, say)) for size in sizes}
        works = {size: prepare(desk, size) for size, desk in desks.items()}
        for round_ in range(-samples // 10, samples):
            for size, work in works.items():
                milliseconds = _timed(work)
                if round_ >= 0:
                    took[size].append(milliseconds)
    return {str(size): spread(values).as_json() for size, values in took.items()}


def _timed(work: Work) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


@contextmanager
def _desk(kind: str, var: Path, size: int, say: Say) -> Iterator[Desk]:
    with _database(kind, var, size) as url:
        desk = open_desk(Settings(database_url=url, mail_url=f"file:{var}/mail", var_dir=var))
        seed(desk)
        bulk.fill(url, size, lambda words: say(f"{kind}: {words} of {size:,}"))
        yield desk


@contextmanager
def _database(kind: str, var: Path, size: int) -> Iterator[str]:
    if kind == "sqlite":
        file = var / f"orders-{size}.db"
        yield f"sqlite:///{file}"
        for left in var.glob(f"{file.name}*"):
            left.unlink()
        return
    programs = postgres.binaries()
    assert programs is not None, "no PostgreSQL server is installed"
    with postgres.server(programs) as url:
        yield url
