"""What happens to a return that is approved, refused, received or closed: by the buyer's yes, the seller, the clock.

Each verb works in the caller's transaction on a case read in that transaction, raises StaleAction when the return moved
meanwhile, and gives the Change for `effect.record` (facts, audit, letters).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from orderdesk.bootstrap import Desk
from orderdesk.errors import StaleAction
from orderdesk.facts import pack
from orderdesk.model import (
    LineStatus,
    OrderCase,
    Party,
    Return,
    ReturnKind,
    ReturnStatus,
)
from orderdesk.money import Money
from orderdesk.policy.refund import refund_for_return
from orderdesk.policy.returns import ReturnAsk, is_label_free, still_missing
from orderdesk.policy.rules.return_lines import (
    NOT_RECEIVED,
    may_still_come_back,
    received_first,
    window_for,
)
from orderdesk.ports import Unit
from orderdesk.services.effect import Change, Notice
from orderdesk.services.fulfilment import adjust
from orderdesk.services.payout import new_refund
from orderdesk.services.remedies import remedies

#: What may help after a seller's no, best first; what does not work for the order is left out.
AFTER_A_NO = ("open_dispute", "return_faulty", "message_seller", "seller_status", "human")
#: What may help with what came after its money was asked back.
AFTER_ARRIVAL = ("return_item", "return_faulty", "refund_missing", "message_seller", "seller_status", "human")
#: The rule of a request that its parcel's arrival has ended.
ARRIVED_MEANWHILE = "return_items_arrived"
LETTERS_APPROVED = ("return_approved", "return_label")


def approve(desk: Desk, unit: Unit, case: OrderCase, request: Return, by: Party, now: datetime) -> Change:
    """Yes to a waiting return: money at once where nothing comes back, else a label and a day to send it by.

    Money for what was late is paid only for what has not come since it was asked; if all has, the request closes.
    `request` is a row of the database or a new one, which is added first. `by`: BUYER where the policy alone says yes.
    """
    request = _stored(unit, case, request)
    if request.status is not ReturnStatus.PENDING:
        raise StaleAction(request.id)
    if request.kind is ReturnKind.REFUND:
        missing = tuple(line.id for line in still_missing(case, request))
        if request.reason == NOT_RECEIVED and missing != request.line_ids:
            if not missing:
                return _close_arrived(desk, unit, case, request, now)
            request = unit.change(request, line_ids=missing)
        return _settle(desk, unit, case, request, by, now, answered_at=now)
    sent = _to_send(desk, unit, case, request, now)
    facts = return_facts(desk, case, sent) | {"outcome": "approved", "by": str(by)}
    return _change(desk, case, request, sent, "return_approved_" + by.value.lower(), facts, LETTERS_APPROVED)


def refuse(desk: Desk, unit: Unit, case: OrderCase, request: Return, now: datetime) -> Change:
    """The seller's no to a waiting return. The letter lists what helps now."""
    if request.status is not ReturnStatus.PENDING:
        raise StaleAction(request.id)
    closed = unit.change(request, status=ReturnStatus.REJECTED, answered_at=now, closed_at=now)
    facts = return_facts(desk, case, closed) | {
        "outcome": "refused",
        "alternatives": remedies(desk, unit, case, now, AFTER_A_NO),
    }
    return _change(desk, case, request, closed, "return_refused_by_seller", facts, ("return_refused",))


def reopen(
    desk: Desk, unit: Unit, case: OrderCase, request: Return, line_ids: tuple[str, ...], now: datetime
) -> Return:
    """A refused return goes on, for these of its units: a dispute about it was won. The money follows the goods."""
    if request.status is not ReturnStatus.REJECTED:
        raise StaleAction(request.id)
    amount = _due(desk, case, request, line_ids)
    return _to_send(desk, unit, case, request, now, line_ids=line_ids, amount=amount, closed_at=None)


def receive(desk: Desk, unit: Unit, case: OrderCase, request: Return, now: datetime) -> Change:
    """The goods are back with the seller: the money goes out, or the replacement is the seller's to send.

    Also late, when the return had closed because nobody had said that they were sent.
    """
    coming = request.status in (ReturnStatus.AWAITING_BUYER_SHIP, ReturnStatus.BUYER_SHIPPED)
    if not coming and not may_still_come_back(case, request):
        raise StaleAction(request.id)
    return _settle(desk, unit, case, request, Party.SELLER, now)


def lapse(desk: Desk, unit: Unit, case: OrderCase, request: Return, now: datetime) -> Change:
    """Approved, but never sent back: it closes, and the buyer keeps the goods."""
    if request.status is not ReturnStatus.AWAITING_BUYER_SHIP:
        raise StaleAction(request.id)
    closed = unit.change(request, status=ReturnStatus.CANCELLED, closed_at=now)
    facts = return_facts(desk, case, closed) | {"outcome": "lapsed"}
    return _change(desk, case, request, closed, "return_not_sent_in_time", facts, ("return_lapsed",))


def return_facts(desk: Desk, case: OrderCase, request: Return) -> dict[str, Any]:
    """What replies and letters say about a return."""
    terms = desk.terms(case.order.market)
    low, high = terms.business_days("returns.refund")
    return {
        "order": case.order.id,
        "request": request.id,
        "items": tuple(line.title for line in case.lines_of(request.line_ids)),
        "kind": request.kind.value,
        "reason": request.reason,
        "refund": request.amount,
        "method": case.order.payment_method,
        "seller": case.seller.name,
        "label": request.label,
        "ship_by": request.ship_by,
        "answer_by": request.answer_by,
        "free_label": is_label_free(request.reason, terms),
        "days": f"{low}–{high}",
    }


def _close_arrived(desk: Desk, unit: Unit, case: OrderCase, request: Return, now: datetime) -> Change:
    """It came after all: nothing is paid back, and the buyer is told what can be done with it."""
    closed = unit.change(request, status=ReturnStatus.CANCELLED, answered_at=now, closed_at=now)
    can_do, terms = remedies(desk, unit, case, now, AFTER_ARRIVAL), desk.terms(case.order.market)
    came = received_first(case, ReturnAsk(request.line_ids), terms)
    facts = return_facts(desk, case, closed) | {
        "outcome": "arrived",
        "return_by": came + window_for(None, terms) if came and "return_item" in can_do else None,
        "alternatives": can_do,
    }
    return _change(desk, case, request, closed, ARRIVED_MEANWHILE, facts, ("return_arrived",))


def _to_send(
    desk: Desk, unit: Unit, case: OrderCase, request: Return, now: datetime, **values: Any
) -> Return:
    ship_by = now + desk.terms(case.order.market).duration("returns.ship_by")
    return unit.change(
        request,
        status=ReturnStatus.AWAITING_BUYER_SHIP,
        answered_at=now,
        ship_by=ship_by,
        label=desk.ids.new("RL"),
        **values,
    )


def _settle(
    desk: Desk, unit: Unit, case: OrderCase, request: Return, by: Party, now: datetime, **values: Any
) -> Change:
    """The end: the units are out of the order, and what they cost goes back once."""
    amount = _due(desk, case, request, request.line_ids)
    done = unit.change(request, status=ReturnStatus.COMPLETE, closed_at=now, **values)
    if request.kind is not ReturnKind.REPLACEMENT:
        # Units that were paid back must not be cancelled or returned again, kept or not.
        for line in case.active_lines:
            if line.id in request.line_ids:
                unit.change(line, status=LineStatus.RETURNED)
    adjust(unit, case.order.id, now)
    refund = new_refund(desk, unit, case, request.id, amount, now, "returns.refund")
    if amount.amount > 0:
        unit.add(refund)
    facts = return_facts(desk, case, done) | {
        "outcome": "settled",
        "by": str(by),
        "refund": amount,
        "refund_id": refund.id if amount.amount > 0 else None,
        "refund_from": refund.expected_from,
        "refund_by": refund.expected_by,
    }
    letter = "return_replaced" if request.kind is ReturnKind.REPLACEMENT else "return_refunded"
    return _change(desk, case, request, done, f"return_settled_{by.value.lower()}", facts, (letter,))


def _due(desk: Desk, case: OrderCase, request: Return, line_ids: tuple[str, ...]) -> Money:
    """What was promised, for these of its units, less what has been paid back in another way since then."""
    terms = desk.terms(case.order.market)
    return min(request.amount, refund_for_return(case, line_ids, request.kind, request.reason, terms))


def _stored(unit: Unit, case: OrderCase, request: Return) -> Return:
    if all(known.id != request.id for known in case.returns):
        unit.add(request)
    return request


def _change(
    desk: Desk,
    case: OrderCase,
    before: Return,
    after: Return,
    rule: str,
    facts: dict[str, Any],
    letters: tuple[str, ...],
) -> Change:
    packed = pack(facts)
    return Change(
        subject_id=before.id,
        rule=rule,
        policy_version=desk.terms(case.order.market).version,
        before={"return": before.status.value},
        after={"return": after.status.value},
        result=packed,
        notices=tuple(Notice(letter, packed) for letter in letters),
    )
