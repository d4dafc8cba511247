"""The shop: buyers, sellers, orders and what is in them."""

import sqlalchemy as sa
from alembic import op

from orderdesk.adapters.sql.migrations.parts import check, choice, columns, key, to

revision = "0001"
down_revision = None

PARTY = "BUYER SELLER SYSTEM"


def upgrade() -> None:
    """Make the tables."""
    _people()
    _orders()
    _parcels()
    _lines()
    _payments()


def _people() -> None:
    op.create_table(
        "customers",
        *columns("text id handle name email phone market locale timezone"),
        key("id"),
        sa.UniqueConstraint("handle"),
    )
    op.create_table("sellers", *columns("text id name market manner"), key("id"))
    op.create_table(
        "products",
        *columns("text id seller_id title category image", "flag returnable"),
        key("id"),
        to("sellers", "seller_id:id"),
    )
    op.create_index(None, "products", ["seller_id"])


def _orders() -> None:
    status = (
        "UNPAID ON_HOLD AWAITING_SHIPMENT PARTIALLY_SHIPPING AWAITING_COLLECTION"
        " IN_TRANSIT DELIVERED COMPLETED CANCELLED"
    )
    op.create_table(
        "orders",
        *columns("text id customer_id seller_id market"),
        *choice("status", status),
        *choice("order_type", "NORMAL PRE_ORDER MADE_TO_ORDER"),
        *columns("flag is_gift", "text currency", "amount shipping total", "text payment_method"),
        *columns("time created_at paid_at? ship_by? expected_at? delivery_due_at? shipped_at? delivered_at?"),
        *columns("time completed_at? cancelled_at?", "text cancel_reason?"),
        *choice("cancelled_by", PARTY, null=True),
        key("id"),
        to("customers", "customer_id:id"),
        to("sellers", "seller_id:id"),
        sa.UniqueConstraint("id", "customer_id"),
        sa.UniqueConstraint("id", "currency"),
        check("number", "length(id) BETWEEN 15 AND 20 AND trim(id, '0123456789') = ''"),
    )
    op.create_index(None, "orders", ["customer_id", "created_at"])
    op.create_index(None, "orders", ["status", "created_at"])
    op.create_index(None, "orders", ["status", "paid_at"])


def _parcels() -> None:
    op.create_table(
        "parcels",
        *columns("text id order_id", "number position"),
        *choice("status", "TO_FULFILL PROCESSING FULFILLING COMPLETED CANCELLED"),
        *columns("text carrier tracking_number", "time expected_at? shipped_at? delivered_at?"),
        key("id"),
        to("orders", "order_id:id"),
        sa.UniqueConstraint("order_id", "position"),
    )
    op.create_index(None, "parcels", ["tracking_number"])
    op.create_table(
        "parcel_events",
        *columns("text id parcel_id", "time at", "text code place"),
        key("id"),
        to("parcels", "parcel_id:id"),
    )
    op.create_index(None, "parcel_events", ["parcel_id", "at"])


def _lines() -> None:
    op.create_table(
        "lines",
        *columns("text id order_id", "number position", "text product_id title variant image currency"),
        *columns("amount paid", "flag returnable"),
        *choice("status", "ACTIVE CANCELLED RETURNED"),
        *columns("text parcel_id?"),
        key("id"),
        to("orders", "order_id:id", "currency"),
        to("products", "product_id:id"),
        to("parcels", "parcel_id:id"),
        sa.UniqueConstraint("order_id", "position"),
    )
    op.create_index(None, "lines", ["product_id"])
    op.create_index(None, "lines", ["parcel_id"])


def _payments() -> None:
    op.create_table(
        "payments",
        *columns("text order_id currency", "amount amount refunded", "text method", "time paid_at"),
        key("order_id"),
        to("orders", "order_id:id", "currency"),
        sa.UniqueConstraint("order_id", "currency"),
        check("covered", "refunded <= amount"),
    )
