"""What a buyer can do about an order now, by where it is. What is offered is what the other policies allow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from orderdesk.decision import Alternative
from orderdesk.model import OrderCase, OrderStatus
from orderdesk.policy.alternatives import offer
from orderdesk.policy.rules.state import ARRIVED, NOT_SENT, due_at, going_back, is_late
from orderdesk.policy.terms import Terms

MOST = 5  # more buttons are a menu to read, not a choice

#: What is already under way comes before anything new.
RUNNING = ("dispute_status", "return_status", "withdraw_cancellation")
WAITING = ("cancel_order", "message_seller", "seller_status", "notify_arrival")
SENT = ("notify_arrival", "cancel_rest", "return_item", "message_seller", "seller_status", "return_later")
LATE = ("refund_late", "open_dispute", *SENT)
GOT_IT = ("return_item", "return_faulty", "refund_status", "message_seller", "seller_status", "open_dispute")
OVER = ("refund_status",)

STEPS: dict[OrderStatus, tuple[str, ...]] = {
    OrderStatus.UNPAID: ("cancel_order",),
    OrderStatus.ON_HOLD: WAITING,
    OrderStatus.AWAITING_SHIPMENT: WAITING,
    OrderStatus.PARTIALLY_SHIPPING: SENT,
    OrderStatus.AWAITING_COLLECTION: SENT,
    OrderStatus.IN_TRANSIT: SENT,
    OrderStatus.DELIVERED: GOT_IT,
    OrderStatus.COMPLETED: GOT_IT,
    OrderStatus.CANCELLED: OVER,
}


def next_steps(case: OrderCase, terms: Terms, now: datetime) -> tuple[Alternative, ...]:
    """What works for this order now, best first; a person always does."""
    codes = LATE if is_late(case, now) else STEPS[case.order.status]
    running = RUNNING if case.order.status is not OrderStatus.CANCELLED else ()
    offers = [made for code in (*running, *codes) if (made := offer(code, case, terms, now))]
    now_first = sorted(offers, key=lambda made: made.works_from is not None)
    person = offer("human", case, terms, now)
    return (*now_first[: MOST - 1], *([person] if person else []))


@dataclass(frozen=True)
class Outlook:
    """When something is to be expected of an order. `code` says of what; `at` is its moment, where there is one.

    Codes: pay, send, send_overdue, expect, slipping (expected by `at`, late only from `until` on), late, going_back,
    unknown, delivered, cancelled.
    """

    code: str
    at: datetime | None = None
    until: datetime | None = None


def outlook(case: OrderCase, terms: Terms, now: datetime) -> Outlook:
    """What the buyer waits for, honestly: dates that have passed are called so, missing ones are unknown."""
    order = case.order
    if order.status is OrderStatus.CANCELLED:
        return Outlook("cancelled", order.cancelled_at)
    if order.status in ARRIVED:
        return Outlook("delivered", order.delivered_at)
    if order.status is OrderStatus.UNPAID:
        return Outlook("pay", order.created_at + terms.duration("cancel.unpaid_lapse"))
    if order.status in NOT_SENT and order.ship_by:
        return Outlook("send" if now <= order.ship_by else "send_overdue", order.ship_by, order.expected_at)
    return _arrival(case, now)


def _arrival(case: OrderCase, now: datetime) -> Outlook:
    if back := going_back(case):
        return Outlook("going_back", back.at)
    expected, due = case.order.expected_at, due_at(case)
    if is_late(case, now):
        return Outlook("late", due)
    if expected and now > expected:
        return Outlook("slipping", expected, due)
    return Outlook("expect", expected or due) if expected or due else Outlook("unknown")
