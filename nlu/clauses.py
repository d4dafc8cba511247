"""The requests in one message, and the turn in which to deal with them. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

BREAKS = re.compile(
    r"\s*(?:[.?!;]+\s+|\s(?:and|also|plus|then|btw|by the way|&)\s|,\s*(?:and|also|then|plus)\s)\s*", re.I
)
LONGEST = 300  # characters; a longer message is a story, not a list of wishes
WORDS = 3  # fewer are no request
MOST = 3
CLEAR = 0.6  # confidence from which a clause is a request of its own

#: Requests that can stand beside each other, by what they are about; two of one group are one wish in two sentences.
GROUPS = {
    "track_order": "track",
    "delivery_eta": "track",
    "delivery_problem": "track",
    "list_orders": "list",
    "ask_cancellation_policy": "cancel",
    "how_to_cancel": "cancel",
    "cancel_status": "cancel",
    "cancel_order": "cancel",
    "refund_status": "refund",
    "get_refund": "refund",
    "ask_return_policy": "return",
    "return_status": "return",
    "return_item": "return",
    "exchange_item": "return",
    "change_order": "change",
    "contact_seller": "seller",
    "seller_status": "seller",
    "open_dispute": "dispute",
    "dispute_status": "dispute",
    "talk_to_human": "person",
}
#: Of these, what begins something with an effect: dealt with last.
EFFECTS = frozenset(
    {
        "cancel_order",
        "return_item",
        "exchange_item",
        "get_refund",
        "contact_seller",
        "open_dispute",
        "talk_to_human",
    }
)


@dataclass(frozen=True)
class Asked:
    """A request: its words, intent, confidence and Rasa entities."""

    text: str
    intent: str
    confidence: float
    entities: tuple[Mapping[str, Any], ...] = ()

    def as_value(self) -> dict[str, Any]:
        """What an entity can carry."""
        entities = [{"entity": one["entity"], "value": one["value"]} for one in self.entities]
        return {"text": self.text, "intent": self.intent, "entities": entities}


def clauses(text: str) -> list[str]:
    """The clauses of a message that could be requests of their own; none where there is only one."""
    if len(text) > LONGEST or text.startswith("/"):
        return []
    parts = [part.strip() for part in BREAKS.split(text)]
    long_enough = [part for part in parts if len(part.split()) >= WORDS]
    return long_enough if 1 < len(long_enough) <= MOST else []


def in_turn(whole: Asked, parts: Sequence[Asked]) -> list[Asked]:
    """The requests of a message, look-ups first; empty where it is one request (or none is clear)."""
    clear = [one for one in parts if one.intent in GROUPS and one.confidence >= CLEAR]
    by_group = {GROUPS[one.intent]: one for one in reversed(clear)}
    if len(by_group) < 2 or len(clear) < len(parts) or not _fits(whole, by_group):
        return []
    chosen = [one for one in clear if by_group[GROUPS[one.intent]] is one]
    return sorted(chosen, key=lambda one: one.intent in EFFECTS)


def _fits(whole: Asked, groups: Mapping[str, Asked]) -> bool:
    """Whether the whole message means one of its clauses, or (torn between them) nothing clear."""
    return whole.intent == "nlu_fallback" or GROUPS.get(whole.intent) in groups
