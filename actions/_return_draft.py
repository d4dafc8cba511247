"""What the returns journey has gathered so far, and what the policy says to it."""

from __future__ import annotations

from actions._turn import Turn
from orderdesk.model import OrderCase, ReturnKind
from orderdesk.services import returns
from orderdesk.services.find import get
from orderdesk.services.returns import ReturnAsk

JOURNEY = "returns"

#: What the buyer's own words ask for, and the kinds that answer it. A plain "return" leaves it open.
WANTS: dict[str, tuple[ReturnKind, ...]] = {
    "exchange": (ReturnKind.REPLACEMENT,),
    "money": (ReturnKind.REFUND, ReturnKind.RETURN_AND_REFUND),
}


def wish(turn: Turn) -> str:
    """One of return, exchange, money, faulty."""
    return str(turn.slot("returns_wish") or "return")


def chosen_case(turn: Turn) -> OrderCase | None:
    """The order that the journey is about, once it is known."""
    number = turn.slot("returns_order")
    return get(turn.desk, turn.who, str(number)) if number else None


def look(turn: Turn, case: OrderCase, *, whole: bool = False) -> returns.ReturnCheck:
    """What the policy says to what has been gathered; `whole`: with all units that are left, whichever were chosen."""
    kind, lines = turn.slot("returns_kind"), () if whole else tuple(turn.slot("returns_lines") or ())
    ask = ReturnAsk(lines, ReturnKind(kind) if kind else None, turn.slot("returns_reason"))
    return returns.look(turn.desk, turn.who, case.order.id, ask, WANTS.get(wish(turn), ()))
