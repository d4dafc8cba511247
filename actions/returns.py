"""The returns journey: which order, which items, why, what for; a yes that names it; a reply from the committed row."""

from __future__ import annotations

from actions._base import DeskAction
from actions._format import short
from actions._items import Unclear, lines_asked
from actions._offers import offers, refuse, say_reasons
from actions._order import names_another, resolve
from actions._question import abandon, close_own, resume
from actions._rating import ask_rating
from actions._return_ask import NAMES, SOME, ask_confirm, ask_items, ask_kind, ask_reason, postage
from actions._return_draft import JOURNEY, chosen_case, look, wish
from actions._return_hear import (
    FAULTY,
    going_on,
    hear_first_wish,
    hear_items,
    hear_kind,
    hear_note,
    hear_other_wish,
    hear_reason,
)
from actions._turn import Turn
from actions._words import label
from actions.refund import tell_refunds
from actions.return_questions import sent_choice, tell_status
from orderdesk.errors import StaleAction
from orderdesk.facts import unpack
from orderdesk.model import OrderCase, ReturnKind, ReturnStatus
from orderdesk.services import returns
from orderdesk.services.effect import Done

#: Refusals that a look at the refunds answers better when it was money that was asked for.
MONEY_IS_BACK = ("return_order_cancelled", "already_returned", "return_item_cancelled")
#: "How do I send it back" sounds like a new wish; where the parcel is waited for, the label is the answer.
UNDER_WAY = "return_under_way"


class ReturnStart(DeskAction):
    """ "Return it", "exchange it", "I want my money back": begin, with whatever was said already."""

    action_name = "action_returns_start"

    def handle(self, turn: Turn) -> None:
        """A new order (or another journey left open) starts afresh; said in between, it is a correction."""
        case = going_on(turn)
        if case is not None:
            asked = turn.slot("question")["name"]
            hear_other_wish(turn, asked)
            return take_details(turn, case, asked)
        abandon(turn)
        turn.forget(JOURNEY)
        hear_first_wish(turn)
        return take_order(turn)


class ReturnAnswer(DeskAction):
    """An answer to, or a correction of, what the returns journey asked."""

    action_name = "action_returns_answer"

    def handle(self, turn: Turn) -> None:
        """Another order starts with its own items; reasons and button presses go on."""
        question = turn.slot("question") or {"name": "order"}
        case = chosen_case(turn)
        if case is None or question["name"] == "order" or names_another(turn, case):
            turn.remember(returns_lines=None)
            return take_order(turn)
        if turn.value("choice") == SOME:
            return ask_items(turn, case, look(turn, case, whole=True).lines)
        return take_details(turn, case, question["name"])


class ReturnSubmit(DeskAction):
    """The yes."""

    action_name = "action_returns_submit"
    error_response = "outcome_unknown"

    def handle(self, turn: Turn) -> None:
        """Do it and say what the committed row says; if the state moved on, look again and ask again."""
        try:
            done = returns.submit(turn.desk, turn.who, str(turn.value("ref")))
        except StaleAction:
            return _look_again(turn)
        close_own(turn, JOURNEY)
        turn.forget(JOURNEY)
        tell_done(turn, done)
        ask_rating(turn, done)
        resume(turn)
        return None


class ReturnDecline(DeskAction):
    """The no."""

    action_name = "action_returns_decline"

    def handle(self, turn: Turn) -> None:
        """Nothing happens, and is said to have not happened."""
        abandon(turn)
        turn.say("returns_declined")


def take_order(turn: Turn) -> None:
    """Find the order, then see what may be done with it."""
    focus = turn.slot("focus")
    possible = returns.candidates(turn.desk, turn.who, money=wish(turn) == "money")
    likely = (str(focus),) if focus else possible
    case = resolve(turn, JOURNEY, among=likely)
    if case is None:
        return
    turn.remember(returns_order=case.order.id, focus=case.order.id)
    take_details(turn, case, "order")


def take_details(turn: Turn, case: OrderCase, asked: str) -> None:
    """Take items, reason and kind from the message, then ask for what is missing."""
    understood = [hear_kind(turn), hear_reason(turn, case)]
    offered = lines_asked(turn, case) if asked == "lines" else look(turn, case, whole=True).lines
    try:
        lines = hear_items(turn, case, asked, offered)
    except Unclear as unclear:
        return ask_items(turn, case, unclear.lines)
    if lines is not None:
        turn.remember(returns_lines=list(lines))
        understood.append(True)
    elif asked == "lines" and turn.intent.startswith("answer_"):
        return ask_items(turn, case, offered)
    noted = asked == "reason" and turn.intent.startswith("answer_") and hear_note(turn)
    return go_on(turn, case, again=noted and not any(understood))


def go_on(turn: Turn, case: OrderCase, *, again: bool = False) -> None:
    """Refuse at once if the policy says no, else ask what is missing, else ask for the yes."""
    found = look(turn, case)
    if not found.decision.allowed and (faults := _faults(turn, found)):
        return ask_reason(turn, found, faults, again=again)
    if not found.decision.allowed:
        return _refuse(turn, found)
    late = len(found.reasons) == 1
    if len(found.lines) > 1 and turn.slot("returns_lines") is None and not late:
        return ask_items(turn, case, found.lines)
    if found.ask.reason is None:
        return ask_reason(turn, found, found.reasons, again=again)
    _say_dropped_kind(turn, found)
    if found.ask.kind is None:
        return ask_kind(turn, found)
    note = str(turn.slot("returns_note") or "")
    checked = returns.check(turn.desk, turn.who, case.order.id, found.ask, note)
    return ask_confirm(turn, checked, may_choose=late and len(found.lines) > 1)


def tell_done(turn: Turn, done: Done) -> None:
    """The reply from the committed result; a repeated one is marked as already done."""
    facts = dict(unpack(done.result))
    facts |= {"order": short(facts["order"]), "postage": postage(facts["free_label"])}
    kind = NAMES[ReturnKind(facts["kind"])]
    if done.repeated:
        turn.say("returns_again_done", **facts)
    if facts["outcome"] == "requested":
        return turn.say(f"returns_requested_{kind}", **facts)
    turn.say(f"returns_done_{kind}", **facts)
    if facts["outcome"] == "approved":
        turn.say("returns_done_label", **facts)
        turn.say(f"returns_done_{kind}_next", buttons=[sent_choice(done.order_id)], **facts)
    return None


def _look_again(turn: Turn) -> None:
    """A yes that came too late; one that belongs to a question which was left long ago disturbs nothing."""
    case = chosen_case(turn)
    if case is None:
        turn.say("error_stale_action")
        resume(turn)
    else:
        turn.say("returns_changed")
        go_on(turn, case)


def _faults(turn: Turn, found: returns.ReturnCheck) -> tuple[str, ...]:
    """What may be wrong with it, for somebody who said that something is, but not yet what."""
    if wish(turn) != FAULTY or found.ask.reason is not None:
        return ()
    return returns.fault_reasons(turn.desk, turn.who, found.case.order.id, found.ask.line_ids)


def _refuse(turn: Turn, found: returns.ReturnCheck) -> None:
    """A no, with reasons and what works instead; for money that is back already, where it is."""
    close_own(turn, JOURNEY)
    for_money = wish(turn) == "money"
    turn.forget(JOURNEY)
    if for_money and found.decision.rule in MONEY_IS_BACK and found.case.refunds:
        return tell_refunds(turn, found.case)
    if (
        for_money
        and "cancel_order" in [one.code for one in found.decision.alternatives]
        and found.case.payment
    ):
        order = short(found.case.order.id)
        return turn.say("returns_money_by_cancelling", order=order, buttons=offers(found.decision))
    if found.decision.rule == UNDER_WAY and _is_to_be_sent(found.case):
        say_reasons(turn, JOURNEY, found.decision)
        return tell_status(turn, found.case)
    return refuse(turn, JOURNEY, found.decision)


def _is_to_be_sent(case: OrderCase) -> bool:
    return case.live_return is not None and case.live_return.status is ReturnStatus.AWAITING_BUYER_SHIP


def _say_dropped_kind(turn: Turn, found: returns.ReturnCheck) -> None:
    """A kind that was chosen before the reason was changed may not go with the new one."""
    kind = turn.slot("returns_kind")
    if kind and (found.ask.kind is None or found.ask.kind.value != kind):
        turn.remember(returns_kind=None)
        turn.say("returns_kind_changed", kind=label("kind", str(kind)))
