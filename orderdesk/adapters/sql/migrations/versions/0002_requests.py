"""What buyers ask for: cancellations, returns, refunds, messages, disputes, tickets, watches."""

import sqlalchemy as sa
from alembic import op

from orderdesk.adapters.sql.migrations.parts import choice, columns, key, to

revision = "0002"
down_revision = "0001"

PARTY = "BUYER SELLER SYSTEM"
OWN_ORDER = ("orders", "order_id:id", "customer_id")


def upgrade() -> None:
    """Make the tables."""
    _cancellations()
    _returns()
    _refunds()
    _messages()
    _disputes()
    _people()


def _cancellations() -> None:
    status = (
        "CANCELLATION_REQUEST_PENDING CANCELLATION_REQUEST_SUCCESS"
        " CANCELLATION_REQUEST_COMPLETE CANCELLATION_REQUEST_CANCELLED"
    )
    op.create_table(
        "cancellations",
        *columns("text id order_id customer_id", "json line_ids", "text reason"),
        *choice("status", status),
        *columns("time created_at"),
        *choice("asked_by", PARTY),
        *columns("time answer_by? answered_at?"),
        *choice("answered_by", PARTY, null=True),
        key("id"),
        to(*OWN_ORDER),
    )
    op.create_index(None, "cancellations", ["order_id"])
    op.create_index(None, "cancellations", ["status", "answer_by"])
    _one("one_pending_cancellation", "cancellations", "status = 'CANCELLATION_REQUEST_PENDING'")


def _returns() -> None:
    status = (
        "RETURN_OR_REFUND_REQUEST_PENDING REFUND_OR_RETURN_REQUEST_REJECT AWAITING_BUYER_SHIP"
        " BUYER_SHIPPED_ITEM RETURN_OR_REFUND_REQUEST_COMPLETE RETURN_OR_REFUND_REQUEST_CANCEL"
    )
    op.create_table(
        "returns",
        *columns("text id order_id customer_id", "json line_ids"),
        *choice("kind", "REFUND RETURN_AND_REFUND REPLACEMENT"),
        *columns("text reason note currency", "amount amount"),
        *choice("status", status),
        *columns("time created_at answer_by? answered_at? ship_by?", "text label?", "time closed_at?"),
        key("id"),
        to(*OWN_ORDER),
        to("orders", "order_id:id", "currency"),
    )
    op.create_index(None, "returns", ["order_id"])
    op.create_index(None, "returns", ["status", "answer_by"])
    live = "'RETURN_OR_REFUND_REQUEST_PENDING', 'AWAITING_BUYER_SHIP', 'BUYER_SHIPPED_ITEM'"
    _one("one_live_return", "returns", f"status IN ({live})")


def _refunds() -> None:
    op.create_table(
        "refunds",
        *columns("text id order_id cause currency", "amount amount", "text method"),
        *choice("status", "PENDING SENT"),
        *columns("time created_at expected_from expected_by sent_at?"),
        key("id"),
        to("payments", "order_id", "currency"),
        sa.UniqueConstraint("cause"),
    )
    op.create_index(None, "refunds", ["order_id"])
    op.create_index(None, "refunds", ["status", "expected_from"])


def _messages() -> None:
    op.create_table(
        "seller_messages",
        *columns("text id order_id customer_id seller_id topic text"),
        *choice("status", "SENT ANSWERED CLOSED"),
        *columns("time sent_at answer_by", "text answer?", "flag agreed?", "time answered_at?"),
        key("id"),
        to(*OWN_ORDER),
        to("sellers", "seller_id:id"),
    )
    op.create_index(None, "seller_messages", ["order_id"])
    op.create_index(None, "seller_messages", ["status", "answer_by"])


def _disputes() -> None:
    op.create_table(
        "disputes",
        *columns("text id order_id customer_id about"),
        *choice("status", "IN_PROGRESS SUPPORT_BUYER SUPPORT_SELLER CLOSED"),
        *columns("time opened_at decide_by evidence_by", "text cause?", "time decided_at?"),
        key("id"),
        to(*OWN_ORDER),
    )
    op.create_index(None, "disputes", ["order_id"])
    op.create_index(None, "disputes", ["status", "decide_by"])
    op.create_table(
        "evidence",
        *columns("text id dispute_id text", "time added_at"),
        key("id"),
        to("disputes", "dispute_id:id"),
    )
    op.create_index(None, "evidence", ["dispute_id"])


def _people() -> None:
    op.create_table(
        "tickets",
        *columns("text id customer_id conversation_id order_id? topic summary"),
        *choice("status", "OPEN CLOSED"),
        *columns("time created_at answer_by"),
        key("id"),
        to("customers", "customer_id:id"),
        to(*OWN_ORDER),
    )
    op.create_index(None, "tickets", ["order_id"])
    op.create_index(None, "tickets", ["customer_id"])
    op.create_table(
        "watches",
        *columns("text id order_id customer_id conversation_id", "time created_at fired_at?"),
        key("id"),
        to(*OWN_ORDER),
        sa.UniqueConstraint("order_id", "conversation_id"),
    )


def _one(name: str, table: str, rule: str) -> None:
    """At most one such row an order."""
    op.create_index(
        name, table, ["order_id"], unique=True, sqlite_where=sa.text(rule), postgresql_where=sa.text(rule)
    )
