"""Evidence in words and as a button."""

from __future__ import annotations

from actions._format import items
from actions._turn import Choice, Turn
from actions._words import label, word
from nlu.payload import payload


def helpful(turn: Turn, codes: tuple[str, ...]) -> str:
    """What to bring, in a row."""
    return items([label("evidence", code) for code in codes], turn.customer)


def add_choice(order_id: str) -> Choice:
    """A button that adds something to the order's dispute."""
    return Choice(word("label_add_evidence"), payload("add_evidence", order=order_id), "add_evidence")
