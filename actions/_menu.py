"""Buttons that say an intent."""

from __future__ import annotations

from actions._turn import Choice
from actions._words import label
from nlu.payload import payload

MENU = ("track_order", "cancel_order", "return_item", "refund_status", "talk_to_human")


def menu() -> list[Choice]:
    """What most people come for."""
    return [intent_choice(name) for name in MENU]


def intent_choice(name: str, sends: str | None = None) -> Choice:
    """A button with an intent's label; it sends the intent, or `sends`."""
    return Choice(label("intent", name), sends or payload(name), name)
