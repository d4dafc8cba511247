"""What clock work, retention, metrics, and a buyer's export or erasure ask for is found by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

#: "table column column".
INDEXES = """
pending_actions state expires_at
pending_actions customer_id
watches customer_id
watches conversation_id
cancellations customer_id
returns customer_id
seller_messages customer_id
disputes customer_id
ratings customer_id
rating_asks customer_id
audit actor at
audit conversation_id
outbox conversation_id
tickets conversation_id
sessions expires_at
conversations expires_at
"""
#: Of some rows only: PostgreSQL does not see that an index on (fired_at, created_at) sorts those without the first.
PARTS = (
    ("closed_conversations", "conversations", ["closed_at"], "closed_at IS NOT NULL"),
    ("endless_conversations", "conversations", ["created_at", "id"], "expires_at IS NULL"),
    ("waiting_watches", "watches", ["created_at", "id"], "fired_at IS NULL"),
)


def upgrade() -> None:
    """Indexes only."""
    for line in INDEXES.split("\n"):
        if line:
            table, *names = line.split()
            op.create_index(None, table, names)
    for name, table, names, rows in PARTS:
        where = sa.text(rows)
        op.create_index(name, table, names, sqlite_where=where, postgresql_where=where)
