"""Sellers get letters, and are looked up by their name."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """A seller that is there already has no address until somebody writes one down."""
    op.add_column("sellers", sa.Column("email", sa.String(), nullable=True))
    op.create_index(None, "sellers", ["name"])
