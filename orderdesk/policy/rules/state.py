"""Questions about an order that the rules of several journeys ask."""

from __future__ import annotations

from datetime import datetime

from orderdesk.model import (
    TRANSITIONS,
    Dispute,
    DisputeStatus,
    Line,
    OrderCase,
    OrderStatus,
    ParcelEvent,
    ParcelStatus,
)

NOT_SENT = frozenset({OrderStatus.ON_HOLD, OrderStatus.AWAITING_SHIPMENT})
ON_ITS_WAY = frozenset(
    {OrderStatus.PARTIALLY_SHIPPING, OrderStatus.AWAITING_COLLECTION, OrderStatus.IN_TRANSIT}
)
ARRIVED = frozenset({OrderStatus.DELIVERED, OrderStatus.COMPLETED})
RETURNED = "returned_to_sender"  # the carrier's scan of a parcel that goes back
_SENT = (ParcelStatus.FULFILLING, ParcelStatus.COMPLETED)
_ALL_SENT = ARRIVED | {OrderStatus.IN_TRANSIT}


def still_open(deadline: datetime | None, now: datetime) -> bool:
    """Whether something that ends at `deadline` may still be done; no deadline never ends.

    The minute that people are told belongs to the time that they have: until 14:05 lasts up to 14:05:59.
    """
    return deadline is None or now.replace(second=0, microsecond=0) <= deadline


def due_at(case: OrderCase) -> datetime | None:
    """When it should have arrived at the latest."""
    return case.order.delivery_due_at or case.order.expected_at


def is_late(case: OrderCase, now: datetime) -> bool:
    """On its way, and later than promised."""
    due = due_at(case)
    return case.order.status in ON_ITS_WAY and due is not None and now > due


def going_back(case: OrderCase) -> ParcelEvent | None:
    """The scan that says so, when all that is still on its way goes back to the seller."""
    coming = [parcel.id for parcel in case.parcels if parcel.shipped_at and not parcel.delivered_at]
    last = {event.parcel_id: event for event in case.events if event.parcel_id in coming}
    scans = [last[parcel] for parcel in coming if parcel in last and last[parcel].code == RETURNED]
    return scans[-1] if scans and len(scans) == len(coming) and case.order.status in ON_ITS_WAY else None


def may_end(case: OrderCase) -> bool:
    """Whether an order in this status can still become a cancelled one."""
    return OrderStatus.CANCELLED in TRANSITIONS[case.order.status]


def running_dispute(case: OrderCase) -> Dispute | None:
    """The dispute that the platform is deciding, if any."""
    return next((d for d in case.disputes if d.status is DisputeStatus.IN_PROGRESS), None)


def is_sent(case: OrderCase, line: Line) -> bool:
    """Whether the unit has left: its parcel has, or the whole order has; parcels may be noted after that.

    Of an order that leaves in parts, each parcel speaks for itself.
    """
    parcel = next((one for one in case.parcels if one.id == line.parcel_id), None)
    if case.order.status in _ALL_SENT or (parcel and parcel.status in _SENT):
        return True
    in_parts = case.order.status is OrderStatus.PARTIALLY_SHIPPING
    return parcel is None and case.order.shipped_at is not None and not in_parts


def received_at(case: OrderCase, line: Line) -> datetime | None:
    """When the buyer got this unit: with the whole order, or before that with its own parcel."""
    parcel = next((p for p in case.parcels if p.id == line.parcel_id), None)
    return case.order.delivered_at or (parcel.delivered_at if parcel else None)


def has_arrived(case: OrderCase, line: Line) -> bool:
    """Whether the buyer has this unit, even if nobody noted when."""
    return case.order.status in ARRIVED or received_at(case, line) is not None
