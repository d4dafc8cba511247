"""Whether the facts of orders agree with each other. Complaints are short, so that a test shows them all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from orderdesk.model import OrderCase
from tests.demo import facts_of_money, facts_of_order, facts_of_parcels, facts_of_requests

Check = Callable[[OrderCase, datetime], Iterator[str]]

CHECKS: tuple[Check, ...] = (
    facts_of_money.sums,
    facts_of_money.ledger,
    facts_of_order.status,
    facts_of_order.past,
    facts_of_order.lines,
    facts_of_parcels.parcels,
    facts_of_parcels.scans,
    facts_of_requests.cancellations,
    facts_of_requests.returns,
    facts_of_requests.messages,
    facts_of_requests.disputes,
)


def complaints(case: OrderCase, now: datetime) -> list[str]:
    """Everything about this order that cannot be."""
    return [f"{case.order.id}: {words}" for check in CHECKS for words in check(case, now)]


def check(cases: list[OrderCase], now: datetime) -> list[str]:
    """The same for many orders, and for their ids."""
    found = [words for case in cases for words in complaints(case, now)]
    return found + [f"{row} is there twice" for row in _twice(cases)]


def _twice(cases: list[OrderCase]) -> list[str]:
    seen: set[str] = set()
    return [one for one in _ids(cases) if one in seen or seen.add(one)]  # type: ignore[func-returns-value]


def _ids(cases: list[OrderCase]) -> Iterator[str]:
    for case in cases:
        yield case.order.id
        yield from (parcel.tracking_number for parcel in case.parcels)
        parts: tuple[tuple[Any, ...], ...] = (
            case.lines, case.parcels, case.events, case.cancellations, case.returns,
            case.refunds, case.messages, case.disputes, case.evidence,
        )  # fmt: skip
        yield from (row.id for part in parts for row in part)
