"""The log of a conversation: every line that goes out is a numbered row first.

A reader who says which line it has last gets the ones after it: nothing is lost and nothing comes twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from orderdesk.bootstrap import Desk
from orderdesk.errors import NotFound
from orderdesk.model import Conversation, SentMessage, Speaker
from orderdesk.ports import Unit

PAGE = 200
WEB = "web"


@dataclass(frozen=True)
class Line:
    """Something to say in a conversation. `buttons`: [{"label", "payload"}]."""

    sender: Speaker
    text: str
    buttons: tuple[dict[str, Any], ...] = ()
    card: Mapping[str, Any] | None = None
    answers: str | None = None


def of_seller(name: str) -> dict[str, Any]:
    """The card of a seller's line: it draws nothing and says whose words these are."""
    return {"type": "seller", "seller": name}


def seller_of(line: SentMessage) -> str:
    """The name of the seller whose words these are; empty where it is not known."""
    return str((line.card or {}).get("seller") or "") if line.sender is Speaker.SELLER else ""


def append(
    desk: Desk, unit: Unit, conversation: Conversation, lines: Iterable[Line], **changes: Any
) -> tuple[Conversation, list[SentMessage]]:
    """Write lines to the log, in the caller's transaction; `changes` go to the conversation's row with it. Returns that
    row and the lines'.

    The row's counter changes on condition, so two writers cannot take the same number (StaleAction).
    """
    rows, grows = grown(conversation, lines, desk.clock.now())
    unit.add(*rows)
    return unit.change(conversation, **changes, **grows) if rows or changes else conversation, rows


def grown(
    conversation: Conversation, lines: Iterable[Line], now: datetime
) -> tuple[list[SentMessage], dict[str, Any]]:
    """The rows of these lines, and what changes in the conversation's row with them."""
    rows = [
        _row(conversation.id, number, now, line)
        for number, line in enumerate(lines, conversation.last_number + 1)
    ]
    changes: dict[str, Any] = {"last_number": conversation.last_number + len(rows)}
    if rows and conversation.channel != WEB and conversation.carry_at is None:
        changes["carry_at"] = now
    return rows, changes


def since(desk: Desk, conversation_id: str, number: int) -> list[SentMessage]:
    """The lines after this number, oldest first, a page of 200 at most. Raises NotFound."""
    with desk.store.read() as unit:
        conversation = unit.get(Conversation, conversation_id)
        if conversation is None:
            raise NotFound(conversation_id)
        wanted = tuple(range(number + 1, min(conversation.last_number, number + PAGE) + 1))
        if not wanted:
            return []
        return unit.find(SentMessage, conversation_id=conversation_id, number=wanted, order_by="number")


def whole(desk: Desk, conversation_id: str) -> list[SentMessage]:
    """All lines, the buyer's too, oldest first; none where the conversation has no log of ours (`rasa shell`)."""
    found: list[SentMessage] = []
    with suppress(NotFound):
        while page := since(desk, conversation_id, found[-1].number if found else 0):
            found += page
    return found


def numbers(desk: Desk, conversation_ids: Sequence[str]) -> dict[str, int]:
    """The last line's number of each of these conversations."""
    if not conversation_ids:
        return {}
    with desk.store.read() as unit:
        rows = unit.find(Conversation, id=tuple(conversation_ids))
    return {row.id: row.last_number for row in rows}


def offered(desk: Desk, conversation_id: str, payload: str, *, look_back: int = PAGE) -> str | None:
    """The label of the button with exactly this payload, if the bot offered one in this conversation's latest lines."""
    with desk.store.read() as unit:
        lines = unit.find(
            SentMessage, conversation_id=conversation_id, sender=(Speaker.BOT, Speaker.SYSTEM),
            order_by="-number", limit=look_back,
        )  # fmt: skip
    buttons = (button for line in lines for button in line.buttons)
    return next((str(one["label"]) for one in buttons if one["payload"] == payload), None)


def _row(conversation_id: str, number: int, now: datetime, line: Line) -> SentMessage:
    return SentMessage(
        id=f"OUT-{conversation_id}-{number}",
        conversation_id=conversation_id,
        number=number,
        sender=line.sender,
        at=now,
        text=line.text,
        buttons=line.buttons,
        card=dict(line.card) if line.card else None,
        answers=line.answers,
    )
