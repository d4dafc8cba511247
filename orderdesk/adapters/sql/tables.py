"""The tables: one a model class. The migrations build them, and a test holds the two alike."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    text,
)

from orderdesk import model
from orderdesk.adapters.sql.columns import checks, columns

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)
TABLES: dict[type, Table] = {}

#: Digits only, in words that both databases understand.
ORDER_NUMBER = "length(id) BETWEEN 15 AND 20 AND trim(id, '0123456789') = ''"
PENDING = f"status = '{model.CancellationStatus.PENDING.value}'"
OPEN = f"status = '{model.TicketStatus.OPEN.value}'"
LIVE = "status IN ({})".format(
    ", ".join(f"'{s.value}'" for s in model.ReturnStatus if s in model.LIVE_RETURNS)
)


def _table(name: str, kind: type, *rules: Any) -> None:
    TABLES[kind] = Table(name, metadata, *columns(kind), *checks(kind), *rules)


def _to(target: str, *names: str) -> ForeignKeyConstraint:
    """A foreign key; `_to("orders", "order_id:id", "customer_id")` means orders(id, customer_id)."""
    pairs = [name.partition(":") for name in names]
    return ForeignKeyConstraint(
        [own for own, _, _ in pairs], [f"{target}.{there or own}" for own, _, there in pairs]
    )


def _index(*names: str) -> Index:
    return Index(None, *names)


def _part(name: str, rows: str, *names: str, unique: bool = False) -> Index:
    """An index of those rows only."""
    return Index(name, *names, unique=unique, sqlite_where=text(rows), postgresql_where=text(rows))


#: A request about an order is made by the order's own buyer: the database holds it too.
OWN_ORDER = ("orders", "order_id:id", "customer_id")
#: Amounts of an order are in the order's currency.
SAME_CURRENCY = ("orders", "order_id:id", "currency")

_table("customers", model.Customer, UniqueConstraint("handle"))
_table("sellers", model.Seller, _index("name"))
_table("products", model.Product, _to("sellers", "seller_id:id"), _index("seller_id"))
_table(
    "orders",
    model.Order,
    _to("customers", "customer_id:id"),
    _to("sellers", "seller_id:id"),
    UniqueConstraint("id", "customer_id"),
    UniqueConstraint("id", "currency"),
    CheckConstraint(ORDER_NUMBER, name="number"),
    _index("customer_id", "created_at"),
    _index("status", "created_at"),
    _index("status", "paid_at"),
)
_table(
    "parcels",
    model.Parcel,
    _to("orders", "order_id:id"),
    UniqueConstraint("order_id", "position"),
    _index("tracking_number"),
)
_table("parcel_events", model.ParcelEvent, _to("parcels", "parcel_id:id"), _index("parcel_id", "at"))
_table(
    "lines",
    model.Line,
    _to(*SAME_CURRENCY),
    _to("products", "product_id:id"),
    _to("parcels", "parcel_id:id"),
    UniqueConstraint("order_id", "position"),
    _index("product_id"),
    _index("parcel_id"),
)
_table(
    "payments",
    model.Payment,
    _to(*SAME_CURRENCY),
    UniqueConstraint("order_id", "currency"),
    CheckConstraint("refunded <= amount", name="covered"),
)
_table(
    "cancellations",
    model.Cancellation,
    _to(*OWN_ORDER),
    _index("order_id"),
    _index("customer_id"),
    _index("status", "answer_by"),
    _part("one_pending_cancellation", PENDING, "order_id", unique=True),
)
_table(
    "returns",
    model.Return,
    _to(*OWN_ORDER),
    _to(*SAME_CURRENCY),
    _index("order_id"),
    _index("customer_id"),
    _index("status", "answer_by"),
    _part("one_live_return", LIVE, "order_id", unique=True),
)
_table(
    "refunds",
    model.Refund,
    _to("payments", "order_id", "currency"),
    UniqueConstraint("cause"),
    _index("order_id"),
    _index("status", "expected_from"),
)
_table(
    "seller_messages",
    model.SellerMessage,
    _to(*OWN_ORDER),
    _to("sellers", "seller_id:id"),
    _index("order_id"),
    _index("customer_id"),
    _index("status", "answer_by"),
)
_table(
    "disputes",
    model.Dispute,
    _to(*OWN_ORDER),
    _index("order_id"),
    _index("customer_id"),
    _index("status", "decide_by"),
)
_table("evidence", model.Evidence, _to("disputes", "dispute_id:id"), _index("dispute_id"))
_table(
    "tickets",
    model.Ticket,
    _to("customers", "customer_id:id"),
    _to(*OWN_ORDER),
    _index("order_id"),
    _index("customer_id"),
    _index("conversation_id"),
    _part("one_open_ticket", OPEN, "conversation_id", unique=True),
)
_table(
    "watches",
    model.Watch,
    _to(*OWN_ORDER),
    UniqueConstraint("order_id", "conversation_id"),
    _part("waiting_watches", "fired_at IS NULL", "created_at", "id"),
    _index("customer_id"),
    _index("conversation_id"),
)
_table(
    "sessions",
    model.Session,
    _to("customers", "customer_id:id"),
    _index("customer_id"),
    _index("expires_at"),
)
_table(
    "pending_actions",
    model.PendingAction,
    _to("customers", "customer_id:id"),
    _to(*OWN_ORDER),
    _index("conversation_id", "state"),
    _index("order_id"),
    _index("customer_id"),
    _index("state", "expires_at"),
)
_table(
    "audit",
    model.AuditEntry,
    _to("customers", "customer_id:id"),
    _to("orders", "order_id:id"),
    _index("order_id", "at"),
    _index("customer_id", "at"),
    _index("conversation_id"),
    _index("actor", "at"),
)
_table(
    "outbox",
    model.OutboxRow,
    _to("customers", "customer_id:id"),
    UniqueConstraint("key"),
    _index("state", "due_at"),
    _index("customer_id"),
    _index("conversation_id"),
)

_table(
    "conversations",
    model.Conversation,
    UniqueConstraint("channel", "address"),
    UniqueConstraint("key_hash"),
    UniqueConstraint("token_id"),
    _index("due_at"),
    _index("channel", "carry_at"),
    _index("expires_at"),
    _part("closed_conversations", "closed_at IS NOT NULL", "closed_at"),
    _part("endless_conversations", "expires_at IS NULL", "created_at", "id"),
)
_table(
    "inbox",
    model.InboxMessage,
    _to("conversations", "conversation_id:id"),
    UniqueConstraint("channel", "conversation_id", "message_id"),
    UniqueConstraint("conversation_id", "position"),
    _index("conversation_id", "state", "position"),
    _index("state", "received_at"),
    _index("message_id"),
)
_table(
    "sent",
    model.SentMessage,
    _to("conversations", "conversation_id:id"),
    UniqueConstraint("conversation_id", "number"),
)
_table(
    "proof_codes",
    model.ProofCode,
    _to("conversations", "conversation_id:id"),
    _to("customers", "customer_id:id"),
    _index("conversation_id", "created_at"),
    _index("customer_id", "created_at"),
    _index("address", "created_at"),
    _index("state", "created_at"),
    _index("created_at"),
)
_table(
    "ratings",
    model.Rating,
    _to("conversations", "conversation_id:id"),
    _to("customers", "customer_id:id"),
    CheckConstraint("score BETWEEN 1 AND 5", name="score"),
    _index("conversation_id"),
    _index("customer_id"),
    _index("journey", "score"),
)
_table(
    "rating_asks",
    model.RatingAsk,
    _to("conversations", "conversation_id:id"),
    _to("customers", "customer_id:id"),
    UniqueConstraint("case_id"),
    _index("conversation_id", "asked_at"),
    _index("customer_id"),
)

_table(
    "undelivered",
    model.Undelivered,
    _to("conversations", "conversation_id:id"),
    UniqueConstraint("conversation_id", "number"),
)

#: The moves of `model.TRANSITIONS`, for the trigger `orders_legal_transition`.
order_transitions = Table(
    "order_transitions",
    metadata,
    Column("before", String, primary_key=True),
    Column("after", String, primary_key=True),
)
