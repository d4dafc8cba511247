"""The questions of the returns journey."""

from __future__ import annotations

from actions._cards import refund_card
from actions._format import short
from actions._items import item_choices
from actions._offers import refuse
from actions._question import answer, ask, confirm
from actions._return_draft import JOURNEY, wish
from actions._return_hear import ALL
from actions._turn import Turn
from actions._words import label, word
from orderdesk.decision import Outcome
from orderdesk.model import Line, OrderCase, ReturnKind
from orderdesk.services.returns import ReturnCheck

SOME = "some"
NAMES = {
    ReturnKind.REFUND: "refund",
    ReturnKind.RETURN_AND_REFUND: "return",
    ReturnKind.REPLACEMENT: "replacement",
}


def ask_items(turn: Turn, case: OrderCase, lines: tuple[Line, ...]) -> None:
    """Which of these units?"""
    choices = item_choices(JOURNEY, lines, 0)
    if len({line.title for line in lines}) > 1:
        choices.append(answer(JOURNEY, word("label_all_returnable"), ALL))
    ask(turn, JOURNEY, "lines", "lines", choices=choices, order=short(case.order.id))


def ask_reason(turn: Turn, found: ReturnCheck, reasons: tuple[str, ...], *, again: bool = False) -> None:
    """Why? In the words of the order's market."""
    choices = [answer(JOURNEY, label("reason", code), code) for code in reasons]
    response = "returns_ask_reason_again" if again else "returns_ask_reason"
    order, items = short(found.case.order.id), titles(found)
    ask(turn, JOURNEY, "reason", "choice", choices=choices, response=response, order=order, items=items)


def ask_kind(turn: Turn, found: ReturnCheck) -> None:
    """Money, money for sending it back, or another one: what the reason allows."""
    _no_replacement(turn, found)
    choices = [answer(JOURNEY, label("kind", kind.value), kind.value) for kind in found.kinds]
    ask(turn, JOURNEY, "kind", "choice", choices=choices, items=titles(found))


def ask_confirm(turn: Turn, found: ReturnCheck, *, may_choose: bool) -> None:
    """A yes that names order, items, money and times."""
    if found.pending is None or found.ask.kind is None:
        return refuse(turn, JOURNEY, found.decision)
    if found.ask.kind is not ReturnKind.REPLACEMENT:
        _no_replacement(turn, found)
    moment = "seller" if found.decision.outcome is Outcome.ASK_SELLER else "now"
    return confirm(
        turn,
        JOURNEY,
        found.pending.id,
        more=[answer(JOURNEY, word("label_only_some"), SOME)] if may_choose else [],
        card=refund_card(turn, found.case, found.lines, found.refund, None),
        response=f"returns_ask_confirm_{NAMES[found.ask.kind]}_{moment}",
        order=short(found.case.order.id),
        items=titles(found),
        refund=found.refund,
        method=found.case.order.payment_method,
        days=found.days,
        answer_by=found.answer_by,
        ship_by=found.ship_by,
        seller=found.case.seller.name,
        postage=postage(found.free_label),
    )


def titles(found: ReturnCheck) -> tuple[str, ...]:
    """What is meant, by title."""
    return tuple(line.title for line in found.lines)


def postage(free: bool) -> str:
    """Who pays for the way back, in words."""
    return word("label_postage_free" if free else "label_postage_yours")


def _no_replacement(turn: Turn, found: ReturnCheck) -> None:
    if wish(turn) == "exchange" and ReturnKind.REPLACEMENT not in found.kinds:
        turn.say("returns_no_replacement")
