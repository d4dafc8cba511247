"""What buyers asked for, and what became of it.

Whatever waits for a seller must wait for a silent one: the demo's other sellers would answer it in the first minute.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from orderdesk.model import (
    LIVE_RETURNS,
    CancellationStatus,
    DisputeStatus,
    MessageStatus,
    OrderCase,
    OrderStatus,
    Party,
    ReturnKind,
    ReturnStatus,
)
from orderdesk.policy.terms import load

#: Reasons that are not a buyer's.
SHOP_REASONS = {"out_of_stock", "payment_overdue"}


def cancellations(case: OrderCase, now: datetime) -> Iterator[str]:
    """A request is about the order's lines, and answered or waiting."""
    reasons = set(load(case.order.market).codes("cancel.reasons"))
    for one in case.cancellations:
        yield from _asked(case, one, now)
        pending = one.status is CancellationStatus.PENDING
        if (one.answered_at is None) != pending or (one.answered_by is None) != pending:
            yield "a request is answered and waits, or neither"
        if pending and (case.seller.manner != "silent" or not one.answer_by or one.answer_by <= now):
            yield "a request waits for a seller who would answer, or is overdue"
        if one.reason not in (reasons if one.asked_by is Party.BUYER else SHOP_REASONS):
            yield f"{one.reason} is no reason of {one.asked_by}"
    if case.order.status is OrderStatus.CANCELLED:
        last = case.cancellations[-1]
        if (last.answered_at, last.answered_by, last.reason) != (
            case.order.cancelled_at, case.order.cancelled_by, case.order.cancel_reason,
        ):  # fmt: skip
            yield "cancelled otherwise than the request says"


def returns(case: OrderCase, now: datetime) -> Iterator[str]:
    """A return comes after the delivery, one at a time, and has what its state needs."""
    terms = load(case.order.market)
    if sum(one.status in LIVE_RETURNS for one in case.returns) > 1:
        yield "two returns at once"
    for one in case.returns:
        yield from _asked(case, one, now)
        if not case.order.delivered_at or one.created_at <= case.order.delivered_at:
            yield "returned before it was delivered"
        if one.reason not in terms.codes("returns.reasons"):
            yield f"{one.reason} is no reason for a return"
        if (one.answered_at is None) != (one.status is ReturnStatus.PENDING):
            yield "a return is answered and waits, or neither"
        if one.status is ReturnStatus.PENDING and (case.seller.manner != "silent" or one.answer_by <= now):  # type: ignore[operator]
            yield "a return waits for a seller who would answer, or is overdue"
        if (one.closed_at is None) == (one.status in (ReturnStatus.COMPLETE, ReturnStatus.REJECTED)):
            yield "a return is closed and goes on, or neither"
        if (one.label is None) != (one.ship_by is None) or (one.kind is ReturnKind.REPLACEMENT) == bool(
            one.amount.minor
        ):
            yield "a return without label, date or amount"
        if one.status is ReturnStatus.AWAITING_BUYER_SHIP and (one.ship_by is None or one.ship_by <= now):
            yield "a return should have been handed in"


def messages(case: OrderCase, now: datetime) -> Iterator[str]:
    """A message is answered, or its seller is silent."""
    for one in case.messages:
        answered = one.status is MessageStatus.ANSWERED
        if answered != bool(one.answer and one.answered_at) or (answered and one.agreed is None):
            yield "a message is answered without an answer, or the other way round"
        if not answered and case.seller.manner != "silent":
            yield "a message waits for a seller who would answer"
        if not case.order.created_at < one.sent_at <= (one.answered_at or now) <= now:
            yield "a message out of its time"


def disputes(case: OrderCase, now: datetime) -> Iterator[str]:
    """A dispute follows a refusal and is decided, or running and not overdue."""
    refused = {one.id for one in case.returns if one.status is ReturnStatus.REJECTED}
    for one in case.disputes:
        running = one.status is DisputeStatus.IN_PROGRESS
        if running != (one.decided_at is None) or (running and one.decide_by <= now):
            yield "a dispute is decided and running, or overdue"
        if one.cause not in refused or not one.opened_at < (one.decided_at or now) <= now:
            yield "a dispute without cause, or out of its time"
        if one.decided_at and one.decided_at > one.decide_by:
            yield "a dispute was decided too late"
    known = {one.id: one for one in case.disputes}
    for one in case.evidence:
        dispute = known[one.dispute_id]
        if not dispute.opened_at <= one.added_at <= min(dispute.evidence_by, now) or not one.text:
            yield "evidence out of its time"


def _asked(case: OrderCase, one: Any, now: datetime) -> Iterator[str]:
    ids = {line.id for line in case.lines}
    if not one.line_ids or not set(one.line_ids) <= ids or one.customer_id != case.order.customer_id:
        yield "a request about somebody else's lines"
    closed = getattr(one, "closed_at", None)
    moments = [at for at in (case.order.created_at, one.created_at, one.answered_at, closed) if at]
    if moments != sorted(moments) or moments[-1] > now:
        yield "a request out of its time"
