"""Writing to the seller: which order, about what, a draft that can be changed, a yes that names both, and the reply."""

from __future__ import annotations

from typing import Any

from actions._base import DeskAction
from actions._cards import thread_card
from actions._format import items, short
from actions._offers import refuse
from actions._order import mentions_order, names_another, resolve
from actions._question import abandon, answer, ask, close_own, confirm, resume
from actions._turn import Turn
from actions._words import label, word
from orderdesk.errors import StaleAction
from orderdesk.facts import unpack
from orderdesk.model import OrderCase
from orderdesk.services import seller
from orderdesk.services.effect import Done
from orderdesk.services.find import get
from orderdesk.services.typed import cleaned

JOURNEY = "seller"
TEXT, QUESTION, GO_AHEAD = "text", "question", "go_ahead"
#: Topics that a buyer names in the words of other journeys.
SAID = {
    "damaged": "damaged",
    "wrong_item": "wrong_item",
    "not_received": "where_is_it",
    "wrong_address": "change_address",
}


class SellerStart(DeskAction):
    """ "Message the seller": begin, with whatever was said already."""

    action_name = "action_seller_start"

    def handle(self, turn: Turn) -> None:
        """A new order, or another journey left open, starts afresh."""
        question = turn.slot("question")
        if mentions_order(turn) or not question or question["journey"] != JOURNEY:
            abandon(turn)
            turn.forget(JOURNEY)
        if said := _topic_said(turn):
            turn.remember(seller_topic=said)
        take_order(turn)


class SellerAnswer(DeskAction):
    """An answer to, or a correction of, what was asked about the message."""

    action_name = "action_seller_answer"

    def handle(self, turn: Turn) -> None:
        """Typed text is the message; elsewhere another order starts afresh, and topics and buttons go on."""
        question = turn.slot("question") or {"name": "order"}
        case = _case(turn)
        if case is None or question["name"] == "order":
            return take_order(turn)
        if turn.value("choice") == GO_AHEAD:
            return go_on(turn, case)
        if question["name"] == TEXT:
            return _take_text(turn, case)
        if names_another(turn, case):
            turn.remember(seller_text=None)
            return take_order(turn)
        return _take_choice(turn, case, question["name"])


class SellerSubmit(DeskAction):
    """The yes."""

    action_name = "action_seller_submit"
    error_response = "outcome_unknown"

    def handle(self, turn: Turn) -> None:
        """Send it and say what the committed row says; if something moved on, look again."""
        try:
            done = seller.submit(turn.desk, turn.who, str(turn.value("ref")))
        except StaleAction:
            turn.say("seller_changed")
            case = _case(turn)
            return go_on(turn, case) if case else close_own(turn, JOURNEY)
        close_own(turn, JOURNEY)
        turn.forget(JOURNEY)
        tell_done(turn, done)
        resume(turn)
        return None


class SellerDecline(DeskAction):
    """The no."""

    action_name = "action_seller_decline"

    def handle(self, turn: Turn) -> None:
        """Nothing is sent, and that is said."""
        abandon(turn)
        turn.say("seller_declined")


def take_order(turn: Turn) -> None:
    """Find the order whose seller is meant."""
    case = resolve(turn, JOURNEY)
    if case is None:
        return
    turn.remember(seller_order=case.order.id, focus=case.order.id)
    go_on(turn, case)


def go_on(turn: Turn, case: OrderCase) -> None:
    """Refuse at once if the policy says no, else ask what is missing, else ask for the yes."""
    found = seller.look(turn.desk, turn.who, case.order.id)
    if not found.decision.allowed:
        close_own(turn, JOURNEY)
        turn.forget(JOURNEY)
        return refuse(turn, JOURNEY, found.decision)
    topic = turn.slot("seller_topic")
    if topic not in found.topics:
        choices = [answer(JOURNEY, label("topic", code), code) for code in found.topics]
        return ask(turn, JOURNEY, "topic", "choice", choices=choices, **_named(case))
    words = turn.slot("seller_text") or _draft(turn, case, topic)
    return _ask_confirm(turn, case, topic, words) if words else _ask_text(turn, case)


def tell_done(turn: Turn, done: Done) -> None:
    """The reply from the committed result; a repeated one is marked as already done."""
    facts = unpack(done.result)
    told = {key: facts[key] for key in ("request", "seller", "answer_by")}
    card = thread_card(turn, get(turn.desk, turn.who, facts["order"]))
    name = "seller_again_done" if done.repeated else "seller_done"
    turn.say(name, order=short(facts["order"]), card=card, **told)


def _ask_confirm(turn: Turn, case: OrderCase, topic: str, words: str) -> None:
    found = seller.check(turn.desk, turn.who, case.order.id, topic, words)
    if found.pending is None:
        return refuse(turn, JOURNEY, found.decision)
    change = answer(JOURNEY, word("label_change_text"), TEXT)
    return confirm(
        turn,
        JOURNEY,
        found.pending.id,
        more=[change],
        words=found.text,
        answer_by=found.answer_by,
        **_named(case),
    )


def _ask_text(turn: Turn, case: OrderCase) -> None:
    ask(turn, JOURNEY, TEXT, "text", limit=str(seller.TEXT_LENGTH), **_named(case))


def _take_text(turn: Turn, case: OrderCase) -> None:
    typed = "" if turn.text.startswith("/") else cleaned(turn.text, len(turn.text))
    if not typed:
        return _ask_text(turn, case)
    if len(typed) > seller.TEXT_LENGTH:
        turn.say("seller_text_cut", limit=str(seller.TEXT_LENGTH))
    turn.remember(seller_text=typed[: seller.TEXT_LENGTH])
    return go_on(turn, case)


def _take_choice(turn: Turn, case: OrderCase, asked: str) -> None:
    if turn.value("choice") == TEXT:
        return _ask_text(turn, case)
    said = _topic_said(turn)
    if said:
        turn.remember(seller_topic=said, seller_text=None)
    elif asked == "topic" and not turn.text.startswith("/"):
        turn.remember(seller_topic=QUESTION, seller_text=cleaned(turn.text, seller.TEXT_LENGTH) or None)
    else:
        return _ask_text(turn, case)
    return go_on(turn, case)


def _topic_said(turn: Turn) -> str | None:
    """What the message is to be about, by a button or by the buyer's words."""
    named = [turn.value("topic"), turn.value("choice"), *(SAID.get(code) for code in turn.values("reason"))]
    known = set(seller.TOPICS)
    return next((str(code) for code in named if code in known), None)


def _draft(turn: Turn, case: OrderCase, topic: str) -> str:
    """A message from the situation; a question is the buyer's own to write."""
    if topic == QUESTION:
        return ""
    titles = items([line.title for line in case.active_lines or case.lines], turn.customer)
    return word(f"seller_draft_{topic}").format(order=case.order.id, items=titles)


def _named(case: OrderCase) -> dict[str, Any]:
    return {"order": short(case.order.id), "seller": case.seller.name}


def _case(turn: Turn) -> OrderCase | None:
    number = turn.slot("seller_order")
    return get(turn.desk, turn.who, str(number)) if number else None
