""" "I've sent it back": noted on the return, after a yes that names it."""

from __future__ import annotations

from actions._base import DeskAction
from actions._format import short
from actions._question import abandon, close, close_own, confirm, resume
from actions._turn import Turn
from actions.return_questions import tell_status
from actions.withdraw_return import meant, say_changed
from orderdesk.errors import StaleAction
from orderdesk.facts import unpack
from orderdesk.model import ReturnStatus
from orderdesk.services import return_steps
from orderdesk.services.effect import Done

JOURNEY = "return_sent"


class ReturnSentStart(DeskAction):
    """ "I've sent it", or the answer to which order is meant."""

    action_name = "action_return_sent_start"

    def handle(self, turn: Turn) -> None:
        """Ask for a yes where a return waits for the parcel, else say how it stands."""
        question = turn.slot("question")
        if not question or question["journey"] != JOURNEY:
            abandon(turn)
        case = meant(turn, JOURNEY, ReturnStatus.AWAITING_BUYER_SHIP)
        if case is None:
            return None
        turn.remember(focus=case.order.id)
        case, pending = return_steps.check_sent(turn.desk, turn.who, case.order.id)
        live = case.live_return
        if pending is None or live is None:
            close(turn)
            return tell_status(turn, case)
        items = tuple(line.title for line in case.lines_of(live.line_ids))
        order, seller = short(case.order.id), case.seller.name
        return confirm(turn, JOURNEY, pending.id, order=order, request=live.id, items=items, seller=seller)


class ReturnSentSubmit(DeskAction):
    """The yes."""

    action_name = "action_return_sent_submit"
    error_response = "outcome_unknown"

    def handle(self, turn: Turn) -> None:
        """Note it and say what the committed row says; if the return moved on, how it stands."""
        close_own(turn, JOURNEY)
        try:
            done = return_steps.submit_sent(turn.desk, turn.who, str(turn.value("ref")))
        except StaleAction:
            say_changed(turn, JOURNEY)
        else:
            tell_done(turn, done)
        resume(turn)


class ReturnSentDecline(DeskAction):
    """The no."""

    action_name = "action_return_sent_decline"

    def handle(self, turn: Turn) -> None:
        """Nothing is noted."""
        abandon(turn)
        turn.say("return_sent_declined")


def tell_done(turn: Turn, done: Done) -> None:
    """The reply from the committed result."""
    facts = unpack(done.result)
    told = {"order": short(facts["order"]), "request": facts["request"], "seller": facts["seller"]}
    turn.say(f"return_sent_{'again_' if done.repeated else ''}done", **told)
