"""Who speaks, what a yes would do, what was done, and what is to be delivered."""

import sqlalchemy as sa
from alembic import op

from orderdesk.adapters.sql.migrations.parts import choice, columns, key, to

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables."""
    _sessions()
    _pending_actions()
    _audit()
    _outbox()


def _sessions() -> None:
    op.create_table(
        "sessions",
        *columns("text conversation_id customer_id method", "time proven_at expires_at closed_at?"),
        key("conversation_id"),
        to("customers", "customer_id:id"),
    )
    op.create_index(None, "sessions", ["customer_id"])


def _pending_actions() -> None:
    op.create_table(
        "pending_actions",
        *columns("text id conversation_id customer_id kind order_id?", "json payload"),
        *choice("state", "OPEN DONE VOID"),
        *columns("time created_at expires_at done_at?", "json result?"),
        key("id"),
        to("customers", "customer_id:id"),
        to("orders", "order_id:id", "customer_id"),
    )
    op.create_index(None, "pending_actions", ["conversation_id", "state"])
    op.create_index(None, "pending_actions", ["order_id"])


def _audit() -> None:
    op.create_table(
        "audit",
        *columns("text id", "time at"),
        *choice("actor", "BUYER SELLER SYSTEM"),
        *columns(
            "text customer_id conversation_id? message_id? verb order_id? subject_id rule policy_version"
        ),
        *columns("json before after"),
        key("id"),
        to("customers", "customer_id:id"),
        to("orders", "order_id:id"),
    )
    op.create_index(None, "audit", ["order_id", "at"])
    op.create_index(None, "audit", ["customer_id", "at"])


def _outbox() -> None:
    op.create_table(
        "outbox",
        *columns("text id key channel customer_id conversation_id? template", "json facts"),
        *choice("state", "PENDING SENT DEAD"),
        *columns("time created_at due_at", "number attempts", "time sent_at?", "text error?"),
        key("id"),
        to("customers", "customer_id:id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index(None, "outbox", ["state", "due_at"])
    op.create_index(None, "outbox", ["customer_id"])
