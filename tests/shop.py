"""A small shop for tests: fresh buyers and orders in any state, in a real database."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from orderdesk.bootstrap import Desk
from orderdesk.model import (
    Customer,
    Line,
    Order,
    OrderCase,
    OrderStatus,
    OrderType,
    Parcel,
    ParcelStatus,
    Payment,
    Product,
    Seller,
)
from orderdesk.money import Money
from orderdesk.services.sessions import open_session
from orderdesk.services.who import Who, who

SHIPPING = Decimal("4.00")
SENT = {OrderStatus.IN_TRANSIT, OrderStatus.DELIVERED, OrderStatus.COMPLETED}
counter = itertools.count(secrets.randbelow(10**8) * 1000)


@dataclass(frozen=True)
class Buyer:
    """A fresh buyer who is signed in to a conversation."""

    customer: Customer
    conversation: str


class Shop:
    """Makes buyers and orders. `manner` of the seller: accepts, refuses, silent."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def buyer(self, market: str = "default") -> Buyer:
        """A new buyer with a conversation of their own."""
        number = next(counter)
        customer = Customer(
            id=f"c{number}", handle=f"buyer{number}", name="Mia Lane", email=f"buyer{number}@example.com",
            phone="555-0100", market=market, locale="en_US", timezone="UTC",
        )  # fmt: skip
        with self.desk.store.write() as unit:
            unit.add(customer)
        return Buyer(customer, open_session(self.desk, customer.handle).conversation_id)

    def who(self, buyer: Buyer) -> Who:
        """The buyer as the services see them."""
        return who(self.desk, buyer.conversation)

    def sign_in(self, buyer: Buyer) -> None:
        """Sign the buyer in once more: sessions end, and clocks of tests leap."""
        open_session(self.desk, buyer.customer.handle, conversation_id=buyer.conversation)

    def seller(
        self,
        name: str = "Cloudloft",
        market: str = "default",
        manner: str = "silent",
        email: str | None = None,
    ) -> Seller:
        """A new shop; without an address nobody writes to it."""
        seller = Seller(f"s{next(counter)}", name, market, manner, email)
        with self.desk.store.write() as unit:
            unit.add(seller)
        return seller

    def order(
        self,
        buyer: Buyer,
        status: str,
        items: Sequence[tuple[str, str]] = (("Oversized Hoodie", "19.90"),),
        *,
        ago: timedelta = timedelta(minutes=10),
        seller: Seller | None = None,
        returnable: bool = True,
        sent_lines: int | None = None,
        **overrides: Any,
    ) -> str:
        """An order paid `ago` in a coherent state; returns its number.

        `sent_lines`: how many units left (split orders).
        """
        seller = seller or self.seller(market=buyer.customer.market)
        number = f"57{next(counter):016d}"
        paid_at = self.desk.clock.now() - ago
        order, rows = _order(number, buyer, seller, OrderStatus(status), items, paid_at, overrides)
        parcels = _parcels(order, len(items), sent_lines)
        product = Product(f"p{number}", seller.id, items[0][0], "clothes", "hoodie.svg", returnable)
        lines = [
            Line(
                id=f"{number}-{place}", order_id=number, position=place, product_id=product.id,
                title=title, variant="M",
                image="hoodie.svg", currency="USD", paid=Money(Decimal(price), "USD"), returnable=returnable,
                parcel_id=_parcel_of(place, parcels, sent_lines),
            )
            for place, (title, price) in enumerate(items, 1)
        ]  # fmt: skip
        with self.desk.store.write() as unit:
            unit.add(product, order, *parcels, *lines, *rows)
        return number

    def case(self, number: str) -> OrderCase:
        """Everything about an order, as it is now."""
        with self.desk.store.read() as unit:
            case = unit.case(number)
        assert case is not None, number
        return case

    def rows(self, kind: type, **equal: Any) -> list[Any]:
        """Rows of a table."""
        with self.desk.store.read() as unit:
            return unit.find(kind, **equal)


def _order(
    number: str, buyer: Buyer, seller: Seller, status: OrderStatus, items: Sequence[tuple[str, str]], paid: datetime,
    overrides: dict[str, Any],
) -> tuple[Order, list[Any]]:  # fmt: skip
    total = Money(sum((Decimal(price) for _, price in items), SHIPPING), "USD")
    is_paid = status is not OrderStatus.UNPAID
    times = {
        "ship_by": paid + timedelta(days=3),
        "expected_at": paid + timedelta(days=6),
        "delivery_due_at": paid + timedelta(days=8),
        "shipped_at": paid + timedelta(days=1) if status in SENT else None,
        "delivered_at": paid + timedelta(days=5) if status in SENT - {OrderStatus.IN_TRANSIT} else None,
        "completed_at": paid + timedelta(days=40) if status is OrderStatus.COMPLETED else None,
        "cancelled_at": paid + timedelta(hours=1) if status is OrderStatus.CANCELLED else None,
    }
    order = Order(
        **{
            "id": number, "customer_id": buyer.customer.id, "seller_id": seller.id, "market": buyer.customer.market,
            "status": status, "order_type": OrderType.NORMAL, "is_gift": False, "currency": "USD",
            "shipping": Money(SHIPPING, "USD"), "total": total, "payment_method": "Visa •••• 4242",
            "created_at": paid, "paid_at": paid if is_paid else None, **times, **overrides,
        }
    )  # fmt: skip
    zero = Money(Decimal("0.00"), "USD")
    return order, [Payment(number, "USD", total, zero, order.payment_method, paid)] if is_paid else []


def _parcels(order: Order, units: int, sent_lines: int | None) -> list[Parcel]:
    def parcel(place: int, status: ParcelStatus) -> Parcel:
        sent = status in (ParcelStatus.FULFILLING, ParcelStatus.COMPLETED)
        return Parcel(
            id=f"{order.id}-P{place}", order_id=order.id, position=place, status=status, carrier="USPS",
            tracking_number=f"TT{order.id[-10:]}{place}US", expected_at=order.expected_at,
            shipped_at=(order.shipped_at or order.paid_at) if sent else None, delivered_at=order.delivered_at,
        )  # fmt: skip

    if sent_lines is not None and sent_lines < units:
        return [parcel(1, ParcelStatus.FULFILLING), parcel(2, ParcelStatus.TO_FULFILL)]
    status = {
        OrderStatus.AWAITING_COLLECTION: ParcelStatus.PROCESSING,
        OrderStatus.IN_TRANSIT: ParcelStatus.FULFILLING,
        OrderStatus.DELIVERED: ParcelStatus.COMPLETED,
        OrderStatus.COMPLETED: ParcelStatus.COMPLETED,
    }.get(order.status)
    return [parcel(1, status)] if status else []


def _parcel_of(place: int, parcels: list[Parcel], sent_lines: int | None) -> str | None:
    if not parcels:
        return None
    second = sent_lines is not None and place > sent_lines and len(parcels) > 1
    return parcels[1 if second else 0].id
