"""Questions about returns: where one stands, how they work, until when. They start nothing."""

from __future__ import annotations

from actions._base import DeskAction
from actions._format import short
from actions._menu import intent_choice
from actions._offers import offered, offers, say_reasons
from actions._order import mentions_order, resolve
from actions._return_facts import tell_return_facts
from actions._turn import Choice, Turn
from actions._words import label, word
from nlu.payload import payload
from orderdesk.model import OrderCase, Return, ReturnKind, ReturnStatus
from orderdesk.services import return_steps, returns
from orderdesk.services.returning import return_facts
from orderdesk.services.returns import ReturnAsk

MOMENTS = {
    ReturnStatus.PENDING: "waiting",
    ReturnStatus.AWAITING_BUYER_SHIP: "to_send",
    ReturnStatus.BUYER_SHIPPED: "under_way",
    ReturnStatus.REJECTED: "refused",
    ReturnStatus.CANCELLED: "closed",
    ReturnStatus.COMPLETE: "complete",
}


class ReturnState(DeskAction):
    """ "Where is my return?", "did they get it?" """

    action_name = "action_return_status"

    def handle(self, turn: Turn) -> None:
        """The newest return of the order meant, or the newest of all."""
        known = returns.orders_with_return(turn.desk, turn.who)
        if not known and not mentions_order(turn):
            return turn.say("return_status_none_at_all", buttons=[intent_choice("return_item")])
        case = resolve(turn, "return_status", among=known)
        return tell_status(turn, case) if case else None


class ReturnPolicy(DeskAction):
    """ "Can I return it?", "how do returns work?" """

    action_name = "action_return_policy"

    def handle(self, turn: Turn) -> None:
        """The real window of the order meant, else the rule with its numbers; in a return, what that one gives, too."""
        if turn.speaker is None or not (mentions_order(turn) or turn.slot("focus")):
            return _tell_rule(turn)
        if case := resolve(turn, "return_policy"):
            _tell_possible(turn, case)
            tell_return_facts(turn)
        return None


def tell_status(turn: Turn, case: OrderCase) -> None:
    """Where the order's newest return stands, and what can be done about it now."""
    turn.remember(focus=case.order.id)
    last = max(case.returns, key=lambda one: one.created_at, default=None)
    if last is None:
        status = label("status", case.order.status.value)
        return turn.say("return_status_none", order=short(case.order.id), status=status)
    refund = next((one for one in case.refunds if one.cause == last.id), None)
    sent_at = refund.sent_at if refund else None
    facts = return_facts(turn.desk, case, last) | {
        "order": short(case.order.id),
        "answered_at": last.answered_at,
        "closed_at": last.closed_at,
        "sent_at": sent_at,
    }
    buttons = [offered(one) for one in return_steps.next_steps(turn.desk, case, last)]
    if last.status is ReturnStatus.AWAITING_BUYER_SHIP:
        buttons.insert(0, sent_choice(case.order.id))
    return turn.say(f"return_status_{_moment(last, paid=sent_at is not None)}", buttons=buttons, **facts)


def sent_choice(order_id: str | None) -> Choice:
    """ "I've sent it" as a button."""
    return Choice(word("label_return_sent"), payload("return_sent", order=order_id))


def _moment(last: Return, *, paid: bool) -> str:
    moment, kind = MOMENTS[last.status], last.kind
    if moment == "waiting" and kind is ReturnKind.REFUND:
        return "waiting_refund"
    if moment in ("under_way", "complete") and kind is ReturnKind.REPLACEMENT:
        return f"{moment}_replacement"
    return "complete_sent" if moment == "complete" and paid else moment


def _tell_possible(turn: Turn, case: OrderCase) -> None:
    turn.remember(focus=case.order.id)
    found = returns.look(turn.desk, turn.who, case.order.id, ReturnAsk())
    decision, order = found.decision, short(case.order.id)
    if decision.allowed:
        start = [intent_choice("return_item", payload("return_item", order=case.order.id))]
        moment = "until" if decision.deadline else "now"
        return turn.say(f"return_policy_{moment}", order=order, deadline=decision.deadline, buttons=start)
    expected = decision.reasons[0].facts.get("expected_at")
    if decision.rule == "not_delivered_yet" and expected and expected > turn.desk.clock.now():
        window = returns.numbers(turn.desk, case.order.market)["window"]
        turn.say("return_policy_later", order=order, expected_at=expected, window=window)
    else:
        say_reasons(turn, "returns", decision)
    return turn.say("offers", order=order, buttons=offers(decision))


def _tell_rule(turn: Turn) -> None:
    market = turn.customer.market if turn.customer else turn.desk.settings.market
    numbers = returns.numbers(turn.desk, market)
    turn.say("return_policy", **numbers)
    if int(numbers["protection"]) > int(numbers["window"]):
        turn.say("return_policy_protection", **numbers)
    turn.say("return_policy_faults", buttons=[intent_choice("return_item")] if turn.customer else [])
