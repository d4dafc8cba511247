"""The cancel journey: which order, which items, why, a yes that names it, and a reply made from the committed row."""

from __future__ import annotations

from actions._base import DeskAction
from actions._cancel_ask import JOURNEY, SOME, ask_confirm, ask_items
from actions._cancel_refused import keep_refused
from actions._format import day, short
from actions._items import Unclear, items_meant, lines_asked
from actions._offers import refuse
from actions._order import mentions_order, names_another, pick, resolve
from actions._question import abandon, answer, ask, close, close_own, resume
from actions._rating import ask_rating
from actions._several import offer_rest, several
from actions._turn import Turn
from actions._words import label
from nlu.naming import points_back
from orderdesk.errors import StaleAction
from orderdesk.facts import unpack
from orderdesk.model import OrderCase
from orderdesk.services import cancel
from orderdesk.services.effect import Done
from orderdesk.services.find import get


class CancelStart(DeskAction):
    """ "Cancel my order": begin, with whatever was said already."""

    action_name = "action_cancel_start"

    def handle(self, turn: Turn) -> None:
        """A new order (or another journey left open) starts afresh."""
        question = turn.slot("question")
        if mentions_order(turn) or not question or question["journey"] != JOURNEY:
            abandon(turn)
            turn.forget(JOURNEY)
        take_order(turn)


class CancelAnswer(DeskAction):
    """An answer to, or a correction of, what the cancel journey asked."""

    action_name = "action_cancel_answer"

    def handle(self, turn: Turn) -> None:
        """Another order starts afresh; items, reasons and button presses go on."""
        question = turn.slot("question") or {"name": "order"}
        case = _case(turn)
        if case is None or question["name"] == "order" or names_another(turn, case):
            turn.remember(cancel_lines=None)
            _note_reason(turn)
            return take_order(turn)
        if turn.value("choice") == SOME:
            return ask_items(turn, case, case.active_lines)
        return take_details(turn, case, question["name"])


class CancelSubmit(DeskAction):
    """The yes."""

    action_name = "action_cancel_submit"
    error_response = "outcome_unknown"

    def handle(self, turn: Turn) -> None:
        """Do it and say what the committed row says; if the state moved on, look again and ask again."""
        ref = str(turn.value("ref"))
        try:
            done = cancel.submit(turn.desk, turn.who, ref)
        except StaleAction:
            turn.say("cancel_changed")
            case = _case(turn)
            return _check(turn, case) if case else close_own(turn, JOURNEY)
        reason = turn.slot("cancel_reason")
        close_own(turn, JOURNEY)
        turn.forget(JOURNEY)
        tell_done(turn, done)
        if not offer_rest(turn, reason):
            ask_rating(turn, done)
        resume(turn)
        return None


class CancelDecline(DeskAction):
    """The no."""

    action_name = "action_cancel_decline"

    def handle(self, turn: Turn) -> None:
        """Nothing happens, and is said to have not happened."""
        left = turn.slot("cancel_order")
        abandon(turn)
        turn.say("cancel_declined")
        turn.remember(several=[one for one in turn.slot("several") or () if one != left] or None)
        offer_rest(turn, None)


def take_order(turn: Turn) -> None:
    """Find the order, refuse at once if the policy says no, else go on to items and reason."""
    if orders := several(turn):
        return _one_by_one(turn, orders)
    if said := _said_reason(turn):
        turn.remember(cancel_reason=said)
    case = _meant(turn)
    if case is None:
        return None
    turn.remember(cancel_order=case.order.id, focus=case.order.id)
    return take_details(turn, case, "order")


def _meant(turn: Turn) -> OrderCase | None:
    if turn.intent == "cancel_order" and not mentions_order(turn) and _likely(turn) == ():
        return pick(turn, JOURNEY, "cancel_ask_order_none")
    return resolve(turn, JOURNEY, among=lambda: _likely(turn))


def _said_reason(turn: Turn) -> str | None:
    """A reason that is given before the order is known; it is not asked for again."""
    codes = cancel.reasons(turn.desk, turn.who.customer.market)
    return next((str(code) for code in turn.values("reason") if code in codes), None)


def _note_reason(turn: Turn) -> None:
    """Why, in answer to "which order?", is no wrong answer: noted, and the question asked afresh."""
    code = _said_reason(turn)
    if code and not mentions_order(turn):
        close(turn)
        turn.say("cancel_reason_noted", reason=label("reason", code))


def _one_by_one(turn: Turn, orders: tuple[str, ...]) -> None:
    """Begin with the newest; where fewer are meant than there are, ask with which."""
    count = turn.value("quantity")["count"]
    if count not in ("all", len(orders)):
        turn.say("cancel_one_at_a_time")
        resolve(turn, JOURNEY, among=orders)
        return None
    case = get(turn.desk, turn.who, orders[0])
    turn.remember(several=list(orders), cancel_order=case.order.id, focus=case.order.id, cancel_lines=None)
    turn.remember(cancel_reason=_reason(turn, case, "order"))
    turn.say("cancel_one_by_one", count=len(orders), order=short(case.order.id))
    return _check(turn, case)


def _likely(turn: Turn) -> tuple[str, ...] | None:
    """Where no order is named: "it" is the one talked about, "my order" one that can be cancelled."""
    if turn.slot("focus") and points_back(turn.text):
        return None
    return cancel.cancellable(turn.desk, turn.who)


def take_details(turn: Turn, case: OrderCase, asked: str) -> None:
    """Take items and a reason from the message, then ask for what is missing."""
    try:
        lines = items_meant(turn, case)
    except Unclear as unclear:
        return ask_items(turn, case, unclear.lines)
    if lines is not None:
        turn.remember(cancel_lines=list(lines))
    offered = lines_asked(turn, case) if asked == "lines" else ()
    reason = _reason(turn, case, asked)
    if reason:
        turn.remember(cancel_reason=reason)
    if asked == "lines" and lines is None:
        return ask_items(turn, case, offered or case.active_lines)
    return _check(turn, case)


def tell_done(turn: Turn, done: Done) -> None:
    """The reply from the committed result; a repeated one is marked as already done."""
    facts = dict(unpack(done.result))
    moment = {"cancelled": "done", "requested": "requested"}[facts["outcome"]]
    moment += "" if facts["whole_order"] else "_items"
    moment += "_unpaid" if facts["outcome"] == "cancelled" and facts["refund"].amount == 0 else ""
    again = "again_" if done.repeated else ""
    told = {key: facts[key] for key in ("request", "items", "refund", "method", "seller")}
    told["refund_by"] = day(facts["refund_by"], turn.customer)
    turn.say(f"cancel_{again}{moment}", order=short(facts["order"]), answer_by=facts.get("answer_by"), **told)


def _check(turn: Turn, case: OrderCase) -> None:
    lines = tuple(turn.slot("cancel_lines") or ())
    found = cancel.look(turn.desk, turn.who, case.order.id, lines)
    if not found.decision.allowed:
        close_own(turn, JOURNEY)
        turn.forget(JOURNEY)
        keep_refused(turn, case.order.id, lines)
        return refuse(turn, JOURNEY, found.decision)
    reason = turn.slot("cancel_reason")
    if reason is None:
        codes = cancel.reasons(turn.desk, case.order.market)
        choices = [answer(JOURNEY, label("reason", code), code) for code in codes]
        return ask(turn, JOURNEY, "reason", "choice", choices=choices, order=short(case.order.id))
    return ask_confirm(turn, cancel.check(turn.desk, turn.who, case.order.id, lines, reason))


def _reason(turn: Turn, case: OrderCase, asked: str) -> str | None:
    codes = cancel.reasons(turn.desk, case.order.market)
    named = [code for code in [turn.value("choice"), *turn.values("reason")] if code in codes]
    if named:
        return str(named[0])
    return "other" if asked == "reason" and turn.text and not turn.text.startswith("/") else None


def _case(turn: Turn) -> OrderCase | None:
    number = turn.slot("cancel_order")
    return get(turn.desk, turn.who, str(number)) if number else None
