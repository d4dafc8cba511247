"""What waits for the clock: requests, returns, refunds and disputes on their way, and what became of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from orderdesk.bootstrap import Desk
from orderdesk.model import (
    AuditEntry,
    OutboxRow,
    Return,
    ReturnKind,
    ReturnStatus,
)
from orderdesk.money import Money
from orderdesk.services import cancel, dispute, seller
from orderdesk.services.clock import tick
from tests.shop import Buyer, Shop

MINUTE = timedelta(minutes=1)
FIVE_HOURS, TWO_DAYS, WEEK = timedelta(hours=5), timedelta(days=2), timedelta(days=7)


def did(desk: Desk) -> dict[str, int]:
    """What a tick did, without what it did not."""
    return {name: count for name, count in tick(desk).counts.items() if count}


def requested(shop: Shop, buyer: Buyer, manner: str = "silent", status: str = "AWAITING_SHIPMENT") -> str:
    """An order that its seller was asked to cancel."""
    number = shop.order(buyer, status, ago=FIVE_HOURS, seller=shop.seller(manner=manner))
    found = cancel.check(shop.desk, shop.who(buyer), number, (), "better_price")
    cancel.submit(shop.desk, shop.who(buyer), found.pending.id)
    return number


def returned(shop: Shop, buyer: Buyer, manner: str = "silent", **changes: object) -> str:
    """A delivered order with a return that waits for its seller."""
    number = shop.order(buyer, "DELIVERED", ago=WEEK, seller=shop.seller(manner=manner))
    now = shop.desk.clock.now()
    row = Return(
        id=shop.desk.ids.new("RT"), order_id=number, customer_id=buyer.customer.id, line_ids=(f"{number}-1",),
        kind=ReturnKind.RETURN_AND_REFUND, reason="damaged", note="", currency="USD",
        amount=Money(Decimal("19.90"), "USD"), status=ReturnStatus.PENDING, created_at=now,
        answer_by=now + timedelta(hours=48),
    )  # fmt: skip
    with shop.desk.store.write() as unit:
        unit.add(replace(row, **changes))
    return number


def refunded(shop: Shop, buyer: Buyer) -> str:
    """A cancelled order whose money is on its way."""
    number = shop.order(buyer, "ON_HOLD")
    found = cancel.check(shop.desk, shop.who(buyer), number, (), "better_price")
    cancel.submit(shop.desk, shop.who(buyer), found.pending.id)
    return number


def disputed(shop: Shop, buyer: Buyer) -> str:
    """A delivered order with a dispute."""
    number = shop.order(buyer, "DELIVERED", ago=WEEK)
    found = dispute.check(shop.desk, shop.who(buyer), number, "damaged", (), "It is cracked.")
    dispute.submit(shop.desk, shop.who(buyer), found.pending.id)
    return number


def written(
    shop: Shop, buyer: Buyer, manner: str, topic: str = "question", status: str = "IN_TRANSIT"
) -> str:
    """An order whose seller was written to."""
    number = shop.order(buyer, status, ago=TWO_DAYS, seller=shop.seller(manner=manner))
    found = seller.check(shop.desk, shop.who(buyer), number, topic, "Hello?")
    seller.submit(shop.desk, shop.who(buyer), found.pending.id)
    return number


def letters(shop: Shop, buyer: Buyer) -> list[str]:
    """The letters to a buyer."""
    return sorted(
        row.template for row in shop.rows(OutboxRow, channel="email", customer_id=buyer.customer.id)
    )


def entry(shop: Shop, number: str, verb: str) -> AuditEntry:
    """The one audit row of an order with this verb."""
    (row,) = shop.rows(AuditEntry, order_id=number, verb=verb)
    return row
