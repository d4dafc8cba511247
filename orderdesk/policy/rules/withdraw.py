"""The rules of taking a request to cancel back."""

from __future__ import annotations

from datetime import datetime

from orderdesk.model import OrderCase, OrderStatus
from orderdesk.policy.engine import Facts, Journey, rule
from orderdesk.policy.rules.cancel import CancelAsk
from orderdesk.policy.terms import Terms


@rule("request", "answer_by")
def request_waiting(case: OrderCase, ask: CancelAsk, terms: Terms, now: datetime) -> Facts | None:
    """The seller has not answered yet."""
    live = case.live_cancellation
    return {"request": live.id, "answer_by": live.answer_by} if live else None


@rule("cancelled_at")
def cancelled_for_good(case: OrderCase, ask: CancelAsk, terms: Terms, now: datetime) -> Facts | None:
    """A cancelled order does not come back."""
    if case.order.status is OrderStatus.CANCELLED:
        return {"cancelled_at": case.order.cancelled_at}
    return None


@rule("order")
def nothing_requested(case: OrderCase, ask: CancelAsk, terms: Terms, now: datetime) -> Facts | None:
    """There is no request to take back."""
    if case.live_cancellation is None and case.order.status is not OrderStatus.CANCELLED:
        return {"order": case.order.id}
    return None


WITHDRAW = Journey("withdraw", (cancelled_for_good, nothing_requested, request_waiting))
