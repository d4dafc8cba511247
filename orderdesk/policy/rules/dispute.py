"""The rules of opening a dispute.

A dispute needs a ground: the seller refused, did not answer, the order is lost, or what arrived is protected.
Without one, the seller is asked first.
"""

from __future__ import annotations

from datetime import datetime

from orderdesk.model import DisputeStatus, OrderCase, OrderStatus
from orderdesk.policy.engine import Facts, Journey, rule
from orderdesk.policy.rules.dispute_grounds import (
    GROUNDS,
    DisputeAsk,
    dispute_return_unconfirmed,
    guard_passed,
    is_coming,
    refusals,
)
from orderdesk.policy.rules.state import ON_ITS_WAY, due_at, running_dispute, still_open
from orderdesk.policy.terms import Terms

__all__ = ["DISPUTE", "DisputeAsk"]


@rule("order")
def dispute_unpaid(case: OrderCase, ask: DisputeAsk, terms: Terms, now: datetime) -> Facts | None:
    """Nothing was paid, so nothing is at stake."""
    return {"order": case.order.id} if case.order.status is OrderStatus.UNPAID else None


@rule("cancelled_at")
def dispute_order_cancelled(case: OrderCase, ask: DisputeAsk, terms: Terms, now: datetime) -> Facts | None:
    """The order is over, and its money goes back by itself."""
    if case.order.status is OrderStatus.CANCELLED:
        return {"cancelled_at": case.order.cancelled_at}
    return None


@rule("dispute", "decide_by")
def dispute_open(case: OrderCase, ask: DisputeAsk, terms: Terms, now: datetime) -> Facts | None:
    """The platform is deciding already."""
    running = running_dispute(case)
    return {"dispute": running.id, "decide_by": running.decide_by} if running else None


@rule("request", "status")
def dispute_return_running(case: OrderCase, ask: DisputeAsk, terms: Terms, now: datetime) -> Facts | None:
    """A return is under way; a dispute may follow it, not run beside it, unless it never ends."""
    live = case.live_return
    if dispute_return_unconfirmed.applies(case, ask, terms, now) is not None:
        return None
    return {"request": live.id, "status": live.status.value} if live else None


@rule("request", "answer_by")
def dispute_cancellation_waiting(
    case: OrderCase, ask: DisputeAsk, terms: Terms, now: datetime
) -> Facts | None:
    """The seller has a cancellation request to answer first."""
    live = case.live_cancellation
    return {"request": live.id, "answer_by": live.answer_by} if live else None


@rule("count")
def dispute_limit_reached(case: OrderCase, ask: DisputeAsk, terms: Terms, now: datetime) -> Facts | None:
    """The platform decided about this order as often as it does."""
    decided = sum(dispute.status is not DisputeStatus.IN_PROGRESS for dispute in case.disputes)
    return {"count": decided} if decided >= terms.number("dispute.max_per_order") else None


@rule("refused_at", "deadline")
def dispute_window_over(case: OrderCase, ask: DisputeAsk, terms: Terms, now: datetime) -> Facts | None:
    """The seller refused too long ago, and there is no other ground."""
    passed = None if _is_on_its_way(case, ask) else _refusal_passed(case, terms, now)
    return passed if passed and not _has_ground(case, ask, terms, now) else None


@rule("delivered_at", "deadline")
def dispute_protection_over(case: OrderCase, ask: DisputeAsk, terms: Terms, now: datetime) -> Facts | None:
    """It arrived too long ago, and there is no other ground."""
    passed = guard_passed(case, ask, terms, now)
    return passed if passed and not _has_ground(case, ask, terms, now) else None


@rule("expected_at", "deadline")
def dispute_not_lost(case: OrderCase, ask: DisputeAsk, terms: Terms, now: datetime) -> Facts | None:
    """It has not come, and is not so late that it counts as lost; nor did the seller refuse to pay for being late."""
    if not _is_on_its_way(case, ask) or _has_ground(case, ask, terms, now):
        return None
    due = due_at(case)
    return {"expected_at": due, "deadline": due + terms.duration("dispute.lost_after") if due else None}


@rule("order")
def dispute_ask_seller_first(case: OrderCase, ask: DisputeAsk, terms: Terms, now: datetime) -> Facts | None:
    """No ground so far: the seller has not been asked, or still has time."""
    moot = case.order.status in (OrderStatus.UNPAID, OrderStatus.CANCELLED) or _is_on_its_way(case, ask)
    over = _refusal_passed(case, terms, now) or guard_passed(case, ask, terms, now)
    return None if moot or over or _has_ground(case, ask, terms, now) else {"order": case.order.id}


DISPUTE = Journey(
    "dispute",
    (
        dispute_unpaid,
        dispute_order_cancelled,
        dispute_open,
        dispute_return_running,
        dispute_cancellation_waiting,
        dispute_limit_reached,
        dispute_window_over,
        dispute_protection_over,
        dispute_not_lost,
        dispute_ask_seller_first,
        *GROUNDS,
    ),
)


def _is_on_its_way(case: OrderCase, ask: DisputeAsk) -> bool:
    return case.order.status in ON_ITS_WAY and is_coming(case, ask)


def _refusal_passed(case: OrderCase, terms: Terms, now: datetime) -> Facts | None:
    last = max(refusals(case), key=lambda refusal: refusal.at, default=None)
    deadline = last.at + terms.duration("dispute.window") if last else None
    return {"refused_at": last.at, "deadline": deadline} if last and not still_open(deadline, now) else None


def _has_ground(case: OrderCase, ask: DisputeAsk, terms: Terms, now: datetime) -> bool:
    """Only grounds that the market knows count."""
    known = (ground for ground in GROUNDS if terms.rule("dispute", ground.code))
    return any(ground.applies(case, ask, terms, now) is not None for ground in known)
