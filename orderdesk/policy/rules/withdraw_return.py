"""The rules of taking a return back."""

from __future__ import annotations

from datetime import datetime

from orderdesk.model import OrderCase, ReturnStatus
from orderdesk.policy.engine import Facts, Journey, rule
from orderdesk.policy.rules.return_lines import ReturnAsk
from orderdesk.policy.terms import Terms


@rule("order")
def no_return_running(case: OrderCase, ask: ReturnAsk, terms: Terms, now: datetime) -> Facts | None:
    """There is nothing to take back."""
    return None if case.live_return else {"order": case.order.id}


@rule("request")
def return_on_its_way_back(case: OrderCase, ask: ReturnAsk, terms: Terms, now: datetime) -> Facts | None:
    """The goods are with the carrier; only the seller can turn that round."""
    live = case.live_return
    return {"request": live.id} if live and live.status is ReturnStatus.BUYER_SHIPPED else None


@rule("request", "answer_by")
def return_waiting(case: OrderCase, ask: ReturnAsk, terms: Terms, now: datetime) -> Facts | None:
    """The seller has not answered yet."""
    live = case.live_return
    waiting = live and live.status is ReturnStatus.PENDING
    return {"request": live.id, "answer_by": live.answer_by} if live and waiting else None


@rule("request", "ship_by")
def return_not_sent(case: OrderCase, ask: ReturnAsk, terms: Terms, now: datetime) -> Facts | None:
    """Approved, and the buyer still has the goods."""
    live = case.live_return
    waiting = live and live.status is ReturnStatus.AWAITING_BUYER_SHIP
    return {"request": live.id, "ship_by": live.ship_by} if live and waiting else None


WITHDRAW_RETURN = Journey(
    "withdraw_return", (no_return_running, return_on_its_way_back, return_waiting, return_not_sent)
)
