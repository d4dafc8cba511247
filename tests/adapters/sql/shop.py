"""A small shop for store tests: one order with one of everything. Every maker takes fields to differ in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

from orderdesk import model as m
from orderdesk.money import Money

NOW = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=timezone.utc)
LATER = NOW + timedelta(days=2)
ORDER = "577000000000000001"


def usd(cents: int) -> Money:
    """Dollars, in cents."""
    return Money.from_minor(cents, "USD")


ROWS: tuple[Any, ...] = (
    m.Customer("C1", "ada", "Ada", "ada@example.com", "+1 555 0100", "us", "en-US", "America/New_York"),
    m.Customer("C2", "bob", "Bob", "bob@example.com", "+1 555 0101", "us", "en-US", "America/New_York"),
    m.Seller("S1", "Lamps & Co", "us", "accepts"),
    m.Product("P1", "S1", "Lamp", "home", "lamp.svg", True),
    m.Order(
        ORDER, "C1", "S1", "us", m.OrderStatus.AWAITING_SHIPMENT, m.OrderType.NORMAL, False, "USD",
        usd(100), usd(500), "card", NOW, paid_at=NOW,
    ),
    m.Parcel("PC1", ORDER, 1, m.ParcelStatus.PROCESSING, "USPS", "9400100000000000000000"),
    m.ParcelEvent("E1", "PC1", NOW, "label_made", "Newark"),
    m.Line("L1", ORDER, 1, "P1", "Lamp", "red", "lamp.svg", "USD", usd(400), True, parcel_id="PC1"),
    m.Payment(ORDER, "USD", usd(500), usd(0), "card", NOW),
    m.Cancellation("CN-1", ORDER, "C1", ("L1",), "changed_mind", m.CancellationStatus.PENDING, NOW, answer_by=LATER),
    m.Return(
        "RT-1", ORDER, "C1", ("L1",), m.ReturnKind.REFUND, "damaged", "", "USD", usd(400), m.ReturnStatus.PENDING, NOW
    ),
    m.Refund("RF-1", ORDER, "CN-1", "USD", usd(300), "card", m.RefundStatus.PENDING, NOW, NOW, LATER),
    m.SellerMessage("SM-1", ORDER, "C1", "S1", "late", "Where?", m.MessageStatus.SENT, NOW, LATER),
    m.Dispute("DP-1", ORDER, "C1", "not_received", m.DisputeStatus.IN_PROGRESS, NOW, LATER, LATER),
    m.Evidence("EV-1", "DP-1", "a photo", NOW),
    m.Ticket("TK-1", "C1", "conv", ORDER, "help", "…", m.TicketStatus.CLOSED, NOW, LATER),
    m.Watch("W-1", ORDER, "C1", "conv", NOW),
    m.Session("conv", "C1", "operator", NOW, LATER),
    m.PendingAction("PA-1", "conv", "C1", "cancel", ORDER, {"lines": ["L1"]}, m.PendingState.OPEN, NOW, LATER),
    m.AuditEntry("AU-1", NOW, m.Party.BUYER, "C1", "conv", None, "cancel", ORDER, "CN-1", "free", "1", {}, {"a": 1}),
    m.OutboxRow("OB-1", "key-1", "email", "C1", "conv", "hello", {}, m.OutboxState.PENDING, NOW, NOW),
)  # fmt: skip


def row(kind: type, **fields: Any) -> Any:
    """The shop's row of this class, with these fields instead."""
    found = next(row for row in ROWS if type(row) is kind)
    return replace(found, **fields)


def other_order(number: int) -> list[Any]:
    """Another order of the same buyer, with all that belongs to it."""
    return [_renamed(row, number) for row in ROWS if hasattr(row, "order_id") or type(row) in RENAMED]


#: How the rows of another order are told apart.
RENAMED: dict[type, Callable[[str], dict[str, Any]]] = {
    m.Order: lambda tag: {},
    m.ParcelEvent: lambda tag: {"parcel_id": "PC1" + tag},
    m.Line: lambda tag: {"parcel_id": "PC1" + tag},
    m.Evidence: lambda tag: {"dispute_id": "DP-1" + tag},
    m.Refund: lambda tag: {"cause": "CN-1" + tag},
}


def _renamed(row: Any, number: int) -> Any:
    tag = f"-{number}"
    order_id = str(int(ORDER) + number)
    fields = RENAMED.get(type(row), lambda tag: {})(tag)
    if hasattr(row, "order_id"):
        fields["order_id"] = order_id
    if hasattr(row, "id"):
        fields["id"] = order_id if type(row) is m.Order else row.id + tag
    return replace(row, **fields)
