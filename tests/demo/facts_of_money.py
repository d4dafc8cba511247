"""What was paid, for what, and how much of it went back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from orderdesk.model import LineStatus, OrderCase, RefundStatus
from orderdesk.money import Money


def sums(case: OrderCase, now: datetime) -> Iterator[str]:
    """Lines and shipping make the total, and the total is what was paid."""
    order, payment = case.order, case.payment
    if Money.total((line.paid for line in case.lines), order.currency) + order.shipping != order.total:
        yield "the total is not the sum"
    if (payment is None) != (order.paid_at is None):
        yield "paid without a payment, or the other way round"
    if payment and (payment.amount, payment.paid_at, payment.method) != (
        order.total,
        order.paid_at,
        order.payment_method,
    ):
        yield "the payment is not the order's"


def ledger(case: OrderCase, now: datetime) -> Iterator[str]:
    """What went back has a cause, a time, and is all that the payment says went back."""
    back = Money.total((one.amount for one in case.refunds), case.order.currency)
    if back != (case.payment.refunded if case.payment else back - back):
        yield "the refunds are not what the payment says"
    if back > case.order.total:
        yield "more went back than was paid"
    causes = {one.id for part in (case.cancellations, case.returns, case.disputes) for one in part}
    for one in case.refunds:
        if one.cause not in causes or one.amount.minor <= 0:
            yield "a refund without a cause or an amount"
        if (one.status is RefundStatus.SENT) != (one.sent_at is not None):
            yield "a refund is sent without a time, or the other way round"
        if not one.created_at <= (one.sent_at or one.created_at) <= one.expected_by:
            yield "a refund was sent too early or too late"
        if one.sent_at is None and one.expected_by < now:
            yield "a refund is overdue"
    gone = [line for line in case.lines if line.status is not LineStatus.ACTIVE]
    if case.payment and any(line.paid.minor for line in gone) and not case.refunds:
        yield "something is gone and no money came back"
