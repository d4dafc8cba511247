"""Questions about cancelling: how, until when, what became of it, who did it. They start nothing."""

from __future__ import annotations

from typing import Any

from actions._base import DeskAction
from actions._cancel_refused import keep_refused
from actions._clues import words
from actions._format import items, short
from actions._items import says_whole_order
from actions._menu import intent_choice
from actions._offers import refuse
from actions._order import mentions_order, resolve
from actions._turn import Turn
from actions._words import label
from nlu.payload import payload
from orderdesk.decision import Outcome
from orderdesk.model import Cancellation, CancellationStatus, Order, OrderCase, Party
from orderdesk.services import cancel
from orderdesk.services.find import lines_named

#: How a request ended that nobody agreed to, by who ended it; the system does when it has been sent meanwhile.
ENDED = {Party.BUYER: "withdrawn", Party.SELLER: "rejected", Party.SYSTEM: "sent"}


class HowToCancel(DeskAction):
    """ "How do I cancel?": the steps, here and in the app."""

    action_name = "action_cancel_how"

    def handle(self, turn: Turn) -> None:
        """The same for everybody; signed in, it can be done here."""
        turn.say("cancel_how", buttons=[intent_choice("cancel_order")] if turn.customer else [])


class CancellationPolicy(DeskAction):
    """ "Can I still cancel?": the real answer for the order meant, else the rule."""

    action_name = "action_cancel_policy"

    def handle(self, turn: Turn) -> None:
        """Decides as a cancellation would, and begins none."""
        if turn.speaker and (mentions_order(turn) or turn.slot("focus")):
            case = resolve(turn, "cancel_policy")
            return _tell_possible(turn, case) if case else None
        market = turn.customer.market if turn.customer else turn.desk.settings.market
        turn.say(
            "cancel_policy",
            buttons=[intent_choice("cancel_order")] if turn.customer else [],
            **_rule(turn, market),
        )
        return None


class CancelStatus(DeskAction):
    """ "Did it cancel?": what the rows say."""

    action_name = "action_cancel_status"

    def handle(self, turn: Turn) -> None:
        """The last request of the order meant, or the last of all."""
        among = None if turn.slot("focus") else cancel.orders_with_any_request(turn.desk, turn.who)
        case = resolve(turn, "cancel_status", among=among)
        if case is not None:
            tell_status(turn, case)


class WhyCancelled(DeskAction):
    """ "Why was my order cancelled?", "I never cancelled that"."""

    action_name = "action_cancel_why"

    def handle(self, turn: Turn) -> None:
        """Who cancelled it, when and why; a person when the buyer says it was not them."""
        case = resolve(turn, "cancel_why", among=cancel.cancelled_orders(turn.desk, turn.who))
        if case is None:
            return None
        turn.remember(focus=case.order.id)
        if case.order.cancelled_at:
            return _tell_why(turn, case.order)
        status = label("status", case.order.status.value)
        return turn.say("cancel_why_not_cancelled", order=short(case.order.id), status=status)


def tell_status(turn: Turn, case: OrderCase) -> None:
    """Where cancelling this order stands."""
    turn.remember(focus=case.order.id)
    named = set(lines_named(case, words(turn), gone=True)) if words(turn) else set()
    meant = [one for one in case.cancellations if named & set(one.line_ids)] or case.cancellations
    last = max(meant, key=lambda one: one.created_at, default=None)
    if last is None and case.order.cancelled_at:
        return _tell_why(turn, case.order)
    if last is None:
        status = label("status", case.order.status.value)
        return turn.say("cancel_status_none", order=short(case.order.id), status=status)
    moment = last.status.name.lower()
    if last.status is CancellationStatus.CANCELLED:
        moment = ENDED.get(last.answered_by or Party.SELLER, "rejected")
    refund = next((one.amount for one in case.refunds if one.cause == last.id), None)
    turn.say(
        f"cancel_status_{moment}" + ("" if refund or moment not in ("success", "complete") else "_unpaid"),
        order=short(case.order.id), request=last.id, what=_what(case, last),
        seller=case.seller.name, answer_by=last.answer_by,
        answered_at=last.answered_at, refund=refund, method=case.order.payment_method,
    )  # fmt: skip
    return None


def _tell_why(turn: Turn, order: Order) -> None:
    by = (order.cancelled_by or Party.SYSTEM).value.lower()
    reason = label("reason", order.cancel_reason or "other")
    buttons = [intent_choice("refund_status"), intent_choice("talk_to_human")]
    turn.say(f"cancel_why_{by}", order=short(order.id), at=order.cancelled_at, reason=reason, buttons=buttons)


def _what(case: OrderCase, request: Cancellation) -> str:
    """The order, or the items of it that a request is about."""
    titles = items([line.title for line in case.lines_of(request.line_ids)], None)
    kind = "order" if len(request.line_ids) == len(case.lines) else "items"
    return label("what", kind).format(order=short(case.order.id), items=titles)


def _tell_possible(turn: Turn, case: OrderCase) -> None:
    turn.remember(focus=case.order.id)
    lines = lines_named(case, words(turn), gone=True) if words(turn) and not says_whole_order(turn) else ()
    lines = lines if len(lines) < len(case.lines) else ()
    found = cancel.look(turn.desk, turn.who, case.order.id, lines)
    decision, order = found.decision, short(case.order.id)
    if not decision.allowed:
        keep_refused(turn, case.order.id, lines)
        return refuse(turn, "cancel", decision)
    start = [intent_choice("cancel_order", payload("cancel_order", order=case.order.id))]
    if decision.outcome is Outcome.ASK_SELLER:
        return turn.say("cancel_possible_seller", order=order, seller=case.seller.name, buttons=start)
    moment = "until" if decision.deadline else "now"
    turn.say(f"cancel_possible_{moment}", order=order, deadline=decision.deadline, buttons=start)
    return None


def _rule(turn: Turn, market: str) -> dict[str, Any]:
    terms = turn.desk.terms(market)
    window, answer = terms.duration("cancel.free_window"), terms.duration("cancel.seller_answer")
    return {
        "window": str(int(window.total_seconds() // 60)),
        "answer": str(int(answer.total_seconds() // 3600)),
    }
