"""What passes through the gateway: conversations, what came in, what went out, codes, ratings."""

import sqlalchemy as sa
from alembic import op

from orderdesk.adapters.sql.migrations.parts import check, choice, columns, key, to

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the tables."""
    _conversations()
    _inbox()
    _sent()
    _proof_codes()
    _ratings()


def _conversations() -> None:
    op.create_table(
        "conversations",
        *columns(
            "text id channel",
            "time created_at",
            "text address? key_hash? token_id?",
            "time expires_at? closed_at?",
            "number last_number last_position",
            "time due_at?",
            "text held_by?",
            "time told_at?",
            "number carried",
            "time carry_at?",
            "number carry_tries",
        ),
        key("id"),
        sa.UniqueConstraint("channel", "address"),
        sa.UniqueConstraint("key_hash"),
        sa.UniqueConstraint("token_id"),
    )
    op.create_index(None, "conversations", ["due_at"])
    op.create_index(None, "conversations", ["channel", "carry_at"])


def _inbox() -> None:
    op.create_table(
        "inbox",
        *columns("text id channel conversation_id message_id", "number position", "text text label?"),
        *choice("state", "WAITING ANSWERED DEAD"),
        *columns("time received_at", "number attempts failures", "time answered_at?", "text error?"),
        key("id"),
        to("conversations", "conversation_id:id"),
        sa.UniqueConstraint("channel", "conversation_id", "message_id"),
        sa.UniqueConstraint("conversation_id", "position"),
    )
    op.create_index(None, "inbox", ["conversation_id", "state", "position"])
    op.create_index(None, "inbox", ["state", "received_at"])


def _sent() -> None:
    op.create_table(
        "sent",
        *columns("text id conversation_id", "number number"),
        *choice("sender", "BOT BUYER SELLER SYSTEM"),
        *columns("time at", "text text", "json buttons card?", "text answers?"),
        key("id"),
        to("conversations", "conversation_id:id"),
        sa.UniqueConstraint("conversation_id", "number"),
    )


def _proof_codes() -> None:
    op.create_table(
        "proof_codes",
        *columns("text id conversation_id customer_id? order_id? address"),
        *choice("state", "ASKED SENT USED VOID"),
        *columns("time created_at expires_at", "number tries", "text salt? code_hash?"),
        key("id"),
        to("conversations", "conversation_id:id"),
        to("customers", "customer_id:id"),
    )
    for names in ("conversation_id", "customer_id", "address", "state"):
        op.create_index(None, "proof_codes", [names, "created_at"])
    op.create_index(None, "proof_codes", ["created_at"])


def _ratings() -> None:
    op.create_table(
        "ratings",
        *columns("text id conversation_id customer_id?", "number score", "text text", "time created_at"),
        check("score", "score BETWEEN 1 AND 5"),
        key("id"),
        to("conversations", "conversation_id:id"),
        to("customers", "customer_id:id"),
    )
    op.create_index(None, "ratings", ["conversation_id"])
