"""What the shop knows, as frozen values. One class is one table; a field is a column of the same name.

Names of states are TikTok Shop's. Times are aware UTC, money is `Money`, ids are strings."""

from orderdesk.model.case import OrderCase
from orderdesk.model.conversations import (
    Conversation,
    InboxMessage,
    InboxState,
    ProofCode,
    ProofState,
    SentMessage,
    Session,
    Speaker,
    Undelivered,
)
from orderdesk.model.effects import AuditEntry, OutboxRow, OutboxState, PendingAction, PendingState
from orderdesk.model.money import Payment, Refund, RefundStatus
from orderdesk.model.names import Name
from orderdesk.model.orders import (
    TRANSITIONS,
    Line,
    LineStatus,
    Order,
    OrderStatus,
    OrderType,
    Parcel,
    ParcelEvent,
    ParcelStatus,
    Product,
    Watch,
)
from orderdesk.model.people import Customer, Party, Seller
from orderdesk.model.ratings import Rating, RatingAsk
from orderdesk.model.requests import (
    LIVE_RETURNS,
    Cancellation,
    CancellationStatus,
    Return,
    ReturnKind,
    ReturnStatus,
)
from orderdesk.model.talks import (
    Dispute,
    DisputeStatus,
    Evidence,
    MessageStatus,
    SellerMessage,
    Ticket,
    TicketStatus,
)

__all__ = [
    "LIVE_RETURNS",
    "TRANSITIONS",
    "AuditEntry",
    "Cancellation",
    "CancellationStatus",
    "Conversation",
    "Customer",
    "Dispute",
    "DisputeStatus",
    "Evidence",
    "InboxMessage",
    "InboxState",
    "Line",
    "LineStatus",
    "MessageStatus",
    "Name",
    "Order",
    "OrderCase",
    "OrderStatus",
    "OrderType",
    "OutboxRow",
    "OutboxState",
    "Parcel",
    "ParcelEvent",
    "ParcelStatus",
    "Party",
    "Payment",
    "PendingAction",
    "PendingState",
    "Product",
    "ProofCode",
    "ProofState",
    "Rating",
    "RatingAsk",
    "Refund",
    "RefundStatus",
    "Return",
    "ReturnKind",
    "ReturnStatus",
    "Seller",
    "SellerMessage",
    "SentMessage",
    "Session",
    "Speaker",
    "Ticket",
    "TicketStatus",
    "Undelivered",
    "Watch",
]
