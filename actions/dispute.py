"""Opening a dispute: which order, about what, which items, what happened, a yes that names it, and the reply."""

from __future__ import annotations

from typing import Any

from actions._base import DeskAction
from actions._evidence import add_choice, helpful
from actions._format import short
from actions._items import Unclear, item_choices, items_meant
from actions._offers import offers, refuse
from actions._order import mentions_order, names_another, resolve
from actions._question import abandon, answer, ask, close_own, confirm, resume
from actions._turn import Turn
from actions._words import label, word
from orderdesk.errors import StaleAction
from orderdesk.facts import unpack
from orderdesk.model import Line, OrderCase
from orderdesk.services import dispute
from orderdesk.services.effect import Done
from orderdesk.services.find import get
from orderdesk.services.typed import cleaned

JOURNEY = "dispute"
ALL, NOTHING, GO_AHEAD = "all", "nothing", "go_ahead"


class DisputeStart(DeskAction):
    """ "Open a dispute", "I want to complain": begin, with whatever was said already."""

    action_name = "action_dispute_start"

    def handle(self, turn: Turn) -> None:
        """A new order, or another journey left open, starts afresh."""
        question = turn.slot("question")
        if mentions_order(turn) or not question or question["journey"] != JOURNEY:
            abandon(turn)
            turn.forget(JOURNEY)
        if about := _about_said(turn):
            turn.remember(dispute_about=about)
        take_order(turn)


class DisputeAnswer(DeskAction):
    """An answer to, or a correction of, what was asked about the dispute."""

    action_name = "action_dispute_answer"

    def handle(self, turn: Turn) -> None:
        """Typed words are the description; elsewhere another order starts afresh."""
        question = turn.slot("question") or {"name": "order"}
        case = _case(turn)
        if case is None or question["name"] == "order":
            return take_order(turn)
        if question["name"] == "text":
            return _take_text(turn, case)
        if names_another(turn, case):
            turn.remember(dispute_lines=None, dispute_about=_about_said(turn))
            return take_order(turn)
        return _take_details(turn, case, question["name"])


class DisputeSubmit(DeskAction):
    """The yes."""

    action_name = "action_dispute_submit"
    error_response = "outcome_unknown"

    def handle(self, turn: Turn) -> None:
        """Open it and say what the committed row says; if something moved on, look again."""
        try:
            done = dispute.submit(turn.desk, turn.who, str(turn.value("ref")))
        except StaleAction:
            turn.say("dispute_changed")
            case = _case(turn)
            return go_on(turn, case) if case else close_own(turn, JOURNEY)
        close_own(turn, JOURNEY)
        turn.forget(JOURNEY)
        tell_done(turn, done)
        resume(turn)
        return None


class DisputeDecline(DeskAction):
    """The no."""

    action_name = "action_dispute_decline"

    def handle(self, turn: Turn) -> None:
        """Nothing is opened, and that is said."""
        abandon(turn)
        turn.say("dispute_declined")


def take_order(turn: Turn) -> None:
    """Find the order, among those that a dispute could be about."""
    focus = turn.slot("focus")
    likely = (str(focus),) if focus else dispute.candidates(turn.desk, turn.who)
    case = resolve(turn, JOURNEY, among=likely)
    if case is None:
        return
    turn.remember(dispute_order=case.order.id, focus=case.order.id)
    go_on(turn, case)


def go_on(turn: Turn, case: OrderCase) -> None:
    """Refuse at once if the policy says no, else ask what is missing, else ask for the yes."""
    about = turn.slot("dispute_about")
    found = dispute.look(turn.desk, turn.who, case.order.id, about)
    if not found.abouts:
        return _refuse(turn, found)
    if about not in found.abouts:
        if len(found.abouts) > 1:
            return _ask_about(turn, found)
        turn.remember(dispute_about=found.abouts[0])
        return go_on(turn, case)
    if len(found.lines) > 1 and turn.slot("dispute_lines") is None:
        return _ask_items(turn, case, found.lines)
    if turn.slot("dispute_text") is None:
        return _ask_text(turn, found, about)
    lines = tuple(turn.slot("dispute_lines") or ()) if found.lines else ()
    checked = dispute.check(turn.desk, turn.who, case.order.id, about, lines, turn.slot("dispute_text"))
    return _ask_confirm(turn, checked, about, lines)


def tell_done(turn: Turn, done: Done) -> None:
    """The reply from the committed result; a repeated one is marked as already done."""
    facts = unpack(done.result)
    told: dict[str, Any] = {key: facts[key] for key in ("request", "seller", "decide_by", "evidence_by")}
    moment = "again_done" if done.repeated else "done"
    turn.say(f"dispute_{moment}", order=short(facts["order"]), buttons=[add_choice(facts["order"])], **told)


def _ask_about(turn: Turn, found: dispute.DisputeCheck) -> None:
    choices = [answer(JOURNEY, label("about", code), code) for code in found.abouts]
    ask(turn, JOURNEY, "about", "choice", choices=choices, order=short(found.case.order.id))


def _ask_items(turn: Turn, case: OrderCase, lines: tuple[Line, ...]) -> None:
    choices = [*item_choices(JOURNEY, lines, 0), answer(JOURNEY, word("label_all_items"), ALL)]
    ask(turn, JOURNEY, "lines", "lines", choices=choices, order=short(case.order.id))


def _ask_text(turn: Turn, found: dispute.DisputeCheck, about: str) -> None:
    skip = answer(JOURNEY, word("label_nothing_to_add"), NOTHING)
    facts: dict[str, Any] = {"order": short(found.case.order.id), "about": label("about", about).lower()}
    ask(turn, JOURNEY, "text", "text", choices=[skip], evidence=helpful(turn, found.evidence), **facts)


def _ask_confirm(turn: Turn, found: dispute.DisputeCheck, about: str, lines: tuple[str, ...]) -> None:
    if found.pending is None:
        return _refuse(turn, found)
    meant = found.case.lines_of(lines) or found.case.active_lines or found.case.lines
    return confirm(
        turn,
        JOURNEY,
        found.pending.id,
        order=short(found.case.order.id),
        items=tuple(line.title for line in meant),
        seller=found.case.seller.name,
        about=label("about", about).lower(),
        decide_by=found.decide_by,
    )


def _refuse(turn: Turn, found: dispute.DisputeCheck) -> None:
    """A no with reasons and what works instead; to one that is running, something can be added."""
    close_own(turn, JOURNEY)
    turn.forget(JOURNEY)
    if found.decision.rule != "dispute_open":
        return refuse(turn, JOURNEY, found.decision)
    turn.say("dispute_refused_dispute_open", **found.decision.reasons[0].facts)
    more = add_choice(found.case.order.id)
    return turn.say("offers", order=short(found.case.order.id), buttons=[more, *offers(found.decision)])


def _take_details(turn: Turn, case: OrderCase, asked: str) -> None:
    about = _about_said(turn)
    if about:
        turn.remember(dispute_about=about)
    if turn.value("choice") == ALL:
        turn.remember(dispute_lines=[line.id for line in dispute.look_lines(case)])
        return go_on(turn, case)
    try:
        lines = items_meant(turn, case) if asked != "about" or not about else None
    except Unclear as unclear:
        return _ask_items(turn, case, unclear.lines)
    if lines is not None:
        turn.remember(dispute_lines=list(lines))
    elif asked == "lines" and not about:
        return _ask_items(turn, case, dispute.look_lines(case))
    if asked == "about" and about is None and not turn.text.startswith("/"):
        turn.say("dispute_about_unclear")
    return go_on(turn, case)


def _take_text(turn: Turn, case: OrderCase) -> None:
    skipped = turn.value("choice") in (NOTHING, GO_AHEAD)
    typed = "" if skipped or turn.text.startswith("/") else cleaned(turn.text, dispute.TEXT_LENGTH)
    turn.remember(dispute_text=typed)
    go_on(turn, case)


def _about_said(turn: Turn) -> str | None:
    """What it is about, by a button or by the buyer's words."""
    named = [turn.value("about"), turn.value("choice"), *turn.values("reason")]
    return next((str(code) for code in named if code in dispute.ABOUTS), None)


def _case(turn: Turn) -> OrderCase | None:
    number = turn.slot("dispute_order")
    return get(turn.desk, turn.who, str(number)) if number else None
