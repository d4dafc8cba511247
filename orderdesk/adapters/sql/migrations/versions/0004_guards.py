"""What tables alone cannot hold: legal moves of an order, the refund ledger, records that stay as they are.

The triggers are plain SQL, a file a database: `guards/0004_<database>.sql`.
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

GUARDS = Path(__file__).parents[1] / "guards"
MOVES = {
    "UNPAID": "ON_HOLD AWAITING_SHIPMENT CANCELLED",
    "ON_HOLD": "AWAITING_SHIPMENT CANCELLED",
    "AWAITING_SHIPMENT": "PARTIALLY_SHIPPING AWAITING_COLLECTION CANCELLED",
    "PARTIALLY_SHIPPING": "AWAITING_COLLECTION IN_TRANSIT CANCELLED",
    "AWAITING_COLLECTION": "IN_TRANSIT CANCELLED",
    "IN_TRANSIT": "DELIVERED CANCELLED",
    "DELIVERED": "COMPLETED",
}


def upgrade() -> None:
    """Fill the table of moves and make the triggers."""
    moves = op.create_table(
        "order_transitions",
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("before", "after"),
    )
    pairs = [{"before": old, "after": new} for old, news in MOVES.items() for new in news.split()]
    op.bulk_insert(moves, pairs)
    connection = op.get_bind()
    # SQLite's driver takes one statement at a time; an empty line ends each.
    for statement in (
        (GUARDS / f"0004_{connection.dialect.name}.sql").read_text(encoding="utf-8").split("\n\n")
    ):
        connection.exec_driver_sql(statement)
