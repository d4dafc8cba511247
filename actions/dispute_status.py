"""How a dispute stands, and adding to it."""

from __future__ import annotations

from typing import Any

from actions._base import DeskAction
from actions._evidence import add_choice, helpful
from actions._format import short
from actions._menu import intent_choice
from actions._order import mentions_order, resolve
from actions._question import ask, close
from actions._turn import Turn
from actions._words import label
from actions.return_questions import sent_choice, tell_status
from nlu.payload import payload
from orderdesk.errors import BadInput, StaleAction
from orderdesk.model import Dispute, DisputeStatus, OrderCase, Return, ReturnKind, ReturnStatus
from orderdesk.policy.dispute import evidence_for
from orderdesk.policy.rules.state import running_dispute, still_open
from orderdesk.services import dispute, returns
from orderdesk.services.find import get

JOURNEY = "evidence"


class DisputeStatusAction(DeskAction):
    """ "Where is my dispute?", or the answer to which order is meant."""

    action_name = "action_dispute_status"

    def handle(self, turn: Turn) -> None:
        """The last dispute about the order meant."""
        running = dispute.orders_with_dispute(turn.desk, turn.who, running=True)
        orders = running or dispute.orders_with_dispute(turn.desk, turn.who)
        if not orders and not mentions_order(turn):
            return turn.say("dispute_status_none_at_all", buttons=[intent_choice("open_dispute")])
        case = resolve(turn, "dispute_status", among=orders)
        if case is None:
            return None
        turn.remember(focus=case.order.id)
        return tell(turn, case)


class AddEvidence(DeskAction):
    """ "Add evidence": which dispute, then the buyer's words. It costs nothing, so it is done at once."""

    action_name = "action_dispute_evidence"
    error_response = "outcome_unknown"

    def handle(self, turn: Turn) -> None:
        """Words count while they were asked for."""
        question = turn.slot("question")
        asked = question and question["journey"] == JOURNEY and question["name"] == "text"
        if asked and turn.intent == "answer_evidence":
            return _add(turn)
        orders = dispute.orders_with_dispute(turn.desk, turn.who, running=True)
        if not orders:
            return _no_dispute(turn)
        case = resolve(turn, JOURNEY, among=orders)
        return _ask(turn, case) if case else None


def _no_dispute(turn: Turn) -> None:
    """Nothing to add to; about a return that waits for an answer, the seller can be written to."""
    waiting = returns.orders_with_return(turn.desk, turn.who, ReturnStatus.PENDING)
    if not waiting:
        return turn.say("evidence_no_dispute", buttons=[intent_choice("open_dispute")])
    case = get(turn.desk, turn.who, waiting[0])
    request = case.live_return.id if case.live_return else ""
    write = intent_choice("contact_seller", payload("contact_seller", order=case.order.id))
    return turn.say(
        "evidence_for_return",
        request=request,
        order=short(case.order.id),
        seller=case.seller.name,
        buttons=[write],
    )


def tell(turn: Turn, case: OrderCase) -> None:
    """Where the last dispute stands."""
    last = dispute.newest_dispute(case)
    if last is None:
        start = intent_choice("open_dispute", payload("open_dispute", order=case.order.id))
        return turn.say("dispute_status_none", order=short(case.order.id), buttons=[start])
    if back := dispute.return_after(case, last):
        return _tell_return(turn, case, last, back)
    refund = next((r for r in case.refunds if r.cause == last.id or r.created_at == last.decided_at), None)
    turn.say(
        f"dispute_status_{_moment(turn, case, last, bool(refund))}",
        buttons=[add_choice(case.order.id)] if _may_add(turn, last) else [],
        order=short(case.order.id),
        request=last.id,
        about=label("about", last.about).lower(),
        seller=case.seller.name,
        decide_by=last.decide_by,
        evidence_by=last.evidence_by,
        count=str(len(dispute.evidence_of(case, last))),
        decided_at=last.decided_at,
        refund=refund.amount if refund else None,
        method=case.order.payment_method,
    )
    return None


def _tell_return(turn: Turn, case: OrderCase, last: Dispute, back: Return) -> None:
    """Won, and the goods go back first."""
    facts: dict[str, Any] = {"order": short(case.order.id), "request": last.id, "decided_at": last.decided_at}
    if back.status is not ReturnStatus.AWAITING_BUYER_SHIP:
        turn.say("dispute_status_won_return", **facts)
        return tell_status(turn, case)
    replaced = back.kind is ReturnKind.REPLACEMENT
    return turn.say(
        "dispute_status_won_send_back_replacement" if replaced else "dispute_status_won_send_back",
        buttons=[sent_choice(case.order.id)],
        ship_by=back.ship_by,
        label=back.label,
        refund=back.amount,
        method=case.order.payment_method,
        seller=case.seller.name,
        **facts,
    )


def _moment(turn: Turn, case: OrderCase, last: Dispute, refunded: bool) -> str:
    if last.status is DisputeStatus.IN_PROGRESS:
        return "running" if _may_add(turn, last) else "deciding"
    if last.status is DisputeStatus.SUPPORT_BUYER:
        return "won" if refunded else _moment_without_money(case, last)
    return "lost" if last.status is DisputeStatus.SUPPORT_SELLER else "closed"


def _moment_without_money(case: OrderCase, last: Dispute) -> str:
    return "won_no_money" if dispute.was_paid_before(case, last) else "won_nothing_due"


def _may_add(turn: Turn, last: Dispute) -> bool:
    return last.status is DisputeStatus.IN_PROGRESS and still_open(last.evidence_by, turn.desk.clock.now())


def _ask(turn: Turn, case: OrderCase) -> None:
    turn.remember(focus=case.order.id, evidence_order=case.order.id)
    running = running_dispute(case)
    if running is None or not _may_add(turn, running):
        return tell(turn, case)
    helps = helpful(turn, evidence_for(running.about, turn.desk.terms(case.order.market)))
    facts: dict[str, Any] = {"request": running.id, "order": short(case.order.id)}
    return ask(turn, JOURNEY, "text", "text", evidence=helps, evidence_by=running.evidence_by, **facts)


def _add(turn: Turn) -> None:
    order = str(turn.slot("evidence_order"))
    try:
        found, new = dispute.add_evidence(
            turn.desk, turn.who, order, "" if turn.text.startswith("/") else turn.text
        )
    except BadInput:
        return turn.say("evidence_unusable", most=str(dispute.MOST_EVIDENCE))
    except StaleAction:
        close(turn)
        turn.say("evidence_too_late")
        return tell(turn, get(turn.desk, turn.who, order))
    close(turn)
    turn.forget(JOURNEY)
    told: dict[str, Any] = {"request": found.id, "order": short(found.order_id), "decide_by": found.decide_by}
    return turn.say(
        "evidence_done" if new else "evidence_again_done", buttons=[add_choice(found.order_id)], **told
    )
