"""A line of the log as what TikTok Shop's chat can show: texts of at most 2,000 characters, and cards."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.channels.undeliverable import split
from gateway.channels.words import told
from orderdesk.model import SentMessage

LONGEST = 2000
RETURNS = "/return_item"


@dataclass(frozen=True)
class Part:
    """One message of the platform's."""

    type: str
    content: Mapping[str, Any]


def parts(line: SentMessage, group: int) -> list[Part]:
    """Text first, then at most one card. `group`: how many buttons were numbered before in the same answer."""
    found = [Part("TEXT", {"content": piece}) for piece in split(_text(line, group), LONGEST)]
    card = line.card or {}
    if card.get("type") == "order" and card.get("order"):
        found.append(Part("ORDER_CARD", {"order_id": str(card["order"])}))
    elif order := _returnable(line):
        found.append(Part("RETURN_REFUND_CARD", {"order_id": order}))
    return found


def _text(line: SentMessage, group: int) -> str:
    text = told("sign_in_tiktok_shop") if (line.card or {}).get("type") == "sign_in" else line.text
    if not line.buttons:
        return text
    menu = [f"{number}. {one['label']}" for number, one in enumerate(line.buttons, group + 1)]
    return "\n".join([text, "", told("choose"), *menu]).strip()


def _returnable(line: SentMessage) -> str | None:
    """The order that a button of the line offers to return."""
    for button in line.buttons:
        payload = str(button["payload"])
        if payload.startswith(f"{RETURNS}{{"):
            order = json.loads(payload.removeprefix(RETURNS)).get("order")
            return str(order) if order else None
    return None
