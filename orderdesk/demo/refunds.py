"""Money on its way back, or back already."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from orderdesk.demo.draft import Draft
from orderdesk.model import Line, Refund, RefundStatus
from orderdesk.money import Money
from orderdesk.policy.refund import refund_span


def refund(
    draft: Draft, cause: str, amount: Money, at: datetime, entry: Mapping[str, Any]
) -> tuple[Refund, ...]:
    """The refund that `cause` led to; none where nothing was paid. `refund_sent` in the entry: it has been sent."""
    if draft.paid_at is None or amount.minor == 0:
        return ()
    start, end = refund_span(draft.terms, at, zone=draft.calendar.zone)
    sent = draft.when(entry, "refund_sent", cause)
    return (
        Refund(
            id=draft.code("RF", cause),
            order_id=draft.id,
            cause=cause,
            currency=amount.currency,
            amount=amount,
            method=draft.pays_with,
            status=RefundStatus.SENT if sent else RefundStatus.PENDING,
            created_at=at,
            expected_from=start,
            expected_by=end,
            sent_at=sent,
        ),
    )


def chosen(lines: tuple[Line, ...], entry: Mapping[str, Any]) -> tuple[Line, ...]:
    """The lines that an entry names by position; all of them where it names none."""
    positions = entry.get("lines") or [line.position for line in lines]
    return tuple(line for line in lines if line.position in positions)


def cost(draft: Draft, lines: tuple[Line, ...]) -> Money:
    """What these lines cost together."""
    return Money.total((line.paid for line in lines), draft.currency)
