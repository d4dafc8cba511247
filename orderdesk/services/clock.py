"""The clock work: what is due acts, each thing in a transaction of its own.

Several workers may run at once. Each looks for due rows, takes one, reads it again in its own transaction and changes
it on condition that nobody else has: StaleAction means that somebody else did it. A row that fails is logged and left
for a person; it keeps nothing else from happening.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from orderdesk.bootstrap import Desk
from orderdesk.errors import StaleAction, Unavailable
from orderdesk.model import Order
from orderdesk.ports import Unit
from orderdesk.services import deadlines, sellers_demo

log = logging.getLogger(__name__)

Due = Callable[[Desk, Unit, datetime], Iterable[Any]]
Act = Callable[[Desk, Unit, Any, datetime], bool]

#: What is due -> how it acts, in this order. `act` says whether it did anything.
WORK: dict[str, tuple[Due, Act]] = {
    "cancellations_approved": (deadlines.unanswered_cancellations, deadlines.end_cancellation),
    "orders_lapsed": (deadlines.unpaid_orders, deadlines.lapse_order),
    "returns_approved": (deadlines.unanswered_returns, deadlines.approve_return),
    "returns_closed": (deadlines.unsent_returns, deadlines.close_return),
    "refunds_sent": (deadlines.due_refunds, deadlines.send_refund),
    "arrivals_told": (deadlines.arrived_watches, deadlines.tell_arrival),
    "disputes_decided": (deadlines.undecided_disputes, deadlines.decide_dispute),
    "yeses_expired": (deadlines.expired_yeses, deadlines.void_yes),
}
#: What the demo's sellers do by themselves.
DEMO: dict[str, tuple[Due, Act]] = {
    "cancellations_answered": (sellers_demo.waiting_cancellations, sellers_demo.answer_cancellation),
    "returns_answered": (sellers_demo.waiting_returns, sellers_demo.answer_return),
    "parcels_received": (sellers_demo.parcels_back, sellers_demo.receive_parcel),
    "messages_answered": (sellers_demo.waiting_messages, sellers_demo.answer_message),
}


@dataclass(frozen=True)
class Ticked:
    """How many of each kind of thing acted."""

    counts: dict[str, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    def __str__(self) -> str:
        return str(self.total)


def tick(desk: Desk) -> Ticked:
    """Let everything that is due act, once. Raises Unavailable when the database does not answer."""
    work = WORK | (DEMO if desk.settings.demo else {})
    return Ticked({name: _run(desk, name, due, act) for name, (due, act) in work.items()})


def _run(desk: Desk, name: str, due: Due, act: Act) -> int:
    with desk.store.read() as unit:
        rows = list(due(desk, unit, desk.clock.now()))
    return sum(_one(desk, name, act, row) for row in rows)


def _one(desk: Desk, name: str, act: Act, row: Any) -> bool:
    try:
        with desk.store.write() as unit:
            # The order first: whoever deals with it now is waited for, and what they did is seen in the next line.
            unit.hold(*_order_of(row))
            # The row as it is now: what somebody else has dealt with meanwhile is not due any more.
            return unit.get(type(row), row.id) == row and act(desk, unit, row, desk.clock.now())
    except StaleAction:
        return False
    except Unavailable:
        raise
    except Exception:
        log.exception("%s: %s could not be dealt with", name, row.id)
        return False


def _order_of(row: Any) -> tuple[str, ...]:
    found = row.id if isinstance(row, Order) else getattr(row, "order_id", None)
    return (found,) if found else ()
