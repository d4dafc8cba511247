"""The demo's sellers: they answer by themselves after a short while, in their manner: accepts, refuses, silent.

They do what people do through `services/sellers.py`. What they say is in `orderdesk/demo/replies.toml`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import tomli

from orderdesk.bootstrap import Desk
from orderdesk.model import (
    AuditEntry,
    Cancellation,
    CancellationStatus,
    MessageStatus,
    Return,
    ReturnStatus,
    SellerMessage,
)
from orderdesk.ports import Unit
from orderdesk.services import answering, sellers
from orderdesk.services.pages import next_page
from orderdesk.services.who import case_of

Row = TypeVar("Row")
ACCEPTS, SILENT = "accepts", "silent"
REPLIES = Path(__file__).parent.parent / "demo" / "replies.toml"
#: Rows that are looked at in a round: those of silent sellers stay until their deadline.
MOST = 200


def waiting_cancellations(desk: Desk, unit: Unit, now: datetime) -> Iterable[Cancellation]:
    """Requests that lie with a seller long enough."""
    status = CancellationStatus.PENDING
    return _page(desk, unit, Cancellation, "created_at", now, status=status)


def answer_cancellation(desk: Desk, unit: Unit, row: Cancellation, now: datetime) -> bool:
    """Yes or no, by manner; no where it has been sent."""
    case = case_of(unit, row.order_id)
    if row.answer_by is None or case.seller.manner == SILENT:
        return False
    yes = case.seller.manner == ACCEPTS and not answering.is_on_its_way(case, row)
    return sellers.end_cancellation(desk, unit, case, row, yes, now)


def waiting_returns(desk: Desk, unit: Unit, now: datetime) -> Iterable[Return]:
    """Returns that lie with a seller long enough."""
    return _page(desk, unit, Return, "created_at", now, status=ReturnStatus.PENDING)


def answer_return(desk: Desk, unit: Unit, row: Return, now: datetime) -> bool:
    """Yes or no, by manner."""
    case = case_of(unit, row.order_id)
    if case.seller.manner == SILENT:
        return False
    return sellers.end_return(desk, unit, case, row, case.seller.manner == ACCEPTS, now)


def parcels_back(desk: Desk, unit: Unit, now: datetime) -> Iterable[Return]:
    """Parcels that buyers said they had sent back, long enough ago."""
    rows = unit.find(Return, status=ReturnStatus.BUYER_SHIPPED, limit=MOST)
    orders = tuple({row.order_id for row in rows})
    sent = unit.find(AuditEntry, order_id=orders, verb="return_sent") if orders else []
    old = {entry.subject_id for entry in sent if entry.at <= _since(desk, now)}
    return [row for row in rows if row.id in old]


def receive_parcel(desk: Desk, unit: Unit, row: Return, now: datetime) -> bool:
    """Every seller takes in what comes back, whatever their manner."""
    return sellers.take_back(desk, unit, case_of(unit, row.order_id), row, now)


def waiting_messages(desk: Desk, unit: Unit, now: datetime) -> Iterable[SellerMessage]:
    """Messages that lie with a seller long enough."""
    return _page(desk, unit, SellerMessage, "sent_at", now, status=MessageStatus.SENT)


def answer_message(desk: Desk, unit: Unit, row: SellerMessage, now: datetime) -> bool:
    """In the words of the manner; a late cancellation is agreed to where it can still happen."""
    case = case_of(unit, row.order_id)
    if case.seller.manner == SILENT:
        return False
    asked = row.topic == answering.LATE_CANCEL
    yes = case.seller.manner == ACCEPTS and (not asked or answering.may_cancel_late(case))
    text = replies()[row.topic][ACCEPTS if yes else "refuses"]
    return sellers.reply(desk, unit, case, row, text, yes if asked else None, now)


@cache
def replies() -> dict[str, dict[str, str]]:
    """Topic -> manner -> what such a seller writes."""
    found: dict[str, Any] = tomli.loads(REPLIES.read_text(encoding="utf-8"))
    return found


def _page(desk: Desk, unit: Unit, kind: type[Row], column: str, now: datetime, **equal: Any) -> Iterable[Row]:
    before = _since(desk, now)
    return next_page(desk, unit, f"demo {kind.__name__}", kind, column, before, size=MOST, **equal)


def _since(desk: Desk, now: datetime) -> datetime:
    return now - timedelta(seconds=desk.settings.seller_delay)
