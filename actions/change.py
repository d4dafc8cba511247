"""Changing an order: address, items, size, payment. What is possible is said at once, with what comes closest."""

from __future__ import annotations

from actions._base import DeskAction
from actions._format import short
from actions._offers import refuse
from actions._order import resolve
from actions._turn import Turn
from orderdesk.services import track

JOURNEY = "change"


class ChangeOrder(DeskAction):
    """ "Change the address", "a bigger size please", or the answer to which order is meant."""

    action_name = "action_change_look"

    def handle(self, turn: Turn) -> None:
        """Says what works instead; changes nothing."""
        case = resolve(turn, JOURNEY, among=lambda: track.open_orders(turn.desk, turn.who))
        if case is None:
            return
        turn.remember(focus=case.order.id)
        case, decision = track.change(turn.desk, turn.who, case.order.id)
        turn.say("change_look", order=short(case.order.id))
        refuse(turn, JOURNEY, decision)
