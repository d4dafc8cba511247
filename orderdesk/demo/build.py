"""From an order's data to all of its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from orderdesk.demo.cancellations import cancellation_refunds, cancellations
from orderdesk.demo.draft import Draft
from orderdesk.demo.parcels import Trip, trips
from orderdesk.demo.quarrels import dispute_refunds, disputes, evidence, messages
from orderdesk.demo.refunds import cost
from orderdesk.demo.returns import return_refunds, returns
from orderdesk.model import (
    Cancellation,
    Line,
    LineStatus,
    Order,
    OrderCase,
    OrderStatus,
    Payment,
    ReturnStatus,
)
from orderdesk.money import Money

#: Days between when an order is expected and when it is late.
GRACE_DAYS = 2


def build(draft: Draft) -> OrderCase:
    """The order with everything that belongs to it."""
    parcels = trips(draft)
    lines = tuple(_lines(draft, parcels))
    asked, back = cancellations(draft, lines), returns(draft, lines)
    quarrels = disputes(draft, next((one.id for one in back if one.status is ReturnStatus.REJECTED), None))
    refunds = (
        *cancellation_refunds(draft, lines, asked),
        *return_refunds(draft, back),
        *dispute_refunds(draft, quarrels, cost(draft, lines)),
    )
    total = cost(draft, lines) + draft.shipping
    return OrderCase(
        order=_order(draft, total, parcels, asked),
        seller=draft.seller,
        lines=lines,
        parcels=tuple(trip.parcel for trip in parcels),
        events=tuple(event for trip in parcels for event in trip.events),
        payment=_payment(draft, total, Money.total((one.amount for one in refunds), draft.currency)),
        cancellations=asked,
        returns=back,
        refunds=refunds,
        messages=messages(draft),
        disputes=quarrels,
        evidence=evidence(draft, quarrels),
    )


def _lines(draft: Draft, parcels: tuple[Trip, ...]) -> Iterator[Line]:
    """One line a unit. Things go in the only parcel there is, else in the one that they name."""
    units = [entry for entry in draft.spec["items"] for _ in range(entry.get("count", 1))]
    for position, entry in enumerate(units, 1):
        yield _line(draft, position, entry, parcels)


def _line(draft: Draft, position: int, entry: Mapping[str, Any], parcels: tuple[Trip, ...]) -> Line:
    offer = draft.offers[entry["product"]]
    named = any("parcel" in other for other in draft.spec["items"])
    parcel = entry.get("parcel") if named else len(parcels) or None
    gone = LineStatus.CANCELLED if draft.status is OrderStatus.CANCELLED else LineStatus.ACTIVE
    return Line(
        id=draft.keys.digits("3518", 19, f"{draft.name}/{position}"),
        order_id=draft.id,
        position=position,
        product_id=offer.product.id,
        title=offer.product.title,
        variant=entry["variant"],
        image=offer.product.image,
        currency=draft.currency,
        paid=draft.money(entry["paid"]) if "paid" in entry else offer.price,
        returnable=offer.product.returnable,
        status=LineStatus(entry.get("status", gone)),
        parcel_id=parcels[parcel - 1].parcel.id if parcel else None,
    )


def _order(draft: Draft, total: Money, parcels: tuple[Trip, ...], asked: tuple[Cancellation, ...]) -> Order:
    end = asked[-1] if draft.status is OrderStatus.CANCELLED else None
    expected = max((t.parcel.expected_at for t in parcels if t.parcel.expected_at), default=draft.expected_at)
    arrived = draft.status in (OrderStatus.DELIVERED, OrderStatus.COMPLETED)
    left = arrived or draft.status is OrderStatus.IN_TRANSIT
    return Order(
        id=draft.id,
        customer_id=draft.buyer.id,
        seller_id=draft.seller.id,
        market=draft.buyer.market,
        status=draft.status,
        order_type=draft.order_type,
        is_gift=draft.spec.get("gift", False),
        currency=draft.currency,
        shipping=draft.shipping,
        total=total,
        payment_method=draft.pays_with,
        created_at=draft.placed,
        paid_at=draft.paid_at,
        ship_by=draft.ship_by,
        expected_at=expected,
        delivery_due_at=draft.calendar.evening_of(expected, GRACE_DAYS) if expected else None,
        shipped_at=_last(parcels, "shipped_at") if left else None,
        delivered_at=_last(parcels, "delivered_at") if arrived else None,
        completed_at=draft.when(draft.spec, "completed", "order"),
        cancelled_at=end.answered_at if end else None,
        cancel_reason=end.reason if end else None,
        cancelled_by=end.answered_by if end else None,
    )


def _last(parcels: tuple[Trip, ...], column: str) -> datetime | None:
    times = [getattr(trip.parcel, column) for trip in parcels]
    return max((moment for moment in times if moment), default=None)


def _payment(draft: Draft, total: Money, refunded: Money) -> Payment | None:
    if draft.paid_at is None:
        return None
    return Payment(draft.id, draft.currency, total, refunded, draft.pays_with, draft.paid_at)
