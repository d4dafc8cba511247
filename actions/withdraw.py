"""Taking a cancellation request back before the seller answers."""

from __future__ import annotations

from actions._base import DeskAction
from actions._format import short
from actions._menu import intent_choice, menu
from actions._offers import refuse
from actions._order import mentions_order, resolve
from actions._question import abandon, close, close_own, confirm, resume
from actions._rating import ask_rating
from actions._turn import Turn
from orderdesk.errors import StaleAction
from orderdesk.facts import unpack
from orderdesk.services import cancel
from orderdesk.services.effect import Done

JOURNEY = "withdraw"


class WithdrawStart(DeskAction):
    """ "Take back my cancel request", or the answer to which order is meant."""

    action_name = "action_withdraw_start"

    def handle(self, turn: Turn) -> None:
        """Ask for a yes that names the request, or say why there is nothing to take back."""
        question = turn.slot("question")
        if not question or question["journey"] != JOURNEY:
            abandon(turn)
        waiting = cancel.orders_with_request(turn.desk, turn.who)
        if not waiting and not mentions_order(turn) and _names_none(turn):
            return turn.say("withdraw_none_at_all", buttons=[intent_choice("cancel_order"), *menu()[2:]])
        case = resolve(turn, JOURNEY, among=waiting)
        if case is None:
            return None
        turn.remember(focus=case.order.id)
        case, decision, pending = cancel.check_withdraw(turn.desk, turn.who, case.order.id)
        if pending is None:
            close(turn)
            return refuse(turn, JOURNEY, decision)
        request = pending.payload["request"]
        confirm(
            turn, JOURNEY, pending.id, order=short(case.order.id), request=request, seller=case.seller.name
        )
        return None


def _names_none(turn: Turn) -> bool:
    """Whether no order is talked about, or it is something else that is to be cancelled ("cancel the gift")."""
    return not turn.slot("focus") or "other_object" in turn.values("cancel_mood")


class WithdrawSubmit(DeskAction):
    """The yes."""

    action_name = "action_withdraw_submit"
    error_response = "outcome_unknown"

    def handle(self, turn: Turn) -> None:
        """Take it back and say what the committed row says."""
        close_own(turn, JOURNEY)
        try:
            done = cancel.submit_withdraw(turn.desk, turn.who, str(turn.value("ref")))
        except StaleAction:
            turn.say("withdraw_changed")
        else:
            tell_done(turn, done)
            ask_rating(turn, done)
        resume(turn)


class WithdrawDecline(DeskAction):
    """The no."""

    action_name = "action_withdraw_decline"

    def handle(self, turn: Turn) -> None:
        """The request stands."""
        abandon(turn)
        turn.say("withdraw_declined")


def tell_done(turn: Turn, done: Done) -> None:
    """The reply from the committed result."""
    facts = unpack(done.result)
    again = "again_" if done.repeated else ""
    turn.say(f"withdraw_{again}done", order=short(facts["order"]), request=facts["request"])
