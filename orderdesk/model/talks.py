"""Messages to sellers, disputes, people who help."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from orderdesk.model.names import Name


class MessageStatus(Name):
    """Where a message to the seller stands."""

    SENT = "SENT"
    ANSWERED = "ANSWERED"
    CLOSED = "CLOSED"


class DisputeStatus(Name):
    """Where a dispute stands (Partner API, arbitration status)."""

    IN_PROGRESS = "IN_PROGRESS"
    SUPPORT_BUYER = "SUPPORT_BUYER"
    SUPPORT_SELLER = "SUPPORT_SELLER"
    CLOSED = "CLOSED"


class TicketStatus(Name):
    """Whether a person still has to deal with it."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"


@dataclass(frozen=True)
class SellerMessage:
    """A buyer's message to the seller and its answer. `agreed` is the seller's word on a request. Id: SM-…"""

    id: str
    order_id: str
    customer_id: str
    seller_id: str
    topic: str
    text: str
    status: MessageStatus
    sent_at: datetime
    answer_by: datetime
    answer: str | None = None
    agreed: bool | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True)
class Dispute:
    """A dispute about an order, or about some of its lines (none given: all). Id: DP-…"""

    id: str
    order_id: str
    customer_id: str
    about: str
    status: DisputeStatus
    opened_at: datetime
    decide_by: datetime
    evidence_by: datetime
    cause: str | None = None
    decided_at: datetime | None = None
    line_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """What a buyer brought to a dispute."""

    id: str
    dispute_id: str
    text: str
    added_at: datetime


@dataclass(frozen=True)
class Ticket:
    """A request for a person. Id: TK-…"""

    id: str
    customer_id: str
    conversation_id: str
    order_id: str | None
    topic: str
    summary: str
    status: TicketStatus
    created_at: datetime
    answer_by: datetime
