"""Money that goes back: its row, and when it arrives, in the business days of the buyer who waits for it."""

from __future__ import annotations

from datetime import datetime

from orderdesk.bootstrap import Desk
from orderdesk.model import Customer, OrderCase, Refund, RefundStatus
from orderdesk.money import Money
from orderdesk.policy.refund import refund_span
from orderdesk.ports import Unit
from orderdesk.reader import Reader


def payout(
    desk: Desk, unit: Unit, case: OrderCase, now: datetime, key: str = "cancel.refund"
) -> tuple[datetime, datetime]:
    """The first and the last moment, UTC, by the business days of `cancel.refund` or another key of the terms."""
    reader = Reader.of(unit.get(Customer, case.order.customer_id))
    return refund_span(desk.terms(case.order.market), now, key, reader.zone)


def new_refund(
    desk: Desk,
    unit: Unit,
    case: OrderCase,
    cause: str,
    amount: Money,
    now: datetime,
    key: str = "cancel.refund",
) -> Refund:
    """The row, not stored yet; `cause`: id of the cancellation, return or dispute; `key` as in `payout`."""
    start, end = payout(desk, unit, case, now, key)
    return Refund(
        id=desk.ids.new("RF"),
        order_id=case.order.id,
        cause=cause,
        currency=amount.currency,
        amount=amount,
        method=case.order.payment_method,
        status=RefundStatus.PENDING,
        created_at=now,
        expected_from=start,
        expected_by=end,
    )
