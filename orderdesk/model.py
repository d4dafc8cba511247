"""What the shop knows, as frozen values. One class is one table; a field is a column of the same name.

Names of states are TikTok Shop's. Times are aware UTC, money is `Money`, ids are strings.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from orderdesk.money import Money


class Name(str, Enum):
    """An enum whose members are their own names, as the platform's API writes them."""

    def __str__(self) -> str:
        return str(self.value)


class OrderStatus(Name):
    """Where an order is (Partner API, order status)."""

    UNPAID = "UNPAID"
    ON_HOLD = "ON_HOLD"
    AWAITING_SHIPMENT = "AWAITING_SHIPMENT"
    PARTIALLY_SHIPPING = "PARTIALLY_SHIPPING"
    AWAITING_COLLECTION = "AWAITING_COLLECTION"
    IN_TRANSIT = "IN_TRANSIT"
    DELIVERED = "DELIVERED"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"


#: The moves an order may make; the database refuses all others (trigger `orders_legal_transition`).
TRANSITIONS: dict[OrderStatus, frozenset[OrderStatus]] = {
    OrderStatus.UNPAID: frozenset(
        {OrderStatus.ON_HOLD, OrderStatus.AWAITING_SHIPMENT, OrderStatus.CANCELLED}
    ),
    OrderStatus.ON_HOLD: frozenset({OrderStatus.AWAITING_SHIPMENT, OrderStatus.CANCELLED}),
    OrderStatus.AWAITING_SHIPMENT: frozenset(
        {OrderStatus.PARTIALLY_SHIPPING, OrderStatus.AWAITING_COLLECTION, OrderStatus.CANCELLED}
    ),
    OrderStatus.PARTIALLY_SHIPPING: frozenset(
        {OrderStatus.AWAITING_COLLECTION, OrderStatus.IN_TRANSIT, OrderStatus.CANCELLED}
    ),
    OrderStatus.AWAITING_COLLECTION: frozenset({OrderStatus.IN_TRANSIT, OrderStatus.CANCELLED}),
    OrderStatus.IN_TRANSIT: frozenset({OrderStatus.DELIVERED, OrderStatus.CANCELLED}),
    OrderStatus.DELIVERED: frozenset({OrderStatus.COMPLETED}),
    OrderStatus.COMPLETED: frozenset(),
    OrderStatus.CANCELLED: frozenset(),
}


class OrderType(Name):
    """What kind of purchase it is."""

    NORMAL = "NORMAL"
    PRE_ORDER = "PRE_ORDER"
    MADE_TO_ORDER = "MADE_TO_ORDER"


class LineStatus(Name):
    """Whether a unit is still part of the order."""

    ACTIVE = "ACTIVE"
    CANCELLED = "CANCELLED"
    RETURNED = "RETURNED"


class ParcelStatus(Name):
    """Where a parcel is (Partner API, package status)."""

    TO_FULFILL = "TO_FULFILL"
    PROCESSING = "PROCESSING"
    FULFILLING = "FULFILLING"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"


class Party(Name):
    """Who did something."""

    BUYER = "BUYER"
    SELLER = "SELLER"
    SYSTEM = "SYSTEM"


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


class RefundStatus(Name):
    """Whether the money has been sent."""

    PENDING = "PENDING"
    SENT = "SENT"


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


class PendingState(Name):
    """A pending action is used once, or voided."""

    OPEN = "OPEN"
    DONE = "DONE"
    VOID = "VOID"


class OutboxState(Name):
    """Whether a row has been delivered. DEAD rows wait for an operator."""

    PENDING = "PENDING"
    SENT = "SENT"
    DEAD = "DEAD"


@dataclass(frozen=True)
class Customer:
    """A buyer. `handle` is the short name that operators type."""

    id: str
    handle: str
    name: str
    email: str
    phone: str
    market: str
    locale: str
    timezone: str


@dataclass(frozen=True)
class Seller:
    """A shop. `manner` steers the demo's sellers only: accepts, refuses, silent."""

    id: str
    name: str
    market: str
    manner: str


@dataclass(frozen=True)
class Product:
    """Something sold. `image` is a file name of the demo shop's own drawings."""

    id: str
    seller_id: str
    title: str
    category: str
    image: str
    returnable: bool


@dataclass(frozen=True)
class Order:
    """An order's header; `total` is what was charged, lines and shipping together.

    `is_gift`: has a free gift among its lines.
    """

    id: str
    customer_id: str
    seller_id: str
    market: str
    status: OrderStatus
    order_type: OrderType
    is_gift: bool
    currency: str
    shipping: Money
    total: Money
    payment_method: str
    created_at: datetime
    paid_at: datetime | None = None
    ship_by: datetime | None = None
    expected_at: datetime | None = None
    delivery_due_at: datetime | None = None
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    completed_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancel_reason: str | None = None
    cancelled_by: Party | None = None


@dataclass(frozen=True)
class Line:
    """One unit of one product; `paid` is what this unit cost after discounts, tax included."""

    id: str
    order_id: str
    position: int
    product_id: str
    title: str
    variant: str
    image: str
    currency: str
    paid: Money
    returnable: bool
    status: LineStatus = LineStatus.ACTIVE
    parcel_id: str | None = None


@dataclass(frozen=True)
class Parcel:
    """A parcel of an order."""

    id: str
    order_id: str
    position: int
    status: ParcelStatus
    carrier: str
    tracking_number: str
    expected_at: datetime | None = None
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None


@dataclass(frozen=True)
class ParcelEvent:
    """A scan. `code` names a response `utter_event_<code>`; `place` is the carrier's text."""

    id: str
    parcel_id: str
    at: datetime
    code: str
    place: str


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


@dataclass(frozen=True)
class Watch:
    """ "Tell me when it arrives": fires once."""

    id: str
    order_id: str
    customer_id: str
    conversation_id: str
    created_at: datetime
    fired_at: datetime | None = None


@dataclass(frozen=True)
class Session:
    """Who speaks in a conversation, proven on the server."""

    conversation_id: str
    customer_id: str
    method: str
    proven_at: datetime
    expires_at: datetime
    closed_at: datetime | None = None


@dataclass(frozen=True)
class PendingAction:
    """Something that a yes will do, once. `payload` is what; `result` what came of it. Id: PA-…"""

    id: str
    conversation_id: str
    customer_id: str
    kind: str
    order_id: str | None
    payload: dict[str, Any]
    state: PendingState
    created_at: datetime
    expires_at: datetime
    done_at: datetime | None = None
    result: dict[str, Any] | None = None


@dataclass(frozen=True)
class AuditEntry:
    """Who did what, by which rule; `before` and `after` hold what changed."""

    id: str
    at: datetime
    actor: Party
    customer_id: str
    conversation_id: str | None
    message_id: str | None
    verb: str
    order_id: str | None
    subject_id: str
    rule: str
    policy_version: str
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True)
class OutboxRow:
    """Something to be delivered at least once; `key` lets a receiver (and us) drop repeats."""

    id: str
    key: str
    channel: str
    customer_id: str
    conversation_id: str | None
    template: str
    facts: dict[str, Any]
    state: OutboxState
    created_at: datetime
    due_at: datetime
    attempts: int = 0
    sent_at: datetime | None = None
    error: str | None = None


@dataclass(frozen=True)
class OrderCase:
    """All that is known about one order: what every policy decides on."""

    order: Order
    seller: Seller
    lines: tuple[Line, ...]
    parcels: tuple[Parcel, ...] = ()
    events: tuple[ParcelEvent, ...] = ()
    payment: Payment | None = None
    cancellations: tuple[Cancellation, ...] = ()
    returns: tuple[Return, ...] = ()
    refunds: tuple[Refund, ...] = ()
    messages: tuple[SellerMessage, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    evidence: tuple[Evidence, ...] = field(default=())

    @property
    def active_lines(self) -> tuple[Line, ...]:
        """The units that are still part of the order."""
        return tuple(line for line in self.lines if line.status is LineStatus.ACTIVE)

    @property
    def live_cancellation(self) -> Cancellation | None:
        """The cancellation request that waits for an answer, if any."""
        return next((c for c in self.cancellations if c.status is CancellationStatus.PENDING), None)

    @property
    def live_return(self) -> Return | None:
        """The return that is under way, if any."""
        return next((r for r in self.returns if r.status in LIVE_RETURNS), None)

    def lines_of(self, ids: tuple[str, ...]) -> tuple[Line, ...]:
        """The lines with these ids, in the order's own order."""
        return tuple(line for line in self.lines if line.id in ids)


class InboxState(Name):
    """Where an inbound message stands. DEAD: it could not be answered, and the buyer was told so."""

    WAITING = "WAITING"
    ANSWERED = "ANSWERED"
    DEAD = "DEAD"


class Speaker(Name):
    """Whose words a line of a conversation holds."""

    BOT = "BOT"
    BUYER = "BUYER"
    SELLER = "SELLER"
    SYSTEM = "SYSTEM"


class ProofState(Name):
    """Where a code stands: asked for, sent by mail, used, or of no use any more."""

    ASKED = "ASKED"
    SENT = "SENT"
    USED = "USED"
    VOID = "VOID"


@dataclass(frozen=True)
class Conversation:
    """One conversation, and whose turn it is to work on it.

    `key_hash` opens it for a browser; `address` names it on a messaging platform. `due_at`: when there is something to
    answer and nobody may hold it any longer (None: nothing to do); `held_by`: who works on it until then.
    `last_number` counts the lines of the log, `last_position` the buyer's messages. `told_at`: when the buyer was told
    that it takes longer. `carried` is the last line that a platform has, `carry_at` when to go on. Id: made by us.
    """

    id: str
    channel: str
    created_at: datetime
    address: str | None = None
    key_hash: str | None = None
    token_id: str | None = None
    expires_at: datetime | None = None
    closed_at: datetime | None = None
    last_number: int = 0
    last_position: int = 0
    due_at: datetime | None = None
    held_by: str | None = None
    told_at: datetime | None = None
    carried: int = 0
    carry_at: datetime | None = None
    carry_tries: int = 0


@dataclass(frozen=True)
class InboxMessage:
    """What came in, once: `message_id` is the sender's name for it. `label`: what a pressed button showed. Id: IN-…"""

    id: str
    channel: str
    conversation_id: str
    message_id: str
    position: int
    text: str
    label: str | None
    state: InboxState
    received_at: datetime
    attempts: int = 0
    failures: int = 0
    answered_at: datetime | None = None
    error: str | None = None


@dataclass(frozen=True)
class SentMessage:
    """One line of a conversation's log, numbered from 1.

    `answers`: the `message_id` that it answers (or is). Id: OUT-…
    """

    id: str
    conversation_id: str
    number: int
    sender: Speaker
    at: datetime
    text: str
    buttons: tuple[dict[str, Any], ...] = ()
    card: dict[str, Any] | None = None
    answers: str | None = None


@dataclass(frozen=True)
class ProofCode:
    """A wish to sign in by code. One that fits no order of the address's owner looks and behaves the same. Id: PC-…"""

    id: str
    conversation_id: str
    customer_id: str | None
    order_id: str | None
    address: str
    state: ProofState
    created_at: datetime
    expires_at: datetime
    tries: int = 0
    salt: str | None = None
    code_hash: str | None = None


@dataclass(frozen=True)
class Rating:
    """How a buyer liked a conversation: 1 to 5, and why. `case_id`: the solved case that it is about. Id: RA-…"""

    id: str
    conversation_id: str
    customer_id: str | None
    score: int
    text: str
    created_at: datetime
    journey: str | None = None
    case_id: str | None = None


@dataclass(frozen=True)
class RatingAsk:
    """That a buyer was asked how a solved case went: once a case. Id: RQ-…"""

    id: str
    conversation_id: str
    customer_id: str
    journey: str
    case_id: str
    asked_at: datetime
    answered_at: datetime | None = None


@dataclass(frozen=True)
class Undelivered:
    """A line that a messaging platform would not take, for a person to see. Its words are in the log. Id: UD-…"""

    id: str
    channel: str
    conversation_id: str
    number: int
    at: datetime
    tries: int
    error: str
