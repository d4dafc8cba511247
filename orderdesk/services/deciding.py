"""How a dispute ends, and what follows: used by the clock, and by whoever decides for the shop."""

from __future__ import annotations

from datetime import datetime

from orderdesk.bootstrap import Desk
from orderdesk.errors import StaleAction
from orderdesk.facts import pack
from orderdesk.model import (
    Cancellation,
    CancellationStatus,
    Dispute,
    DisputeStatus,
    Line,
    LineStatus,
    OrderCase,
    Party,
    Refund,
    Return,
    ReturnStatus,
)
from orderdesk.policy.dispute import disputed_lines, reopened_return
from orderdesk.policy.refund import refund_for_dispute
from orderdesk.policy.rules.dispute_grounds import RETURN_UNCONFIRMED, unconfirmed
from orderdesk.policy.rules.state import has_arrived, is_sent, may_end
from orderdesk.ports import Unit
from orderdesk.services import returning
from orderdesk.services.cancelling import carry_out
from orderdesk.services.dispute import dispute_facts
from orderdesk.services.effect import Change, Notice
from orderdesk.services.fulfilment import adjust
from orderdesk.services.payout import new_refund


def decide(
    desk: Desk,
    unit: Unit,
    case: OrderCase,
    dispute: Dispute,
    outcome: DisputeStatus,
    rule: str,
    now: datetime,
) -> Change:
    """Close a running dispute in the caller's transaction; in the buyer's favour, the money goes back once.

    A refused return goes on, and its money follows the goods. What has not been sent yet is cancelled with it.
    Raises StaleAction when it was decided meanwhile.
    """
    if dispute.status is not DisputeStatus.IN_PROGRESS:
        raise StaleAction(dispute.id)
    closed = unit.change(dispute, status=outcome, decided_at=now)
    supported = outcome is DisputeStatus.SUPPORT_BUYER
    back = _reopen(desk, unit, case, closed, now) if supported else None
    refund = _pay_back(desk, unit, case, closed, now) if supported and not back else None
    facts = dispute_facts(case, closed) | {
        "outcome": outcome.value,
        "refund": refund.amount if refund else None,
        "refund_id": refund.id if refund else None,
        "method": case.order.payment_method,
        "refund_from": refund.expected_from if refund else None,
        "refund_by": refund.expected_by if refund else None,
        "back": returning.return_facts(desk, case, back) if back else None,
    }
    return Change(
        subject_id=dispute.id,
        rule=rule,
        policy_version=desk.terms(case.order.market).version,
        before={"dispute": dispute.status.value},
        after={
            "dispute": outcome.value,
            "refund": refund.id if refund else None,
            "return": back.id if back else None,
        },
        result=pack(facts),
        notices=(Notice("dispute_decided", pack(facts)), *_label(desk, case, back)),
    )


def _reopen(desk: Desk, unit: Unit, case: OrderCase, dispute: Dispute, now: datetime) -> Return | None:
    refused = reopened_return(case, dispute, now)
    ids = tuple(line.id for line in disputed_lines(case, dispute, now))
    return returning.reopen(desk, unit, case, refused, ids, now) if refused else None


def _label(desk: Desk, case: OrderCase, back: Return | None) -> tuple[Notice, ...]:
    if back is None:
        return ()
    return (Notice("return_label", pack(returning.return_facts(desk, case, back))),)


def _pay_back(desk: Desk, unit: Unit, case: OrderCase, dispute: Dispute, now: datetime) -> Refund | None:
    lines = disputed_lines(case, dispute, now)
    if not lines:
        return None
    if dispute.about == RETURN_UNCONFIRMED and (sent := unconfirmed(case)):
        # Settled as received: nothing can be paid for it once more.
        unit.change(sent, status=ReturnStatus.COMPLETE, closed_at=now)
    if _still_here(case, lines):
        request = _cancellation(desk, dispute, lines, now)
        return carry_out(desk, unit, case, request, Party.SYSTEM, now).refund
    return _refund(desk, unit, case, dispute, lines, now)


def _still_here(case: OrderCase, lines: tuple[Line, ...]) -> bool:
    return may_end(case) and not any(is_sent(case, line) or has_arrived(case, line) for line in lines)


def _cancellation(desk: Desk, dispute: Dispute, lines: tuple[Line, ...], now: datetime) -> Cancellation:
    return Cancellation(
        id=desk.ids.new("CN"),
        order_id=dispute.order_id,
        customer_id=dispute.customer_id,
        line_ids=tuple(line.id for line in lines),
        reason="other",
        status=CancellationStatus.PENDING,
        created_at=now,
    )


def _refund(
    desk: Desk, unit: Unit, case: OrderCase, dispute: Dispute, lines: tuple[Line, ...], now: datetime
) -> Refund | None:
    terms, ids = desk.terms(case.order.market), tuple(line.id for line in lines)
    reason = next((one.reason for one in case.returns if one.id == dispute.cause), dispute.about)
    amount = refund_for_dispute(case, ids, reason, terms)
    for line in lines:
        # Units that were paid back must not be cancelled or returned again.
        unit.change(line, status=LineStatus.RETURNED)
    adjust(unit, case.order.id, now)
    if amount.amount <= 0:
        return None
    refund = new_refund(desk, unit, case, dispute.id, amount, now, "returns.refund")
    unit.add(refund)
    return refund
