"""How refunds stand, and, where there is none, what became of the wish for one. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from orderdesk.bootstrap import Desk
from orderdesk.model import (
    Cancellation,
    CancellationStatus,
    DisputeStatus,
    Order,
    OrderCase,
    OrderStatus,
    Party,
    Refund,
    Return,
    ReturnKind,
    ReturnStatus,
)
from orderdesk.services.who import Who


@dataclass(frozen=True)
class NoRefund:
    """Why there is no refund: a code (`utter_refunds_none_<code>`), and the request that it is about."""

    code: str
    request: Return | Cancellation | None = None


def orders_with_refund(desk: Desk, who: Who) -> tuple[str, ...]:
    """The orders with a refund, newest refund first."""
    with desk.store.read() as unit:
        orders = unit.find(Order, customer_id=who.customer.id)
        refunds = (
            unit.find(Refund, order_id=[order.id for order in orders], order_by="-created_at")
            if orders
            else []
        )
    return tuple(dict.fromkeys(refund.order_id for refund in refunds))


def orders_with_wish(desk: Desk, who: Who) -> tuple[str, ...]:
    """The orders that were asked to be cancelled or returned, newest request first: money may be due for them."""
    with desk.store.read() as unit:
        rows: list[Return | Cancellation] = [
            *unit.find(Return, customer_id=who.customer.id),
            *unit.find(Cancellation, customer_id=who.customer.id),
        ]
    newest = sorted(rows, key=lambda row: row.created_at, reverse=True)
    return tuple(dict.fromkeys(row.order_id for row in newest))


def newest_first(refunds: Iterable[Refund]) -> tuple[Refund, ...]:
    """Refunds by the time they were promised."""
    return tuple(sorted(refunds, key=lambda one: one.created_at, reverse=True))


def why_none(case: OrderCase) -> NoRefund:
    """What the rows say about money that was perhaps expected: the newest wish decides."""
    if case.payment is None:
        return NoRefund("unpaid")
    if any(dispute.status is DisputeStatus.IN_PROGRESS for dispute in case.disputes):
        return NoRefund("dispute")
    wishes: list[Return | Cancellation] = [*case.returns, *case.cancellations]
    last = max(wishes, key=lambda one: one.created_at, default=None)
    if isinstance(last, Return):
        return NoRefund(_by_return(last), last)
    if isinstance(last, Cancellation):
        return NoRefund(_by_cancellation(last), last)
    return NoRefund("cancelled" if case.order.status is OrderStatus.CANCELLED else "not_asked")


def _by_return(one: Return) -> str:
    if one.kind is ReturnKind.REPLACEMENT and one.status is not ReturnStatus.REJECTED:
        return "replacement"
    return {
        ReturnStatus.PENDING: "return_waiting",
        ReturnStatus.AWAITING_BUYER_SHIP: "return_to_send",
        ReturnStatus.BUYER_SHIPPED: "return_under_way",
        ReturnStatus.REJECTED: "return_refused",
        ReturnStatus.CANCELLED: "return_closed",
        ReturnStatus.COMPLETE: "return_complete",
    }[one.status]


def _by_cancellation(one: Cancellation) -> str:
    if one.status is CancellationStatus.PENDING:
        return "cancellation_waiting"
    if one.status is CancellationStatus.CANCELLED:
        ended = {Party.BUYER: "cancellation_withdrawn", Party.SYSTEM: "cancellation_sent"}
        return ended.get(one.answered_by or Party.SELLER, "cancellation_refused")
    return "cancelled"
