"""What the cancel journey asks before it acts: which items, and the yes."""

from __future__ import annotations

from actions._cards import refund_card
from actions._format import day, short
from actions._items import item_choices
from actions._offers import refuse
from actions._question import answer, ask, confirm
from actions._turn import Turn
from actions._words import word
from orderdesk.decision import Outcome
from orderdesk.model import Line, OrderCase
from orderdesk.services import cancel

JOURNEY = "cancel"
SOME = "some"


def ask_confirm(turn: Turn, found: cancel.CancelCheck) -> None:
    """Ask for the yes, with what it does and what comes back; or refuse, if the policy says no after all."""
    if found.pending is None:
        return refuse(turn, JOURNEY, found.decision)
    kind = "seller" if found.decision.outcome is Outcome.ASK_SELLER else "now"
    if found.refund.amount == 0:
        kind = "unpaid"
    case = found.case
    part = "" if len(found.lines) == len(case.active_lines) else "items_"
    extra = [answer(JOURNEY, word("label_only_some"), SOME)] if _may_choose(turn, found) else []
    confirm(
        turn,
        JOURNEY,
        found.pending.id,
        more=extra,
        card=refund_card(
            turn, case, found.lines, found.refund, None if kind == "seller" else found.refund_by
        ),
        response=f"cancel_ask_confirm_{part}{kind}",
        yes="ask_seller" if kind == "seller" else None,
        order=short(case.order.id),
        items=tuple(line.title for line in found.lines),
        rest=tuple(line.title for line in case.active_lines if line not in found.lines),
        refund=found.refund,
        method=case.order.payment_method,
        refund_by=day(found.refund_by, turn.customer),
        answer_by=found.answer_by,
        seller=case.seller.name,
        deadline=found.decision.deadline,
    )
    return None


def ask_items(turn: Turn, case: OrderCase, lines: tuple[Line, ...]) -> None:
    """Ask which of these lines are meant."""
    turn.remember(cancel_order=case.order.id)
    choices = item_choices(JOURNEY, lines, len(case.active_lines))
    ask(turn, JOURNEY, "lines", "lines", choices=choices, order=short(case.order.id))


def _may_choose(turn: Turn, found: cancel.CancelCheck) -> bool:
    several = len(found.case.active_lines) > 1 and len(found.lines) == len(found.case.active_lines)
    return several and turn.desk.terms(found.case.order.market).flag("cancel.single_lines")
