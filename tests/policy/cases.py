"""Small builders of orders in every situation, for all tests that need a case.

`a_case(OrderStatus.DELIVERED, delivered_at=ago(days=3))` is a whole order with a history that fits its status.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from orderdesk import model
from orderdesk.model import OrderCase, OrderStatus, ParcelStatus
from orderdesk.money import Money

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)  # a Monday
MINUTE = timedelta(minutes=1)
ORDER, CUSTOMER, SELLER = "576461413038785752", "C-1", "S-1"

#: What has happened to an order in each status: event -> how long before NOW (negative: still to come).
HISTORY: dict[OrderStatus, dict[str, timedelta]] = {
    OrderStatus.UNPAID: {"created_at": timedelta(hours=3)},
    OrderStatus.ON_HOLD: {"paid_at": timedelta(minutes=20)},
    OrderStatus.AWAITING_SHIPMENT: {"paid_at": timedelta(hours=5)},
    OrderStatus.PARTIALLY_SHIPPING: {"paid_at": timedelta(days=2), "shipped_at": timedelta(hours=20)},
    OrderStatus.AWAITING_COLLECTION: {"paid_at": timedelta(days=2)},
    OrderStatus.IN_TRANSIT: {"paid_at": timedelta(days=3), "shipped_at": timedelta(days=1)},
    OrderStatus.DELIVERED: {"paid_at": timedelta(days=9), "shipped_at": timedelta(days=7)},
    OrderStatus.COMPLETED: {"paid_at": timedelta(days=50), "shipped_at": timedelta(days=48)},
    OrderStatus.CANCELLED: {"paid_at": timedelta(days=2), "cancelled_at": timedelta(days=1)},
}
ENDS: dict[OrderStatus, dict[str, timedelta]] = {
    OrderStatus.DELIVERED: {"delivered_at": timedelta(days=4)},
    OrderStatus.COMPLETED: {"delivered_at": timedelta(days=45), "completed_at": timedelta(days=10)},
}


def ago(**span: float) -> datetime:
    """That long before NOW."""
    return NOW - timedelta(**span)


def ahead(**span: float) -> datetime:
    """That long after NOW."""
    return NOW + timedelta(**span)


def usd(amount: float) -> Money:
    """Dollars, from whole cents."""
    return Money.from_minor(round(amount * 100), "USD")


def a_line(number: int = 1, **changes: Any) -> model.Line:
    """Unit `number` of the order: id L-<number>, ten dollars times its number."""
    fields = {
        "id": f"L-{number}",
        "order_id": ORDER,
        "position": number,
        "product_id": f"P-{number}",
        "title": f"Thing {number}",
        "variant": "",
        "image": "thing.svg",
        "currency": "USD",
        "paid": usd(10 * number),
        "returnable": True,
    }
    return model.Line(**{**fields, **changes})


def a_parcel(number: int = 1, status: ParcelStatus = ParcelStatus.FULFILLING, **changes: Any) -> model.Parcel:
    """Parcel `number`: id PK-<number>; on its way unless told otherwise."""
    fields = {
        "id": f"PK-{number}",
        "order_id": ORDER,
        "position": number,
        "status": status,
        "carrier": "Carrier",
        "tracking_number": f"TT{number:08d}",
    }
    return model.Parcel(**{**fields, **changes})


def an_order(status: OrderStatus, **changes: Any) -> model.Order:
    """The header, with the history of its status and five dollars of shipping. All of it moves with `delivered_at`."""
    spans = {**HISTORY[status], **ENDS.get(status, {})}
    then = changes.get("delivered_at")
    base = then + spans["delivered_at"] if then and "delivered_at" in spans else NOW
    times = {name: base - span for name, span in spans.items()}
    paid = times.get("paid_at")
    fields = {
        "id": ORDER,
        "customer_id": CUSTOMER,
        "seller_id": SELLER,
        "market": "us",
        "status": status,
        "order_type": model.OrderType.NORMAL,
        "is_gift": False,
        "currency": "USD",
        "shipping": usd(5),
        "total": usd(35),
        "payment_method": "card",
        "created_at": paid - 5 * MINUTE if paid else NOW,
        "ship_by": paid + timedelta(days=3) if paid else None,
        "expected_at": paid + timedelta(days=8) if paid else None,
        **times,
    }
    return model.Order(**{**fields, **changes})


def a_case(
    status: OrderStatus,
    *,
    lines: tuple[model.Line, ...] | None = None,
    parcels: tuple[model.Parcel, ...] | None = None,
    refunded: Money | None = None,
    **changes: Any,
) -> OrderCase:
    """An order with two units (ten and twenty dollars); changes go to the case's field or else the order's."""
    parts = {name: changes.pop(name) for name in list(changes) if name in _PARTS}
    order = an_order(status, **changes)
    parcels = _usual_parcels(order) if parcels is None else parcels
    first = parcels[0].id if parcels else None
    lines = (a_line(1, parcel_id=first), a_line(2, parcel_id=first)) if lines is None else lines
    payment = _payment(order, lines, refunded) if order.paid_at else None
    seller = model.Seller(SELLER, "Seller", order.market, "accepts")
    return OrderCase(order, seller, lines, parcels, payment=payment, **parts)


def a_cancellation(
    status: model.CancellationStatus = model.CancellationStatus.PENDING, **changes: Any
) -> model.Cancellation:
    """A request to cancel the first unit, an hour old."""
    fields = {
        "id": "CN-1",
        "order_id": ORDER,
        "customer_id": CUSTOMER,
        "line_ids": ("L-1",),
        "reason": "no_longer_needed",
        "status": status,
        "created_at": ago(hours=1),
        "answer_by": ahead(hours=47),
    }
    return model.Cancellation(**{**fields, **changes})


def a_return(status: model.ReturnStatus = model.ReturnStatus.PENDING, **changes: Any) -> model.Return:
    """A return of the first unit, a day old."""
    fields = {
        "id": "RT-1",
        "order_id": ORDER,
        "customer_id": CUSTOMER,
        "line_ids": ("L-1",),
        "kind": model.ReturnKind.RETURN_AND_REFUND,
        "reason": "does_not_fit",
        "note": "",
        "currency": "USD",
        "amount": usd(10),
        "status": status,
        "created_at": ago(days=1),
        "answer_by": ahead(days=1),
    }
    return model.Return(**{**fields, **changes})


def a_refund(amount: Money, **changes: Any) -> model.Refund:
    """Money promised back an hour ago."""
    fields = {
        "id": "RF-1",
        "order_id": ORDER,
        "cause": "CN-1",
        "currency": amount.currency,
        "amount": amount,
        "method": "card",
        "status": model.RefundStatus.PENDING,
        "created_at": ago(hours=1),
        "expected_from": ahead(days=3),
        "expected_by": ahead(days=14),
    }
    return model.Refund(**{**fields, **changes})


def a_message(status: model.MessageStatus = model.MessageStatus.SENT, **changes: Any) -> model.SellerMessage:
    """A buyer who asks the seller where it is, two hours ago."""
    fields = {
        "id": "SM-1",
        "order_id": ORDER,
        "customer_id": CUSTOMER,
        "seller_id": SELLER,
        "topic": "where_is_it",
        "text": "Where is it?",
        "status": status,
        "sent_at": ago(hours=2),
        "answer_by": ahead(hours=22),
    }
    return model.SellerMessage(**{**fields, **changes})


def a_dispute(status: model.DisputeStatus = model.DisputeStatus.IN_PROGRESS, **changes: Any) -> model.Dispute:
    """A dispute opened yesterday."""
    fields = {
        "id": "DP-1",
        "order_id": ORDER,
        "customer_id": CUSTOMER,
        "about": "damaged",
        "status": status,
        "opened_at": ago(days=1),
        "decide_by": ahead(days=6),
        "evidence_by": ahead(days=2),
    }
    return model.Dispute(**{**fields, **changes})


_PARTS = ("events", "cancellations", "returns", "refunds", "messages", "disputes", "evidence")


def _usual_parcels(order: model.Order) -> tuple[model.Parcel, ...]:
    if order.shipped_at is None:
        return ()
    status = ParcelStatus.COMPLETED if order.delivered_at else ParcelStatus.FULFILLING
    return (a_parcel(1, status, shipped_at=order.shipped_at, delivered_at=order.delivered_at),)


def _payment(order: model.Order, lines: tuple[model.Line, ...], refunded: Money | None) -> model.Payment:
    amount = Money.total((line.paid for line in lines), order.currency) + order.shipping
    back = refunded or Money.from_minor(0, order.currency)
    return model.Payment(order.id, order.currency, amount, back, order.payment_method, order.paid_at or NOW)
