"""Whether the work that no buyer asks for takes longer in a large shop: the worker's round, and what a scrape reads.

To each order belongs a conversation with a sign-in, a line, a yes that was given, an audit entry, and a notice that
waits for the arrival of an order that is still on its way.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks import bulk
from benchmarks.sizes import Say, Work, compared
from gateway.metrics import Metrics
from orderdesk import model as m
from orderdesk.bootstrap import Desk
from orderdesk.services import inbox
from orderdesk.worker import jobs

WORD = "bulk-talk"
TALK = f"'{WORD}' || cast({{i}} as varchar)"
OWN = {"id": TALK, "conversation_id": TALK}
OF_ORDER = {"customer_id": bulk.BUYER, "order_id": bulk.ORDER}
#: What is copied for each order: the table, and what differs.
COPIES = {
    "conversations": {"id": TALK, "token_id": "null", "key_hash": "null", "closed_at": "{ago}", "created_at": "{ago}"},
    "sessions": {"conversation_id": TALK, "customer_id": bulk.BUYER, "proven_at": "{ago}"},
    "sent": OWN | {"at": "{ago}"},
    "pending_actions": OWN | OF_ORDER | {"created_at": "{ago}", "expires_at": "{ago}"},
    "audit": OWN | OF_ORDER | {"at": "{ago}"},
    "watches": OWN | {"created_at": "{ago}"},
}  # fmt: skip


def measure(var: Path, many: dict[str, int], samples: int, say: Say) -> dict[str, Any]:
    """See `sizes.compared`."""

    def prepare(desk: Desk, size: int) -> Work:
        fill(desk, size)
        say(f"what belongs to {size:,} orders")
        return _round(replace(desk, settings=replace(desk.settings, demo=False)))

    return compared(var, many, samples, prepare, say)


def fill(desk: Desk, size: int) -> None:
    """Of everything as many as there are copied orders."""
    _templates(desk)
    for table, values in COPIES.items():
        bulk.multiply(desk.settings.database_url, table, bulk.FIRST_COPY, size - 1, WORD, values)


def _templates(desk: Desk) -> None:
    """One row of each kind, as the services leave them behind: nothing is to be done with any."""
    now = desk.clock.now()
    later = now + timedelta(days=30)
    with desk.store.write() as unit:
        (order,) = unit.find(m.Order, status=m.OrderStatus.IN_TRANSIT, limit=1)
        buyer, number = order.customer_id, order.id
        unit.add(m.Conversation(WORD, "web", now, expires_at=later, closed_at=now))
        unit.add(
            m.Session(WORD, buyer, "shop", now, later),
            m.SentMessage(WORD, WORD, 1, m.Speaker.BOT, now, "Hello"),
            m.PendingAction(WORD, WORD, buyer, "cancel", number, {}, m.PendingState.DONE, now, now, now),
            m.AuditEntry(WORD, now, m.Party.BUYER, buyer, WORD, None, "x", number, "CN-X", "x", "1", {}, {}),
            m.Watch(WORD, number, buyer, WORD, now),
        )


def _round(desk: Desk) -> Work:
    """A round of the worker's, a look at the inbox, a scrape."""
    metrics = Metrics(desk)

    def work() -> None:
        for job in jobs(desk):  # made anew, so that retention does not rest
            job()
        inbox.due(desk, 100)
        metrics.text()

    return work
