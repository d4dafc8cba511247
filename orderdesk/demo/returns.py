"""Returns in every state, and what came of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orderdesk.demo.draft import Draft
from orderdesk.demo.refunds import chosen, cost, refund
from orderdesk.model import Line, Refund, Return, ReturnKind, ReturnStatus

#: The states in which a label has been given out.
SENT_BACK = (ReturnStatus.AWAITING_BUYER_SHIP, ReturnStatus.BUYER_SHIPPED, ReturnStatus.COMPLETE)


def returns(draft: Draft, lines: tuple[Line, ...]) -> tuple[Return, ...]:
    """The order's returns, oldest first."""
    entries = draft.entries("returns")
    return tuple(_return(draft, lines, number, entry) for number, entry in enumerate(entries))


def return_refunds(draft: Draft, made: tuple[Return, ...]) -> tuple[Refund, ...]:
    """What the finished ones gave back."""
    found: list[Refund] = []
    for one, entry in zip(made, draft.entries("returns"), strict=True):
        if one.status is ReturnStatus.COMPLETE and one.closed_at:
            found += refund(draft, one.id, one.amount, one.closed_at, entry)
    return tuple(found)


def _return(draft: Draft, lines: tuple[Line, ...], number: int, entry: Mapping[str, Any]) -> Return:
    what, status, kind = f"return{number}", ReturnStatus(entry["status"]), ReturnKind(entry["kind"])
    meant = chosen(lines, entry)
    asked = draft.when(entry, "asked", what) or draft.placed
    answered = draft.when(entry, "answered", what)
    sends = status in SENT_BACK and kind is not ReturnKind.REFUND and answered
    return Return(
        id=draft.code("RT", what),
        order_id=draft.id,
        customer_id=draft.buyer.id,
        line_ids=tuple(line.id for line in meant),
        kind=kind,
        reason=entry["reason"],
        note=entry["note"],
        currency=draft.currency,
        amount=cost(draft, ()) if kind is ReturnKind.REPLACEMENT else cost(draft, meant),
        status=status,
        created_at=asked,
        answer_by=asked + draft.terms.duration("returns.seller_answer"),
        answered_at=answered,
        ship_by=answered + draft.terms.duration("returns.ship_by") if sends and answered else None,
        label=draft.code("RL", what) if sends else None,
        closed_at=answered if status is ReturnStatus.REJECTED else draft.when(entry, "closed", what),
    )
