"""What waits for a seller, or for a decision of the shop: the most urgent first, read a page at a time."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from itertools import islice
from typing import Any

from orderdesk.bootstrap import Desk
from orderdesk.errors import NotFound
from orderdesk.model import (
    AuditEntry,
    Cancellation,
    CancellationStatus,
    Dispute,
    DisputeStatus,
    MessageStatus,
    OrderCase,
    Return,
    ReturnStatus,
    Seller,
    SellerMessage,
)
from orderdesk.ports import Unit

PAGE = 100
#: Later than any deadline.
EVER = datetime(9000, 1, 1, tzinfo=timezone.utc)


@dataclass(frozen=True)
class Waiting:
    """A thing that waits. `asked`: the code of its reason, topic or subject; `text`: the buyer's words about it.

    `answer_by`: when the clock answers instead (a message: when an answer was promised; goods sent back: never).
    `evidence_by`: until when the buyer of a dispute may bring evidence. `answers`: what can be said to it.
    """

    kind: str
    id: str
    order: str
    seller: str
    since: datetime
    answer_by: datetime | None
    asked: str
    items: tuple[str, ...]
    text: str
    answers: tuple[str, ...]
    evidence_by: datetime | None = None


@dataclass(frozen=True)
class _Source:
    """Rows of one kind in the state that waits, sorted by this time, and how one of them is shown."""

    kind: type[Any]
    column: str
    status: Any
    shown: Callable[[Unit, OrderCase, Any], Waiting]


def waiting(desk: Desk, most: int, seller: str | None = None) -> list[Waiting]:
    """At most so many things, of all sellers or of the one with this name or id. Raises NotFound, Unavailable."""
    with desk.store.read() as unit:
        sellers = _sellers(unit, seller) if seller else None
        streams = [_stream(unit, source, sellers) for source in SOURCES]
        merged = heapq.merge(*streams, key=lambda pair: pair[0])
        return [found for _, found in islice(merged, most)]


def _stream(
    unit: Unit, source: _Source, sellers: frozenset[str] | None
) -> Iterator[tuple[datetime, Waiting]]:
    for page in _pages(unit, source):
        ids = list(dict.fromkeys(row.order_id for row in page))
        cases = {case.order.id: case for case in unit.cases(ids)}
        for row in page:
            case = cases[row.order_id]
            if sellers is None or case.seller.id in sellers:
                yield getattr(row, source.column), source.shown(unit, case, row)


def _pages(unit: Unit, source: _Source) -> Iterator[list[Any]]:
    last = None
    while True:
        page = unit.due(source.kind, source.column, EVER, after=last, limit=PAGE, status=source.status)
        yield page
        if len(page) < PAGE:
            return
        last = page[-1]


def _sellers(unit: Unit, name: str) -> frozenset[str]:
    found = unit.find(Seller, name=name) or [one for one in [unit.get(Seller, name)] if one]
    if not found:
        raise NotFound(f"There is no seller {name!r}; `orderdesk waiting` names those that are waited for.")
    return frozenset(one.id for one in found)


def _cancellation(unit: Unit, case: OrderCase, row: Cancellation) -> Waiting:
    answers = ("yes", "no")
    return _shown("cancellation", case, row, row.created_at, row.answer_by, row.reason, "", answers)


def _return(unit: Unit, case: OrderCase, row: Return) -> Waiting:
    kind = row.kind.value.lower()
    return _shown(kind, case, row, row.created_at, row.answer_by, row.reason, row.note, ("yes", "no"))


def _parcel(unit: Unit, case: OrderCase, row: Return) -> Waiting:
    said = unit.find(AuditEntry, order_id=row.order_id, verb="return_sent")
    since = next((entry.at for entry in said if entry.subject_id == row.id), row.created_at)
    return _shown("goods_sent_back", case, row, since, None, row.reason, row.note, ("received",))


def _message(unit: Unit, case: OrderCase, row: SellerMessage) -> Waiting:
    return _shown(
        "message", case, row, row.sent_at, row.answer_by, row.topic, row.text, ("text", "yes", "no")
    )


def _dispute(unit: Unit, case: OrderCase, row: Dispute) -> Waiting:
    text = "\n".join(one.text for one in case.evidence if one.dispute_id == row.id)
    answers = ("buyer", "seller")
    return _shown(
        "dispute", case, row, row.opened_at, row.decide_by, row.about, text, answers, row.evidence_by
    )


def _shown(
    kind: str, case: OrderCase, row: Any, since: datetime, answer_by: datetime | None, asked: str, text: str,
    answers: tuple[str, ...], evidence_by: datetime | None = None,
) -> Waiting:  # fmt: skip
    lines = case.lines_of(getattr(row, "line_ids", ())) or case.lines
    items = tuple(line.title for line in lines)
    return Waiting(
        kind,
        row.id,
        row.order_id,
        case.seller.name,
        since,
        answer_by,
        asked,
        items,
        text,
        answers,
        evidence_by,
    )


SOURCES = (
    _Source(Cancellation, "answer_by", CancellationStatus.PENDING, _cancellation),
    _Source(Return, "answer_by", ReturnStatus.PENDING, _return),
    _Source(Return, "ship_by", ReturnStatus.BUYER_SHIPPED, _parcel),
    _Source(SellerMessage, "answer_by", MessageStatus.SENT, _message),
    _Source(Dispute, "decide_by", DisputeStatus.IN_PROGRESS, _dispute),
)
