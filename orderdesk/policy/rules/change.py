"""The rules of changing an order: address, items, size, payment. The platform changes nothing; each rule knows why
not any more, and the terms know what works instead."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from orderdesk.decision import Outcome
from orderdesk.model import OrderCase, OrderStatus
from orderdesk.policy.engine import Facts, Journey, rule
from orderdesk.policy.rules.cancel import CANCEL, CancelAsk
from orderdesk.policy.rules.state import ARRIVED, due_at
from orderdesk.policy.terms import Terms

_PACKED = (OrderStatus.PARTIALLY_SHIPPING, OrderStatus.AWAITING_COLLECTION)


@rule("cancelled_at")
def change_cancelled(case: OrderCase, ask: Any, terms: Terms, now: datetime) -> Facts | None:
    """The order is over."""
    return {"cancelled_at": case.order.cancelled_at} if case.order.status is OrderStatus.CANCELLED else None


@rule("request", "answer_by")
def change_cancellation_waiting(case: OrderCase, ask: Any, terms: Terms, now: datetime) -> Facts | None:
    """The seller has been asked to cancel it."""
    live = case.live_cancellation
    return {"request": live.id, "answer_by": live.answer_by} if live else None


@rule("delivered_at")
def change_delivered(case: OrderCase, ask: Any, terms: Terms, now: datetime) -> Facts | None:
    """The buyer has it."""
    return {"delivered_at": case.order.delivered_at} if case.order.status in ARRIVED else None


@rule("expected_at")
def change_sent(case: OrderCase, ask: Any, terms: Terms, now: datetime) -> Facts | None:
    """It is on its way."""
    return {"expected_at": due_at(case)} if case.order.status is OrderStatus.IN_TRANSIT else None


@rule("seller")
def change_packed(case: OrderCase, ask: Any, terms: Terms, now: datetime) -> Facts | None:
    """At least part of it is packed."""
    return {"seller": case.seller.name} if case.order.status in _PACKED else None


@rule("deadline")
def change_free(case: OrderCase, ask: Any, terms: Terms, now: datetime) -> Facts | None:
    """Cancelling costs nothing until then, so it can be ordered again the right way."""
    deadline = _free_until(case, terms, now)
    return {"deadline": deadline} if _in_preparation(case) and deadline else None


@rule("seller")
def change_preparing(case: OrderCase, ask: Any, terms: Terms, now: datetime) -> Facts | None:
    """The seller is at work on it."""
    in_time = _free_until(case, terms, now)
    return {"seller": case.seller.name} if _in_preparation(case) and not in_time else None


CHANGE = Journey(
    "change",
    (
        change_cancelled,
        change_cancellation_waiting,
        change_delivered,
        change_sent,
        change_packed,
        change_free,
        change_preparing,
    ),
)


def _in_preparation(case: OrderCase) -> bool:
    early = (OrderStatus.UNPAID, OrderStatus.ON_HOLD, OrderStatus.AWAITING_SHIPMENT)
    return case.order.status in early and case.live_cancellation is None


def _free_until(case: OrderCase, terms: Terms, now: datetime) -> datetime | None:
    found = CANCEL.findings(case, CancelAsk(), terms, now)
    if not found or found[0].outcome is not Outcome.ALLOW:
        return None
    moment: datetime | None = found[0].reason.facts.get("deadline")
    return moment
