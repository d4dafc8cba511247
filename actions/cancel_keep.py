""" "Don't cancel it": nothing is cancelled, and what was asked for before is not kept quiet."""

from __future__ import annotations

from actions._base import DeskAction
from actions._clues import clues
from actions._format import short
from actions._question import abandon
from actions._turn import Choice, Turn
from actions._words import word
from nlu.payload import payload
from orderdesk.errors import NotFound
from orderdesk.model import OrderCase, OrderStatus
from orderdesk.services import cancel
from orderdesk.services.find import find, get


class KeepOrder(DeskAction):
    """ "Don't cancel it": whatever was open is dropped."""

    action_name = "action_cancel_keep"

    def handle(self, turn: Turn) -> None:
        """Nothing gets cancelled now; a request that is running, or a cancelled order, is not kept quiet."""
        abandon(turn)
        turn.remember(several=None)
        case = _about(turn) if turn.speaker else None
        live = case.live_cancellation if case else None
        if case and live:
            taken_back = payload("withdraw_cancellation", order=case.order.id)
            buttons = [Choice(word("offer_withdraw_cancellation"), taken_back)]
            return turn.say(
                "cancel_kept_requested", order=short(case.order.id), request=live.id, answer_by=live.answer_by,
                seller=case.seller.name, buttons=buttons,
            )  # fmt: skip
        if case and case.order.status is OrderStatus.CANCELLED:
            return turn.say(
                "cancel_kept_cancelled", order=short(case.order.id), cancelled_at=case.order.cancelled_at
            )
        return turn.say("cancel_kept")


def _about(turn: Turn) -> OrderCase | None:
    """The order that is named or was talked about; else the newest with a request running."""
    try:
        found = find(turn.desk, turn.who, said) if (said := clues(turn)) else []
    except NotFound:
        found = []
    focus = turn.slot("focus")
    running = cancel.orders_with_request(turn.desk, turn.who)
    number = found[0].order.id if len(found) == 1 else (focus or next(iter(running), None))
    return get(turn.desk, turn.who, str(number)) if number else None
