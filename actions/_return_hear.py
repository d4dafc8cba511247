"""What a message says about a return: the wish, the items, the reason, the kind."""

from __future__ import annotations

from actions._clues import words
from actions._items import items_counted, items_meant
from actions._order import names_another
from actions._return_draft import JOURNEY, chosen_case
from actions._turn import Turn
from orderdesk.model import Line, OrderCase, ReturnKind
from orderdesk.services.find import lines_named
from orderdesk.services.returns import reason_codes

ALL, FAULTY = "all", "faulty"
WISHES = {"return_item": "return", "exchange_item": "exchange", "get_refund": "money"}
KINDS = {kind.value for kind in ReturnKind}


def going_on(turn: Turn) -> OrderCase | None:
    """The order of the journey that is open, unless the message turns to another one."""
    question = turn.slot("question")
    if not question or question["journey"] != JOURNEY:
        return None
    case = chosen_case(turn)
    return None if case is None or names_another(turn, case) else case


def hear_first_wish(turn: Turn) -> None:
    """What is asked for, by the intent, with what the message says besides."""
    said = FAULTY if turn.value("choice") == FAULTY else WISHES.get(turn.intent, "return")
    turn.remember(
        returns_wish=said, returns_words=list(words(turn)) or None, returns_reason=turn.value("reason")
    )


def hear_other_wish(turn: Turn, asked: str) -> None:
    """The same said in between: where kinds have been spoken of, "return it" means sending it back for money."""
    said = WISHES.get(turn.intent, "return")
    if said != "return":
        turn.remember(returns_wish=said, returns_kind=None)
    elif asked in ("kind", "confirm"):
        turn.remember(returns_kind=ReturnKind.RETURN_AND_REFUND.value)
    elif turn.slot("returns_wish") != FAULTY:
        turn.remember(returns_wish=said)


def hear_items(turn: Turn, case: OrderCase, asked: str, offered: tuple[Line, ...]) -> tuple[str, ...] | None:
    """The ids of the units meant, None when none are named. Raises Unclear. "All" is all that is on offer."""
    if turn.value("choice") == ALL:
        return tuple(line.id for line in offered)
    if turn.value("quantity") and not words(turn) and not turn.value("excluded"):
        return items_counted(turn, offered)
    said = items_meant(turn, case)
    if said is None and asked == "order" and turn.slot("returns_words"):
        named = lines_named(case, turn.slot("returns_words"))
        return named if len(named) == 1 else None
    return said


def hear_reason(turn: Turn, case: OrderCase) -> bool:
    """Take a reason, in a button or in words. Whether there was one."""
    codes = reason_codes(turn.desk, case)
    named = [code for code in (turn.value("choice"), *turn.values("reason")) if code in codes]
    if named:
        turn.remember(returns_reason=named[0])
    return bool(named)


def hear_kind(turn: Turn) -> bool:
    """Take a kind from a button. Whether there was one."""
    given = turn.value("choice")
    if given in KINDS:
        turn.remember(returns_kind=given)
    return given in KINDS


def hear_note(turn: Turn) -> bool:
    """Keep the buyer's own words about the reason, for the seller. Whether any were typed."""
    typed = "" if turn.text.startswith("/") else turn.text
    if typed.strip():
        turn.remember(returns_note=typed)
    return bool(typed.strip())
