"""What happens to an order when it, or some lines of it, are cancelled.

Used by the buyer's yes, the seller's, and the clock's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from orderdesk.bootstrap import Desk
from orderdesk.model import (
    Cancellation,
    CancellationStatus,
    LineStatus,
    Order,
    OrderCase,
    OrderStatus,
    Party,
    Refund,
)
from orderdesk.money import Money
from orderdesk.policy.refund import refund_for_cancel
from orderdesk.ports import Unit
from orderdesk.services.fulfilment import adjust
from orderdesk.services.payout import new_refund


@dataclass(frozen=True)
class Cancelled:
    """What was done: the request's final row, the refund if money was due, the order as it is now."""

    cancellation: Cancellation
    refund: Refund | None
    order: Order

    @property
    def whole_order(self) -> bool:
        """Whether nothing is left of it."""
        return self.order.status is OrderStatus.CANCELLED


def carry_out(
    desk: Desk, unit: Unit, case: OrderCase, request: Cancellation, by: Party, now: datetime
) -> Cancelled:
    """Cancel the lines of an accepted request, refund them, close the request. The caller's transaction.

    `request` is a row of the database or a new one (which is added); it ends as a request for what was cancelled.
    Raises StaleAction when the order moved meanwhile.
    """
    lines = tuple(line for line in case.active_lines if line.id in request.line_ids)
    amount = refund_for_cancel(case, tuple(line.id for line in lines))
    whole = len(lines) == len(case.active_lines)
    _cancel_lines(unit, case, request, whole, now)
    order = adjust(unit, case.order.id, now)
    refund = None
    if amount.amount > 0:
        refund = new_refund(desk, unit, case, request.id, amount, now)
        unit.add(refund)
    return Cancelled(_close(unit, case, request, by, now), refund, order)


def _cancel_lines(unit: Unit, case: OrderCase, request: Cancellation, whole: bool, now: datetime) -> None:
    # Who cancelled is who asked for it; who agreed to it is told by the request.
    gone = [line for line in case.active_lines if line.id in request.line_ids]
    for line in gone:
        unit.change(line, status=LineStatus.CANCELLED)
    if whole:
        unit.change(
            case.order,
            status=OrderStatus.CANCELLED,
            cancelled_at=now,
            cancel_reason=request.reason,
            cancelled_by=request.asked_by,
        )
    elif case.order.status is OrderStatus.UNPAID:
        # Nobody pays for what was taken out before.
        price = Money.total((line.paid for line in gone), case.order.currency)
        unit.change(case.order, total=case.order.total - price)


def _close(unit: Unit, case: OrderCase, request: Cancellation, by: Party, now: datetime) -> Cancellation:
    gone = tuple(line.id for line in case.active_lines if line.id in request.line_ids)
    closed = {"status": CancellationStatus.SUCCESS, "answered_at": now, "answered_by": by, "line_ids": gone}
    known = next((one for one in case.cancellations if one.id == request.id), None)
    if known:
        return unit.change(known, **closed)
    row = replace(request, **closed)  # type: ignore[arg-type]
    unit.add(row)
    return row
