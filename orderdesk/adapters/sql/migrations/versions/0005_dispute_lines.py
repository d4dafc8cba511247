"""Which units a dispute is about; one open ticket a conversation."""

import sqlalchemy as sa
from alembic import op

from orderdesk.adapters.sql.migrations.parts import TYPES

revision = "0005"
down_revision = "0004"

OPEN = "status = 'OPEN'"


def upgrade() -> None:
    """Disputes that are there already are about the whole order."""
    nothing = sa.text("'[]'")
    op.add_column("disputes", sa.Column("line_ids", TYPES["json"], nullable=False, server_default=nothing))
    op.create_index(
        "one_open_ticket",
        "tickets",
        ["conversation_id"],
        unique=True,
        sqlite_where=sa.text(OPEN),
        postgresql_where=sa.text(OPEN),
    )
