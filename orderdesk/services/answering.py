"""What happens when a seller says yes or no: to a cancellation request, to a message. Used by sellers and the clock.

Each verb works in the caller's transaction on a case read in it, raises StaleAction when things moved meanwhile, and
gives the Change for `effect.record`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from orderdesk.bootstrap import Desk
from orderdesk.errors import StaleAction
from orderdesk.facts import pack
from orderdesk.model import (
    Cancellation,
    CancellationStatus,
    MessageStatus,
    OrderCase,
    Party,
    SellerMessage,
)
from orderdesk.money import Money
from orderdesk.policy.rules.state import has_arrived, is_sent, may_end, running_dispute
from orderdesk.ports import Unit
from orderdesk.services.cancelling import Cancelled, carry_out
from orderdesk.services.effect import Change, Notice
from orderdesk.services.payout import payout
from orderdesk.services.remedies import remedies
from orderdesk.services.seller import message_facts

LATE_CANCEL = "late_cancel"
#: What may help after a seller's no, best first; what does not work for the order is left out.
AFTER_A_NO = ("open_dispute", "return_later", "notify_arrival", "message_seller", "seller_status", "human")


def approve_cancellation(
    desk: Desk, unit: Unit, case: OrderCase, request: Cancellation, by: Party, now: datetime
) -> Change:
    """Yes to a waiting request: cancelled and refunded. `by` SYSTEM: nobody answered in time."""
    if request.status is not CancellationStatus.PENDING:
        raise StaleAction(request.id)
    done = carry_out(desk, unit, case, request, by, now)
    facts = _cancelled_facts(desk, unit, case, done, now) | {"by": str(by)}
    after = {"cancellation": str(done.cancellation.status), "refund": done.refund.id if done.refund else None}
    rule = f"cancellation_approved_by_{by.value.lower()}"
    return _change(desk, case, request, rule, after, facts, "cancellation_approved")


def refuse_cancellation(
    desk: Desk, unit: Unit, case: OrderCase, request: Cancellation, by: Party, now: datetime
) -> Change:
    """No to a waiting request; the letter lists what helps now. `by` SYSTEM: it had been sent by then."""
    if request.status is not CancellationStatus.PENDING:
        raise StaleAction(request.id)
    closed = unit.change(request, status=CancellationStatus.CANCELLED, answered_at=now, answered_by=by)
    facts = {
        "order": case.order.id,
        "request": request.id,
        "items": _titles(case, request),
        "seller": case.seller.name,
        "by": str(by),
        "alternatives": remedies(desk, unit, case, now, AFTER_A_NO),
    }
    rule = f"cancellation_refused_by_{by.value.lower()}"
    return _change(
        desk, case, request, rule, {"cancellation": str(closed.status)}, facts, "cancellation_refused"
    )


def answer_message(
    desk: Desk,
    unit: Unit,
    case: OrderCase,
    message: SellerMessage,
    text: str,
    agreed: bool | None,
    now: datetime,
) -> Change:
    """The seller's words, kept and mailed. A yes to a late cancellation cancels: raises StaleAction where it cannot."""
    if message.status is not MessageStatus.SENT:
        raise StaleAction(message.id)
    answered = unit.change(
        message, status=MessageStatus.ANSWERED, answer=text, agreed=agreed, answered_at=now
    )
    facts = message_facts(case, answered) | {"answer": text, "agreed": agreed}
    after: dict[str, Any] = {"message": answered.status.value, "agreed": agreed}
    letters = [Notice("seller_answered", pack(facts))]
    if message.topic == LATE_CANCEL and agreed:
        done = _cancel_late(desk, unit, case, message, now)
        cancelled = _cancelled_facts(desk, unit, case, done, now) | {"by": str(Party.SELLER)}
        letters.append(Notice("cancellation_approved", pack(cancelled)))
        after["cancellation"] = done.cancellation.id
    return Change(
        subject_id=message.id,
        rule="seller_agreed" if agreed else "seller_answered",
        policy_version=desk.terms(case.order.market).version,
        before={"message": message.status.value},
        after=after,
        result=pack(facts),
        notices=tuple(letters),
    )


def may_cancel_late(case: OrderCase) -> bool:
    """Whether a seller's yes can still cancel something: it has not arrived, and nothing else is running."""
    return may_end(case) and bool(_late_lines(case)) and not case.live_return and not running_dispute(case)


def is_on_its_way(case: OrderCase, request: Cancellation) -> bool:
    """Whether what was asked to be cancelled has been sent, or the order is over."""
    asked = [line for line in case.active_lines if line.id in request.line_ids]
    return not may_end(case) or not asked or any(is_sent(case, line) for line in asked)


def _late_lines(case: OrderCase) -> tuple[str, ...]:
    """What a seller's yes cancels: the units that have not arrived, of those that a waiting request is about."""
    live = case.live_cancellation
    coming = (line.id for line in case.active_lines if not has_arrived(case, line))
    return tuple(line for line in coming if live is None or line in live.line_ids)


def _cancel_late(desk: Desk, unit: Unit, case: OrderCase, message: SellerMessage, now: datetime) -> Cancelled:
    """A request that waits is the one that the seller agrees to; else the message is taken for one."""
    if not may_cancel_late(case):
        raise StaleAction(case.order.id)
    lines, live = _late_lines(case), case.live_cancellation
    request = live or Cancellation(
        id=desk.ids.new("CN"),
        order_id=case.order.id,
        customer_id=message.customer_id,
        line_ids=lines,
        reason="other",
        status=CancellationStatus.PENDING,
        created_at=now,
    )
    return carry_out(desk, unit, case, replace(request, line_ids=lines), Party.SELLER, now)


def _cancelled_facts(
    desk: Desk, unit: Unit, case: OrderCase, done: Cancelled, now: datetime
) -> dict[str, Any]:
    start, end = payout(desk, unit, case, now)
    nothing = Money.from_minor(0, case.order.currency)
    return {
        "order": case.order.id,
        "request": done.cancellation.id,
        "items": _titles(case, done.cancellation),
        "whole_order": done.whole_order,
        "reason": done.cancellation.reason,
        "refund": done.refund.amount if done.refund else nothing,
        "refund_id": done.refund.id if done.refund else None,
        "method": case.order.payment_method,
        "refund_from": start,
        "refund_by": end,
        "seller": case.seller.name,
    }


def _titles(case: OrderCase, request: Cancellation) -> tuple[str, ...]:
    return tuple(line.title for line in case.lines_of(request.line_ids))


def _change(
    desk: Desk,
    case: OrderCase,
    request: Cancellation,
    rule: str,
    after: dict[str, Any],
    facts: dict[str, Any],
    letter: str,
) -> Change:
    packed = pack(facts)
    return Change(
        subject_id=request.id,
        rule=rule,
        policy_version=desk.terms(case.order.market).version,
        before={"cancellation": str(request.status), "order": str(case.order.status)},
        after=after,
        result=packed,
        notices=(Notice(letter, packed),),
    )
