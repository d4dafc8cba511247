"""When money that is promised now arrives, in the business days of the buyer who waits for it."""

from __future__ import annotations

from datetime import datetime

from orderdesk.bootstrap import Desk
from orderdesk.model import Customer, OrderCase
from orderdesk.policy.refund import refund_span
from orderdesk.ports import Unit
from orderdesk.reader import Reader


def payout(
    desk: Desk, unit: Unit, case: OrderCase, now: datetime, key: str = "cancel.refund"
) -> tuple[datetime, datetime]:
    """The first and the last moment, UTC, by the business days of `cancel.refund` or another key of the terms."""
    reader = Reader.of(unit.get(Customer, case.order.customer_id))
    return refund_span(desk.terms(case.order.market), now, key, reader.zone)
