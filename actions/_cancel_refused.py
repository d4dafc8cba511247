"""After a refused cancellation: which order it was, and the reason that a buyer gives then."""

from __future__ import annotations

from dataclasses import replace

from actions._cancel_ask import JOURNEY
from actions._format import short
from actions._offers import offer_ways
from actions._order import names_another
from actions._turn import Turn
from actions._words import has_word, label
from orderdesk.decision import Alternative, Decision
from orderdesk.model import OrderCase, OrderStatus
from orderdesk.services import cancel, returns
from orderdesk.services.find import get


def keep_refused(turn: Turn, order: str, lines: tuple[str, ...]) -> None:
    """Keep what was refused, unless another journey is open or waits."""
    if turn.slot("question") is None and turn.slot("suspended") is None:
        turn.remember(cancel_order=order, cancel_lines=list(lines) or None)


def hear_reason(turn: Turn) -> bool:
    """Answer a reason that is given after the no: it stands, and what works is offered again. Whether there was one."""
    code, case = turn.value("reason"), _refused(turn)
    if not isinstance(code, str) or case is None or names_another(turn, case):
        return False
    lines = tuple(turn.slot("cancel_lines") or ())
    decision = cancel.look(turn.desk, turn.who, case.order.id, lines).decision
    if decision.allowed or case.order.status is OrderStatus.CANCELLED:
        return False
    heard = label("heard", code if has_word(f"label_heard_{code}") else "other")
    turn.say("cancel_reason_heard", heard=heard, order=short(case.order.id))
    offer_ways(turn, JOURNEY, _told(turn, case, decision, code))
    return True


def _refused(turn: Turn) -> OrderCase | None:
    """The order that was refused, while it is the one talked about and nothing is asked."""
    number = turn.slot("cancel_order")
    if not number or turn.slot("question") or number != turn.slot("focus"):
        return None
    return get(turn.desk, turn.who, str(number))


def _told(turn: Turn, case: OrderCase, decision: Decision, code: str) -> Decision:
    """A return is not asked again for a reason that it has."""
    if code not in returns.reason_codes(turn.desk, case):
        return decision
    return replace(decision, alternatives=tuple(_because(one, code) for one in decision.alternatives))


def _because(one: Alternative, code: str) -> Alternative:
    return replace(one, facts={**one.facts, "reason": code}) if one.code == "return_item" else one
