"""What a message says about which order is meant: numbers, product words, days, its place in the row."""

from __future__ import annotations

import re

from actions._turn import Turn
from nlu.naming import is_product, names_product, says_when_bought
from orderdesk.services import find

ORDER_NUMBER = re.compile(r"5[78]\d{16}")  # "my tracking number is 57…": people call it that
PLACES = {"last": "last", "newest": "last", "latest": "last", "first": "first", "oldest": "first"}


def clues(turn: Turn) -> find.Clues:
    """What the message says about which order is meant. Typed payloads may hold anything, so types are checked."""
    places = [PLACES[value] for value in turn.values("ordinal") if isinstance(value, str) and value in PLACES]
    tracking = _text(turn, "tracking_number")
    called = tracking if tracking and ORDER_NUMBER.fullmatch(tracking) else None
    return find.Clues(
        number=_text(turn, "order_number") or called,
        ending=_text(turn, "order_suffix"),
        words=_product_words(turn),
        days=_days(turn),
        place=places[0] if places else None,
        tracking=tracking,
    )


def words(turn: Turn) -> tuple[str, ...]:
    """The product words of the message, each once."""
    named = [str(phrase) for phrase in turn.values("product_phrase") if is_product(str(phrase))]
    return tuple(dict.fromkeys(part for phrase in named for part in phrase.split()))


def other_number(turn: Turn) -> str | None:
    """What a number that is no order's looks like."""
    return next((kind for kind in ("phone_number", "malformed_number") if turn.value(kind)), None)


def _text(turn: Turn, entity: str) -> str | None:
    value = turn.value(entity)
    return value if isinstance(value, str) else None


def _days(turn: Turn) -> tuple[str, str] | None:
    """The days of buying; other days are no clue."""
    days = turn.value("date")
    if not isinstance(days, dict) or not {"from", "to"} <= days.keys():
        return None
    bought = turn.intent == "list_orders" or _is_bare(turn) or says_when_bought(turn.text)
    return (str(days["from"]), str(days["to"])) if bought else None


def _product_words(turn: Turn) -> tuple[str, ...]:
    """The words if they fit something the buyer bought, or clearly name a product; else they are just talk."""
    found = words(turn)
    if not found or turn.speaker is None:
        return found
    names = _is_bare(turn) and not turn.values("reason")  # "found it cheaper" says why, not what
    if names or names_product(turn.text, [str(one) for one in turn.values("product_phrase")]):
        return found
    return found if find.describes(turn.desk, turn.speaker, found) else ()


def _is_bare(turn: Turn) -> bool:
    """A message that only names something: an answer, or a bare reference."""
    return turn.intent == "inform" or turn.intent.startswith("answer_")
