"""What buyers ask for: cancellations and returns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from orderdesk.model.names import Name
from orderdesk.model.people import Party
from orderdesk.money import Money


class CancellationStatus(Name):
    """Where a cancellation request stands. `CANCELLED` ends the request, not the order."""

    PENDING = "CANCELLATION_REQUEST_PENDING"
    SUCCESS = "CANCELLATION_REQUEST_SUCCESS"
    COMPLETE = "CANCELLATION_REQUEST_COMPLETE"
    CANCELLED = "CANCELLATION_REQUEST_CANCELLED"


class ReturnKind(Name):
    """What the buyer asks for."""

    REFUND = "REFUND"
    RETURN_AND_REFUND = "RETURN_AND_REFUND"
    REPLACEMENT = "REPLACEMENT"


class ReturnStatus(Name):
    """Where a return stands (Partner API, return status)."""

    PENDING = "RETURN_OR_REFUND_REQUEST_PENDING"
    REJECTED = "REFUND_OR_RETURN_REQUEST_REJECT"
    AWAITING_BUYER_SHIP = "AWAITING_BUYER_SHIP"
    BUYER_SHIPPED = "BUYER_SHIPPED_ITEM"
    COMPLETE = "RETURN_OR_REFUND_REQUEST_COMPLETE"
    CANCELLED = "RETURN_OR_REFUND_REQUEST_CANCEL"


LIVE_RETURNS = frozenset({ReturnStatus.PENDING, ReturnStatus.AWAITING_BUYER_SHIP, ReturnStatus.BUYER_SHIPPED})


@dataclass(frozen=True)
class Cancellation:
    """A buyer's (or the system's) request to cancel an order or some of its lines. Id: CN-…"""

    id: str
    order_id: str
    customer_id: str
    line_ids: tuple[str, ...]
    reason: str
    status: CancellationStatus
    created_at: datetime
    asked_by: Party = Party.BUYER
    answer_by: datetime | None = None
    answered_at: datetime | None = None
    answered_by: Party | None = None


@dataclass(frozen=True)
class Return:
    """A return, refund-only or replacement request. Id: RT-…"""

    id: str
    order_id: str
    customer_id: str
    line_ids: tuple[str, ...]
    kind: ReturnKind
    reason: str
    note: str
    currency: str
    amount: Money
    status: ReturnStatus
    created_at: datetime
    answer_by: datetime | None = None
    answered_at: datetime | None = None
    ship_by: datetime | None = None
    label: str | None = None
    closed_at: datetime | None = None
