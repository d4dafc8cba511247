""" "Cancel both", "all of them": several orders are gone through one by one, each with a yes of its own."""

from __future__ import annotations

from actions._order import mentions_order, order_label
from actions._turn import Choice, Turn
from nlu.naming import says_orders
from nlu.payload import payload
from orderdesk.services import cancel
from orderdesk.services.find import get


def several(turn: Turn) -> tuple[str, ...]:
    """The orders that "both" or "all" means, newest first; empty where one order, or items of one, are meant."""
    quantity = turn.value("quantity")
    if not quantity or turn.value("excluded") or mentions_order(turn) or _means_items(turn):
        return ()
    possible = cancel.cancellable(turn.desk, turn.who)
    count = quantity["count"]
    return (
        possible if len(possible) > 1 and (count == "all" or (isinstance(count, int) and count > 1)) else ()
    )


def offer_rest(turn: Turn, reason: str | None) -> bool:
    """After one of several: buttons for those that are left. Whether there are any.

    Buttons and no open question: a yes that is sent twice must not cancel the next order.
    """
    asked = turn.slot("several") or ()
    rest = [one for one in cancel.cancellable(turn.desk, turn.who) if one in asked] if asked else []
    turn.remember(several=rest or None)
    if rest:
        cases = [get(turn.desk, turn.who, one) for one in rest]
        said = {"reason": reason} if reason else {}
        turn.say(
            "cancel_next",
            buttons=[
                Choice(order_label(case), payload("cancel_order", order=case.order.id, **said))
                for case in cases
            ],
        )
    return bool(rest)


def _means_items(turn: Turn) -> bool:
    """ "Both" of an order with several items that is talked about, or whose items were asked for."""
    question, focus = turn.slot("question"), turn.slot("focus")
    if question and question["journey"] == "cancel" and question["name"] == "order":
        return False
    if not focus or says_orders(turn.text):
        return False
    return len(get(turn.desk, turn.who, str(focus)).active_lines) > 1
