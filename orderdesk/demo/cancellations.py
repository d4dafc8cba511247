"""Requests to cancel, in every state, and what came of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from orderdesk.demo.draft import Draft
from orderdesk.demo.refunds import chosen, cost, refund
from orderdesk.model import Cancellation, CancellationStatus, Line, Party, Refund

GRANTED = (CancellationStatus.SUCCESS, CancellationStatus.COMPLETE)


def cancellations(draft: Draft, lines: tuple[Line, ...]) -> tuple[Cancellation, ...]:
    """The order's requests, oldest first."""
    entries = draft.entries("cancellations")
    return tuple(_cancellation(draft, lines, number, entry) for number, entry in enumerate(entries))


def cancellation_refunds(
    draft: Draft, lines: tuple[Line, ...], requests: tuple[Cancellation, ...]
) -> tuple[Refund, ...]:
    """What the granted ones gave back: the lines, and the shipping with the whole order."""
    found: list[Refund] = []
    for request, entry in zip(requests, draft.entries("cancellations"), strict=True):
        if request.status in GRANTED and request.answered_at:
            gone = tuple(line for line in lines if line.id in request.line_ids)
            amount = cost(draft, gone) + draft.shipping if len(gone) == len(lines) else cost(draft, gone)
            found += refund(draft, request.id, amount, request.answered_at, entry)
    return tuple(found)


def _cancellation(
    draft: Draft, lines: tuple[Line, ...], number: int, entry: Mapping[str, Any]
) -> Cancellation:
    what = f"cancellation{number}"
    asked = draft.when(entry, "asked", what) or draft.placed
    asked_by = Party(entry.get("asked_by", Party.BUYER))
    by = Party(entry["answered_by"]) if "answered_by" in entry else None
    waits = by is None or (asked_by, by) == (Party.BUYER, Party.SELLER) or "answered" in entry
    return Cancellation(
        id=draft.code("CN", what),
        order_id=draft.id,
        customer_id=draft.buyer.id,
        line_ids=tuple(line.id for line in chosen(lines, entry)),
        reason=entry["reason"],
        status=CancellationStatus(entry["status"]),
        created_at=asked,
        asked_by=asked_by,
        answer_by=asked + draft.terms.duration("cancel.seller_answer") if waits else None,
        answered_at=_answered(draft, entry, what, asked) if by else None,
        answered_by=by,
    )


def _answered(draft: Draft, entry: Mapping[str, Any], what: str, asked: datetime) -> datetime:
    """What nobody has to agree to happens at once."""
    return draft.when(entry, "answered", what) or asked
