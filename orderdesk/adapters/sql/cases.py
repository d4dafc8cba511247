"""Whole orders at once: one query a table, however many orders are asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from orderdesk import model
from orderdesk.ports import Unit

#: Field of OrderCase, class, and the column that its parts are sorted by.
PARTS: tuple[tuple[str, type, str], ...] = (
    ("lines", model.Line, "position"),
    ("parcels", model.Parcel, "position"),
    ("cancellations", model.Cancellation, "created_at"),
    ("returns", model.Return, "created_at"),
    ("refunds", model.Refund, "created_at"),
    ("messages", model.SellerMessage, "sent_at"),
    ("disputes", model.Dispute, "opened_at"),
)


def load_cases(unit: Unit, order_ids: Sequence[str]) -> list[model.OrderCase]:
    """The cases of these orders, in this order; unknown ids are left out."""
    wanted = tuple(dict.fromkeys(order_ids))
    orders = {order.id: order for order in unit.find(model.Order, id=wanted)} if wanted else {}
    if not orders:
        return []
    sellers = {seller.id: seller for seller in unit.find(model.Seller, id=_ids(orders.values(), "seller_id"))}
    parts = _parts(unit, tuple(orders))
    return [
        model.OrderCase(order=orders[key], seller=sellers[orders[key].seller_id], **parts[key])
        for key in order_ids
        if key in orders
    ]


def _parts(unit: Unit, order_ids: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    parts: dict[str, dict[str, Any]] = defaultdict(dict)
    for field, kind, column in PARTS:
        groups = _grouped(unit.find(kind, order_by=column, order_id=order_ids), "order_id")
        for order_id in order_ids:
            parts[order_id][field] = groups[order_id]
    for payment in unit.find(model.Payment, order_id=order_ids):
        parts[payment.order_id]["payment"] = payment
    _below(unit, parts, "parcels", "events", (model.ParcelEvent, "parcel_id", "at"))
    _below(unit, parts, "disputes", "evidence", (model.Evidence, "dispute_id", "added_at"))
    return parts


def _below(unit: Unit, parts: dict[str, Any], above: str, field: str, what: tuple[Any, str, str]) -> None:
    """Rows that belong to an order by way of another row."""
    kind, pointer, column = what
    ids = tuple(row.id for part in parts.values() for row in part[above])
    owned: dict[str, Any] = {pointer: ids}
    groups = _grouped(unit.find(kind, order_by=column, **owned) if ids else [], pointer)
    for part in parts.values():
        rows = [row for owner in part[above] for row in groups[owner.id]]
        part[field] = tuple(sorted(rows, key=lambda row: (getattr(row, column), row.id)))


def _grouped(rows: Iterable[Any], column: str) -> dict[str, tuple[Any, ...]]:
    groups: dict[str, tuple[Any, ...]] = defaultdict(tuple)
    for row in rows:
        groups[getattr(row, column)] += (row,)
    return groups


def _ids(rows: Iterable[Any], column: str) -> tuple[str, ...]:
    return tuple({getattr(row, column) for row in rows})
