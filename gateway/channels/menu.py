"""Buttons on platforms: as numbered text where there are none, and back from what the platform gives to the payload.

Only what was offered in this very conversation can be pressed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from orderdesk.bootstrap import Desk
from orderdesk.model import Conversation, SentMessage, Speaker

NUMBER = re.compile(r"#?\s*(\d{1,2})\s*[.)]?")
LOOK_BACK = 20


@dataclass(frozen=True)
class Pressed:
    """The button at this place (from 0) of the line with this number."""

    line: int
    place: int


def before(desk: Desk, line: SentMessage) -> int:
    """How many buttons the answer's earlier lines have: an answer's buttons are counted through."""
    if line.answers is None:
        return 0
    with desk.store.read() as unit:
        lines = _group(unit.find(SentMessage, conversation_id=line.conversation_id, answers=line.answers))
    return sum(len(one.buttons) for one in lines if one.number < line.number)


def pressed(desk: Desk, conversation: Conversation, button: Pressed) -> tuple[str, str] | None:
    """Payload and label of a button."""
    with desk.store.read() as unit:
        found = unit.find(SentMessage, conversation_id=conversation.id, number=button.line)
    buttons = found[0].buttons if found and found[0].sender is not Speaker.BUYER else ()
    if not 0 <= button.place < len(buttons):
        return None
    return str(buttons[button.place]["payload"]), str(buttons[button.place]["label"])


def picked(desk: Desk, conversation: Conversation, text: str) -> tuple[str, str] | None:
    """Payload and label of the button that a number means in the latest answer that the buyer can have seen.

    Where that answer has no such button the number is a number ("2" items).
    """
    found = NUMBER.fullmatch(text)
    if found is None:
        return None
    buttons = [button for line in _seen(desk, conversation) for button in line.buttons]
    place = int(found.group(1)) - 1
    if not 0 <= place < len(buttons):
        return None
    return str(buttons[place]["payload"]), str(buttons[place]["label"])


def _seen(desk: Desk, conversation: Conversation) -> list[SentMessage]:
    """The lines of the latest answer that the platform surely has.

    A number must never press a button of a list that is still on its way: its "1" may be a yes.
    """
    with desk.store.read() as unit:
        newest = unit.find(
            SentMessage,
            conversation_id=conversation.id,
            sender=Speaker.BOT,
            order_by="-number",
            limit=LOOK_BACK,
        )
    seen = [line for line in newest if line.number <= conversation.carried]
    return _group([line for line in seen if line.answers == seen[0].answers])


def _group(lines: list[SentMessage]) -> list[SentMessage]:
    return sorted((line for line in lines if line.sender is Speaker.BOT), key=lambda line: line.number)
