"""Where refunds stand; where there is none, what became of it; how long they take."""

from __future__ import annotations

from actions._base import DeskAction
from actions._format import short
from actions._menu import intent_choice
from actions._order import mentions_order, order_label, resolve
from actions._return_facts import tell_return_facts
from actions._turn import Choice, Turn
from actions._words import label
from nlu.payload import payload
from orderdesk.model import OrderCase, Refund, RefundStatus
from orderdesk.services import refunds, returns
from orderdesk.services.find import get

JOURNEY = "refunds"
OTHERS = 4


class RefundState(DeskAction):
    """ "Where is my refund?", "how long does a refund take?" """

    action_name = "action_refund_status"

    def handle(self, turn: Turn) -> None:
        """All refunds of the order meant; without an order, the newest one's, and buttons for the others."""
        if turn.speaker is None:
            turn.say("refunds_times", days=returns.numbers(turn.desk, turn.desk.settings.market)["days"])
            return turn.say("error_not_signed_in")
        if tell_return_facts(turn):
            return None
        if mentions_order(turn) or turn.intent.startswith("answer_"):
            case = resolve(turn, JOURNEY)
            return tell_refunds(turn, case) if case else None
        known = refunds.orders_with_refund(turn.desk, turn.who)
        number = _meant(turn, known)
        if number is None:
            turn.say("refunds_none_at_all")
            return _tell_times(turn, turn.who.customer.market)
        tell_refunds(turn, get(turn.desk, turn.who, number))
        return _offer_others(turn, [one for one in known if one != number])


def tell_refunds(turn: Turn, case: OrderCase) -> None:
    """Every refund of the order, newest first; where there is none, why."""
    turn.remember(focus=case.order.id)
    for refund in refunds.newest_first(case.refunds):
        _tell_one(turn, case, refund)
    if not case.refunds:
        _tell_none(turn, case)


def _tell_one(turn: Turn, case: OrderCase, refund: Refund) -> None:
    overdue = refund.status is RefundStatus.PENDING and refund.expected_by < turn.desk.clock.now()
    moment = "overdue" if overdue else refund.status.value.lower()
    turn.say(
        f"refunds_{moment}",
        buttons=[intent_choice("talk_to_human")] if overdue else [],
        order=short(case.order.id),
        refund_id=refund.id,
        refund=refund.amount,
        method=refund.method,
        refund_from=refund.expected_from,
        refund_by=refund.expected_by,
        sent_at=refund.sent_at,
    )


def _tell_none(turn: Turn, case: OrderCase) -> None:
    none = refunds.why_none(case)
    request = none.request
    turn.say(
        f"refunds_none_{none.code}",
        buttons=[intent_choice("talk_to_human")] if none.code == "cancelled" else [],
        order=short(case.order.id),
        status=label("status", case.order.status.value),
        request=request.id if request else None,
        answer_by=request.answer_by if request else None,
        ship_by=getattr(request, "ship_by", None),
        days=returns.numbers(turn.desk, case.order.market)["days"],
    )


def _tell_times(turn: Turn, market: str) -> None:
    turn.say("refunds_times", days=returns.numbers(turn.desk, market)["days"])


def _meant(turn: Turn, known: tuple[str, ...]) -> str | None:
    """The order talked about if money may be due for it, else the newest refund's, else the newest wish's."""
    wished = refunds.orders_with_wish(turn.desk, turn.who)
    focus = turn.slot("focus")
    if focus and str(focus) in (*known, *wished):
        return str(focus)
    return next(iter((*known, *wished)), str(focus) if focus else None)


def _offer_others(turn: Turn, others: list[str]) -> None:
    if others:
        cases = [get(turn.desk, turn.who, number) for number in others[:OTHERS]]
        turn.say("refunds_more", buttons=[_button(case) for case in cases])


def _button(case: OrderCase) -> Choice:
    return Choice(order_label(case), payload("refund_status", order=case.order.id), case.order.id)
