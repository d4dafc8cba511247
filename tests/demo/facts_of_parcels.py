"""What parcels say about an order, and their scans about them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from orderdesk.model import OrderCase, OrderStatus, Parcel, ParcelStatus

S = OrderStatus
CODES = {
    "label_created", "picked_up", "departed_hub", "arrived_hub", "customs", "out_for_delivery", "delivered",
    "delivery_attempt_failed", "delayed", "returned_to_sender",
}  # fmt: skip
#: Statuses of the parcels that an order's status allows, and whether every line has to be in one.
ALLOWED = {
    S.AWAITING_COLLECTION: {ParcelStatus.PROCESSING},
    S.PARTIALLY_SHIPPING: {ParcelStatus.PROCESSING, ParcelStatus.FULFILLING, ParcelStatus.COMPLETED},
    S.IN_TRANSIT: {ParcelStatus.FULFILLING, ParcelStatus.COMPLETED},
    S.DELIVERED: {ParcelStatus.COMPLETED},
    S.COMPLETED: {ParcelStatus.COMPLETED},
}


def parcels(case: OrderCase, now: datetime) -> Iterator[str]:
    """An order is where its parcels are."""
    order, statuses = case.order, [parcel.status for parcel in case.parcels]
    if not set(statuses) <= ALLOWED.get(order.status, set()):
        yield f"{order.status} with parcels {[str(one) for one in statuses]}"
    packed = order.status in ALLOWED and order.status is not S.PARTIALLY_SHIPPING
    if packed and any(line.parcel_id is None for line in case.active_lines):
        yield "everything is sent and a line is in no parcel"
    used = {line.parcel_id for line in case.lines}
    if any(parcel.id not in used for parcel in case.parcels):
        yield "an empty parcel"
    sent = {parcel.id for parcel in case.parcels if parcel.shipped_at}
    if order.status is S.PARTIALLY_SHIPPING and not 0 < sum(
        line.parcel_id in sent for line in case.lines
    ) < len(case.lines):
        yield "partly sent, and all or nothing has left"
    if order.status is S.IN_TRANSIT and all(parcel.delivered_at for parcel in case.parcels):
        yield "on its way, and everything has arrived"
    yield from _latest(case)


def _latest(case: OrderCase) -> Iterator[str]:
    order = case.order
    for name in ("shipped_at", "delivered_at"):
        moments = [moment for parcel in case.parcels if (moment := getattr(parcel, name))]
        if getattr(order, name) not in (None, max(moments, default=None)):
            yield f"{name} is not the last parcel's"
    due = [parcel.expected_at for parcel in case.parcels if parcel.expected_at]
    if due and order.expected_at != max(due):
        yield "expected at another time than its parcels"


def scans(case: OrderCase, now: datetime) -> Iterator[str]:
    """A parcel's scans are known, in order, and begin and end when the parcel does."""
    for parcel in case.parcels:
        events = [event for event in case.events if event.parcel_id == parcel.id]
        times = [event.at for event in events]
        if (
            times != sorted(set(times))
            or not events
            or not all(case.order.paid_at <= at <= now for at in times)
        ):  # type: ignore[operator]
            yield f"scans out of order: {[(event.code, event.at.isoformat()) for event in events]}"
        if {event.code for event in events} - CODES or not all(event.place for event in events):
            yield "a scan that nobody has words for"
        yield from _ends(parcel, {event.code: event.at for event in events}, [event.code for event in events])


def _ends(parcel: Parcel, at: dict[str, datetime], codes: list[str]) -> Iterator[str]:
    if codes[0] != "label_created" or at.get("picked_up") != parcel.shipped_at:
        yield "no label, or fetched at another time than it was sent"
    if at.get("delivered") != parcel.delivered_at or ("delivered" in codes and codes[-1] != "delivered"):
        yield "brought at another time than the scan says"
    state = (parcel.shipped_at is not None, parcel.delivered_at is not None)
    wanted = {
        ParcelStatus.PROCESSING: (False, False),
        ParcelStatus.FULFILLING: (True, False),
        ParcelStatus.COMPLETED: (True, True),
    }
    if wanted.get(parcel.status) != state:
        yield f"a parcel is {parcel.status} with {state}"
