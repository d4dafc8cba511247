"""Ratings belong to a solved case, which is asked about once."""

import sqlalchemy as sa
from alembic import op

from orderdesk.adapters.sql.migrations.parts import columns, key, to

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Ratings that are there already are about no case."""
    for name in ("journey", "case_id"):
        op.add_column("ratings", sa.Column(name, sa.String(), nullable=True))
    op.create_index(None, "ratings", ["journey", "score"])
    op.create_table(
        "rating_asks",
        *columns("text id conversation_id customer_id journey case_id", "time asked_at answered_at?"),
        key("id"),
        to("conversations", "conversation_id:id"),
        to("customers", "customer_id:id"),
        sa.UniqueConstraint("case_id"),
    )
    op.create_index(None, "rating_asks", ["conversation_id", "asked_at"])
