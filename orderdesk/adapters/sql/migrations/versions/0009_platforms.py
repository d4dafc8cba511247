"""Messaging platforms: lines that could not be delivered; a message's id is looked up beyond its conversation."""

import sqlalchemy as sa
from alembic import op

from orderdesk.adapters.sql.migrations.parts import columns, key, to

revision = "0009"
down_revision = "0007"


def upgrade() -> None:
    """One table, one index."""
    op.create_table(
        "undelivered",
        *columns("text id channel conversation_id", "number number", "time at", "number tries", "text error"),
        key("id"),
        to("conversations", "conversation_id:id"),
        sa.UniqueConstraint("conversation_id", "number"),
    )
    op.create_index(None, "inbox", ["message_id"])
