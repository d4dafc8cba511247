"""The rules of "tell me when it arrives"."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from orderdesk.model import OrderCase, OrderStatus
from orderdesk.policy.engine import Facts, Journey, rule
from orderdesk.policy.rules.state import ARRIVED, NOT_SENT, ON_ITS_WAY, due_at, going_back
from orderdesk.policy.terms import Terms


@rule("cancelled_at")
def watch_cancelled(case: OrderCase, ask: Any, terms: Terms, now: datetime) -> Facts | None:
    """Nothing will arrive."""
    return {"cancelled_at": case.order.cancelled_at} if case.order.status is OrderStatus.CANCELLED else None


@rule("delivered_at")
def watch_arrived(case: OrderCase, ask: Any, terms: Terms, now: datetime) -> Facts | None:
    """It has arrived."""
    return {"delivered_at": case.order.delivered_at} if case.order.status in ARRIVED else None


@rule("deadline")
def watch_unpaid(case: OrderCase, ask: Any, terms: Terms, now: datetime) -> Facts | None:
    """Nothing is sent before it is paid, and it lapses unless it is."""
    if case.order.status is not OrderStatus.UNPAID:
        return None
    return {"deadline": case.order.created_at + terms.duration("cancel.unpaid_lapse")}


@rule("at")
def watch_going_back(case: OrderCase, ask: Any, terms: Terms, now: datetime) -> Facts | None:
    """The carrier takes it back to the seller."""
    scan = going_back(case)
    return {"at": scan.at} if scan else None


@rule("expected_at")
def watch_on_its_way(case: OrderCase, ask: Any, terms: Terms, now: datetime) -> Facts | None:
    """Packed or sent."""
    coming = case.order.status in ON_ITS_WAY and not going_back(case)
    return {"expected_at": due_at(case)} if coming else None


@rule("ship_by")
def watch_not_sent(case: OrderCase, ask: Any, terms: Terms, now: datetime) -> Facts | None:
    """Paid and still with the seller: the notice waits, too."""
    return {"ship_by": case.order.ship_by} if case.order.status in NOT_SENT else None


WATCH = Journey(
    "watch",
    (watch_cancelled, watch_arrived, watch_unpaid, watch_going_back, watch_on_its_way, watch_not_sent),
)
