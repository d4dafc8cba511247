"""Whether the work that no buyer asks for takes longer in a large shop: the worker's round, and what a scrape reads.

To each order belongs a conversation with a sign-in, a line, a yes that was given, an audit entry, and a notice that
waits for the arrival of an order that is still on its way.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks import bulk
from benchmarks.figures import spread
from benchmarks.lookup import FEW, desk_of
from gateway.metrics import Metrics
from orderdesk import model as m
from orderdesk.bootstrap import Desk
from orderdesk.services import inbox
from orderdesk.worker import jobs

Say = Callable[[str], None]
#: Before it are the demo's own orders.
BULK = 1000
WORD = "bulk-talk"
TALK = f"'{WORD}' || cast({{i}} as varchar)"
BUYER = f"'bulk' || cast({{i}} / {bulk.PER_BUYER} as varchar)"
ORDER = f"cast({bulk.FIRST} + {{i}} as varchar)"
OWN = {"id": TALK, "conversation_id": TALK}
#: What is copied for each order: the table, and what differs.
COPIES = {
    "conversations": {"id": TALK, "token_id": "null", "key_hash": "null", "closed_at": "{ago}", "created_at": "{ago}"},
    "sessions": {"conversation_id": TALK, "customer_id": BUYER, "proven_at": "{ago}"},
    "sent": OWN | {"at": "{ago}"},
    "pending_actions": OWN | {"customer_id": BUYER, "order_id": ORDER, "created_at": "{ago}", "expires_at": "{ago}"},
    "audit": OWN | {"customer_id": BUYER, "order_id": ORDER, "at": "{ago}"},
    "watches": OWN | {"created_at": "{ago}"},
}  # fmt: skip


def measure(var: Path, many: dict[str, int], samples: int, seed: int, say: Say) -> dict[str, Any]:
    """`many`: how many orders the large shop has, by kind of database. Both shops are looked after in turns."""
    found: dict[str, Any] = {}
    for kind, total in many.items():
        if total:
            found[kind] = _measure(kind, var, total, samples, seed, say)
    return found


def _measure(kind: str, var: Path, total: int, samples: int, seed: int, say: Say) -> dict[str, Any]:
    took: dict[int, list[float]] = {FEW: [], total: []}
    with ExitStack() as stack:
        rounds = {}
        for size in took:
            desk = stack.enter_context(desk_of(kind, var, size, say))
            fill(desk, size)
            say(f"{kind}: what belongs to {size:,} orders")
            rounds[size] = _rounds(replace(desk, settings=replace(desk.settings, demo=False)))
        for round_ in range(-2, samples):
            for size in random.Random(seed + round_).sample(sorted(took), 2):  # noqa: S311 (no secret)
                milliseconds = rounds[size]()
                if round_ >= 0:
                    took[size].append(milliseconds)
    return {str(size): spread(values).as_json() for size, values in took.items()}


def fill(desk: Desk, size: int) -> None:
    """Of everything as many as there are copied orders."""
    _templates(desk)
    for table, values in COPIES.items():
        bulk.multiply(desk.settings.database_url, table, BULK, size - 1, WORD, values)


def _templates(desk: Desk) -> None:
    """One row of each kind, as the services leave them behind: nothing is to be done with any."""
    now = desk.clock.now()
    later = now + timedelta(days=30)
    with desk.store.write() as unit:
        order = next(iter(unit.find(m.Order, status=m.OrderStatus.IN_TRANSIT, limit=1)))
        buyer, number = order.customer_id, order.id
        unit.add(m.Conversation(WORD, "web", now, expires_at=later, closed_at=now))
        unit.add(
            m.Session(WORD, buyer, "shop", now, later),
            m.SentMessage(WORD, WORD, 1, m.Speaker.BOT, now, "Hello"),
            m.PendingAction(WORD, WORD, buyer, "cancel", number, {}, m.PendingState.DONE, now, now, now),
            m.AuditEntry(WORD, now, m.Party.BUYER, buyer, WORD, None, "x", number, "CN-X", "x", "1", {}, {}),
            m.Watch(WORD, number, buyer, WORD, now),
        )


def _rounds(desk: Desk) -> Callable[[], float]:
    """A round of the worker's, a look at the inbox, a scrape; in milliseconds."""
    metrics = Metrics(desk)

    def one() -> float:
        began = time.perf_counter()
        for job in jobs(desk):  # made anew, so that retention does not rest
            job()
        inbox.due(desk, 100)
        metrics.text()
        return (time.perf_counter() - began) * 1000

    return one
