"""What was paid and what goes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from orderdesk.model.names import Name
from orderdesk.money import Money


class RefundStatus(Name):
    """Whether the money has been sent."""

    PENDING = "PENDING"
    SENT = "SENT"


@dataclass(frozen=True)
class Payment:
    """What was paid for an order, and how much of it has been promised back."""

    order_id: str
    currency: str
    amount: Money
    refunded: Money
    method: str
    paid_at: datetime


@dataclass(frozen=True)
class Refund:
    """Money promised back. `cause` is the id of what caused it, once only. Id: RF-…"""

    id: str
    order_id: str
    cause: str
    currency: str
    amount: Money
    method: str
    status: RefundStatus
    created_at: datetime
    expected_from: datetime
    expected_by: datetime
    sent_at: datetime | None = None
