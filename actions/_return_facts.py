"""Questions in the middle of a return, answered from its own facts: how much comes back, and who pays the postage."""

from __future__ import annotations

from dataclasses import replace

from actions._order import mentions_order
from actions._return_ask import postage, titles
from actions._return_draft import JOURNEY, chosen_case, look
from actions._turn import Turn
from actions._words import label, word
from orderdesk.model import ReturnKind
from orderdesk.services import returns
from orderdesk.services.returns import ReturnCheck, free_reasons


def tell_return_facts(turn: Turn) -> bool:
    """Whether a return is open, about which these facts were told; another order is another matter."""
    question = turn.slot("suspended") or turn.slot("question")
    case = chosen_case(turn) if question and question["journey"] == JOURNEY else None
    if case is None or mentions_order(turn):
        return False
    found = look(turn, case)
    if not found.decision.allowed:
        return False
    kind = found.ask.kind or ReturnKind.RETURN_AND_REFUND
    ask = replace(found.ask, kind=kind, line_ids=tuple(line.id for line in found.lines))
    told = returns.look(turn.desk, turn.who, case.order.id, ask)
    turn.say(
        f"returns_facts_{kind.value.lower()}",
        items=titles(found),
        refund=told.refund,
        method=case.order.payment_method,
        days=found.days,
        seller=case.seller.name,
        postage=_postage(turn, found),
    )
    return True


def _postage(turn: Turn, found: ReturnCheck) -> str:
    """Who pays; while the reason is open, for which reasons it is free."""
    if found.ask.reason is not None:
        return postage(found.free_label)
    free = [label("reason", code) for code in free_reasons(turn.desk, found)]
    return word("label_postage_depends").format(reasons="; ".join(free)) if free else postage(free=False)
