"""How an order goes on when units have left it: what nobody gets any more is not sent, and its status fits the rest."""

from __future__ import annotations

from datetime import datetime

from orderdesk.model import Line, Order, OrderCase, OrderStatus, Parcel, ParcelStatus, Party
from orderdesk.policy.rules.state import ON_ITS_WAY, has_arrived, is_sent, received_at
from orderdesk.ports import Unit
from orderdesk.services.who import case_of

LATE = "not_shipped_on_time"
_HERE = (ParcelStatus.TO_FULFILL, ParcelStatus.PROCESSING)


def adjust(unit: Unit, order_id: str, now: datetime) -> Order:
    """Call it, in the same transaction, when units were cancelled or paid back. Gives the order as it is then.

    Parcels that have not left and hold none of the remaining units are cancelled. Raises LookupError.
    """
    case = case_of(unit, order_id)
    for parcel in _pointless(case):
        unit.change(parcel, status=ParcelStatus.CANCELLED)
    return _catch_up(unit, case, now)


def _pointless(case: OrderCase) -> list[Parcel]:
    """A parcel that no unit is assigned to yet may be for any of those that remain."""
    known = {line.parcel_id for line in case.lines} if case.active_lines else {p.id for p in case.parcels}
    needed = {line.parcel_id for line in case.active_lines}
    return [
        parcel
        for parcel in case.parcels
        if parcel.id in known - needed and parcel.status in _HERE and parcel.shipped_at is None
    ]


def _catch_up(unit: Unit, case: OrderCase, now: datetime) -> Order:
    """On the way, when all that remains is; there, when all of it is; over, when nothing is left and nothing went."""
    order, rest = case.order, case.active_lines or _gone_out(case)
    if order.status not in ON_ITS_WAY or not all(
        is_sent(case, line) or has_arrived(case, line) for line in rest
    ):
        return order
    if not rest:
        return _end(unit, order, now) if order.shipped_at is None else order
    if order.status is not OrderStatus.IN_TRANSIT:
        shipped = order.shipped_at or min((p.shipped_at for p in case.parcels if p.shipped_at), default=now)
        order = unit.change(order, status=OrderStatus.IN_TRANSIT, shipped_at=shipped)
    times = [received_at(case, line) for line in rest]
    if all(times):
        there = max(moment for moment in times if moment)
        order = unit.change(order, status=OrderStatus.DELIVERED, delivered_at=there)
    return order


def _gone_out(case: OrderCase) -> tuple[Line, ...]:
    """The units that left, of an order that none remains of."""
    return tuple(line for line in case.lines if is_sent(case, line) or has_arrived(case, line))


def _end(unit: Unit, order: Order, now: datetime) -> Order:
    """All was paid back before any of it was sent."""
    return unit.change(
        order,
        status=OrderStatus.CANCELLED,
        cancelled_at=now,
        cancelled_by=Party.SYSTEM,
        cancel_reason=LATE,
    )
