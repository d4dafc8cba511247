"""Taking a return back while the buyer still has the goods."""

from __future__ import annotations

from actions._base import DeskAction
from actions._format import short
from actions._menu import intent_choice
from actions._offers import refuse
from actions._order import mentions_order, resolve
from actions._question import abandon, close, close_own, confirm, resume
from actions._rating import ask_rating
from actions._turn import Turn
from actions.return_questions import tell_status
from orderdesk.errors import StaleAction
from orderdesk.facts import unpack
from orderdesk.model import OrderCase, ReturnStatus
from orderdesk.services import return_steps, returns
from orderdesk.services.effect import Done
from orderdesk.services.find import get

JOURNEY = "withdraw_return"


class WithdrawReturnStart(DeskAction):
    """ "Cancel the return", or the answer to which one is meant."""

    action_name = "action_withdraw_return_start"

    def handle(self, turn: Turn) -> None:
        """Ask for a yes that names the return, or say why there is nothing to take back."""
        question = turn.slot("question")
        if not question or question["journey"] != JOURNEY:
            abandon(turn)
        case = meant(turn, JOURNEY, ReturnStatus.PENDING, ReturnStatus.AWAITING_BUYER_SHIP)
        if case is None:
            return None
        turn.remember(focus=case.order.id)
        case, decision, pending = return_steps.check_withdraw(turn.desk, turn.who, case.order.id)
        live = case.live_return
        if pending is None or live is None:
            close(turn)
            return refuse(turn, JOURNEY, decision)
        items = tuple(line.title for line in case.lines_of(live.line_ids))
        return confirm(turn, JOURNEY, pending.id, order=short(case.order.id), request=live.id, items=items)


class WithdrawReturnSubmit(DeskAction):
    """The yes."""

    action_name = "action_withdraw_return_submit"
    error_response = "outcome_unknown"

    def handle(self, turn: Turn) -> None:
        """Take it back and say what the committed row says; if it moved on, how it stands."""
        close_own(turn, JOURNEY)
        try:
            done = return_steps.submit_withdraw(turn.desk, turn.who, str(turn.value("ref")))
        except StaleAction:
            say_changed(turn, JOURNEY)
        else:
            tell_done(turn, done)
            ask_rating(turn, done)
        resume(turn)


class WithdrawReturnDecline(DeskAction):
    """The no."""

    action_name = "action_withdraw_return_decline"

    def handle(self, turn: Turn) -> None:
        """The return goes on."""
        abandon(turn)
        turn.say("withdraw_return_declined")


def meant(turn: Turn, journey: str, *statuses: ReturnStatus) -> OrderCase | None:
    """The order whose return is meant: one said or talked about, else one whose return is in such a state, else one
    with any return: how that stands is the honest answer."""
    among = returns.orders_with_return(turn.desk, turn.who, *statuses)
    among = among or returns.orders_with_return(turn.desk, turn.who)
    if not among and not mentions_order(turn) and not turn.slot("focus"):
        turn.say("return_status_none_at_all", buttons=[intent_choice("return_item")])
        return None
    return resolve(turn, journey, among=among or None)


def tell_done(turn: Turn, done: Done) -> None:
    """The reply from the committed result."""
    facts = unpack(done.result)
    again = "again_" if done.repeated else ""
    turn.say(f"withdraw_return_{again}done", order=short(facts["order"]), request=facts["request"])


def say_changed(turn: Turn, journey: str) -> None:
    """Nothing was done; how the return stands."""
    turn.say(f"{journey}_changed")
    focus = turn.slot("focus")
    if focus:
        tell_status(turn, get(turn.desk, turn.who, str(focus)))
