"""Products, orders, their lines and parcels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from orderdesk.model.names import Name
from orderdesk.model.people import Party
from orderdesk.money import Money


class OrderStatus(Name):
    """Where an order is (Partner API, order status)."""

    UNPAID = "UNPAID"
    ON_HOLD = "ON_HOLD"
    AWAITING_SHIPMENT = "AWAITING_SHIPMENT"
    PARTIALLY_SHIPPING = "PARTIALLY_SHIPPING"
    AWAITING_COLLECTION = "AWAITING_COLLECTION"
    IN_TRANSIT = "IN_TRANSIT"
    DELIVERED = "DELIVERED"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"


#: The moves an order may make; the database refuses all others (trigger `orders_legal_transition`).
TRANSITIONS: dict[OrderStatus, frozenset[OrderStatus]] = {
    OrderStatus.UNPAID: frozenset(
        {OrderStatus.ON_HOLD, OrderStatus.AWAITING_SHIPMENT, OrderStatus.CANCELLED}
    ),
    OrderStatus.ON_HOLD: frozenset({OrderStatus.AWAITING_SHIPMENT, OrderStatus.CANCELLED}),
    OrderStatus.AWAITING_SHIPMENT: frozenset(
        {OrderStatus.PARTIALLY_SHIPPING, OrderStatus.AWAITING_COLLECTION, OrderStatus.CANCELLED}
    ),
    OrderStatus.PARTIALLY_SHIPPING: frozenset(
        {OrderStatus.AWAITING_COLLECTION, OrderStatus.IN_TRANSIT, OrderStatus.CANCELLED}
    ),
    OrderStatus.AWAITING_COLLECTION: frozenset({OrderStatus.IN_TRANSIT, OrderStatus.CANCELLED}),
    OrderStatus.IN_TRANSIT: frozenset({OrderStatus.DELIVERED, OrderStatus.CANCELLED}),
    OrderStatus.DELIVERED: frozenset({OrderStatus.COMPLETED}),
    OrderStatus.COMPLETED: frozenset(),
    OrderStatus.CANCELLED: frozenset(),
}


class OrderType(Name):
    """What kind of purchase it is."""

    NORMAL = "NORMAL"
    PRE_ORDER = "PRE_ORDER"
    MADE_TO_ORDER = "MADE_TO_ORDER"


class LineStatus(Name):
    """Whether a unit is still part of the order."""

    ACTIVE = "ACTIVE"
    CANCELLED = "CANCELLED"
    RETURNED = "RETURNED"


class ParcelStatus(Name):
    """Where a parcel is (Partner API, package status)."""

    TO_FULFILL = "TO_FULFILL"
    PROCESSING = "PROCESSING"
    FULFILLING = "FULFILLING"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True)
class Product:
    """Something sold. `image` is a file name of the demo shop's own drawings."""

    id: str
    seller_id: str
    title: str
    category: str
    image: str
    returnable: bool


@dataclass(frozen=True)
class Order:
    """An order's header; `total` is what was charged or is to be, lines and shipping together.

    `is_gift`: has a free gift among its lines.
    """

    id: str
    customer_id: str
    seller_id: str
    market: str
    status: OrderStatus
    order_type: OrderType
    is_gift: bool
    currency: str
    shipping: Money
    total: Money
    payment_method: str
    created_at: datetime
    paid_at: datetime | None = None
    ship_by: datetime | None = None
    expected_at: datetime | None = None
    delivery_due_at: datetime | None = None
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    completed_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancel_reason: str | None = None
    cancelled_by: Party | None = None


@dataclass(frozen=True)
class Line:
    """One unit of one product; `paid` is what this unit cost after discounts, tax included."""

    id: str
    order_id: str
    position: int
    product_id: str
    title: str
    variant: str
    image: str
    currency: str
    paid: Money
    returnable: bool
    status: LineStatus = LineStatus.ACTIVE
    parcel_id: str | None = None


@dataclass(frozen=True)
class Parcel:
    """A parcel of an order."""

    id: str
    order_id: str
    position: int
    status: ParcelStatus
    carrier: str
    tracking_number: str
    expected_at: datetime | None = None
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None


@dataclass(frozen=True)
class ParcelEvent:
    """A scan. `code` names a response `utter_label_event_<code>`; `place` is the carrier's text."""

    id: str
    parcel_id: str
    at: datetime
    code: str
    place: str


@dataclass(frozen=True)
class Watch:
    """ "Tell me when it arrives": fires once."""

    id: str
    order_id: str
    customer_id: str
    conversation_id: str
    created_at: datetime
    fired_at: datetime | None = None
