"""What an order's status says about its times and lines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

from orderdesk.model import LineStatus, OrderCase, OrderStatus
from orderdesk.policy.terms import load

S = OrderStatus
PAID = set(S) - {S.UNPAID, S.CANCELLED}
#: For each time, the statuses that have it; `cancelled orders` may have been paid or not.
TIMES = {
    "paid_at": PAID,
    "ship_by": PAID,
    "expected_at": PAID,
    "delivery_due_at": PAID,
    "shipped_at": {S.IN_TRANSIT, S.DELIVERED, S.COMPLETED},
    "delivered_at": {S.DELIVERED, S.COMPLETED},
    "completed_at": {S.COMPLETED},
    "cancelled_at": {S.CANCELLED},
    "cancel_reason": {S.CANCELLED},
    "cancelled_by": {S.CANCELLED},
}
OPTIONAL = {"paid_at", "ship_by", "expected_at", "delivery_due_at"}


def status(case: OrderCase, now: datetime) -> Iterator[str]:
    """An order has the times that its status needs and no others."""
    order = case.order
    for name, statuses in TIMES.items():
        has = getattr(order, name) is not None
        if has != (order.status in statuses) and not (order.status is S.CANCELLED and name in OPTIONAL):
            yield f"{order.status} and {name} is {getattr(order, name)}"
    yield from _windows(case, now)


def _windows(case: OrderCase, now: datetime) -> Iterator[str]:
    order, terms = case.order, load(case.order.market)
    window = terms.duration("cancel.free_window")
    if order.status is S.ON_HOLD and order.paid_at and now >= order.paid_at + window:
        yield "held longer than the free window"
    if order.status is S.AWAITING_SHIPMENT and order.paid_at and now < order.paid_at + window:
        yield "let go before the free window is over"
    if order.status is S.UNPAID and now >= order.created_at + terms.duration("cancel.unpaid_lapse"):
        yield "not paid and not lapsed"
    waits = order.status in (S.ON_HOLD, S.AWAITING_SHIPMENT, S.PARTIALLY_SHIPPING, S.AWAITING_COLLECTION)
    if waits and order.ship_by and order.ship_by <= now:
        yield "not sent in time, which nobody wrote about"


def past(case: OrderCase, now: datetime) -> Iterator[str]:
    """Things happened one after another, before now, in whole seconds of UTC."""
    order = case.order
    steps = (order.created_at, order.paid_at, order.shipped_at, order.delivered_at, order.completed_at, now)
    happened = [moment for moment in steps if moment is not None]
    if happened != sorted(set(happened)):
        yield "the order's times are out of order"
    for moment in (
        *happened[:-1],
        order.ship_by,
        order.expected_at,
        order.delivery_due_at,
        order.cancelled_at,
    ):
        if moment and (
            moment.utcoffset() != timedelta(0) or moment.tzinfo is not timezone.utc or moment.microsecond
        ):
            yield f"{moment!r} is not a whole second of UTC"
    if order.cancelled_at and not order.created_at < order.cancelled_at < now:
        yield "cancelled before it was ordered, or in the future"


def lines(case: OrderCase, now: datetime) -> Iterator[str]:
    """Lines are numbered, of one seller's goods, and gone only for a reason."""
    order = case.order
    if not case.lines or [line.position for line in case.lines] != list(range(1, len(case.lines) + 1)):
        yield "lines are missing or out of order"
    cancelled = {line.id for line in case.lines if line.status is LineStatus.CANCELLED}
    granted = {
        one
        for request in case.cancellations
        if request.status.name in ("SUCCESS", "COMPLETE")
        for one in request.line_ids
    }
    if cancelled != granted:
        yield "lines are cancelled without a request, or the other way round"
    if (order.status is S.CANCELLED) != (not any(line.id not in cancelled for line in case.lines)):
        yield "an order is cancelled when all of its lines are"
    returned = {line.id for line in case.lines if line.status is LineStatus.RETURNED}
    done = {one for back in case.returns if back.status.name == "COMPLETE" for one in back.line_ids}
    if returned != done:
        yield "lines are returned without a return, or the other way round"
    known = {parcel.id for parcel in case.parcels}
    if any(line.parcel_id is not None and line.parcel_id not in known for line in case.lines):
        yield "a line is in another order's parcel"
