"""Who works on a conversation: the row's `held_by`, until its `due_at`."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from orderdesk.model import Conversation, InboxMessage, InboxState
from orderdesk.ports import Unit
from orderdesk.services.again import LeaseLost

LEASE = timedelta(seconds=6)
#: Nothing is ever put off for longer. What lies further ahead was written before the clock jumped back.
FURTHEST = timedelta(seconds=30)


@dataclass(frozen=True)
class Turn:
    """A message taken for answering. `holder` is the name that the lease was taken under."""

    conversation: Conversation
    message: InboxMessage
    holder: str

    @classmethod
    def of(cls, conversation: Conversation, message: InboxMessage) -> Turn:
        """The turn of who holds the conversation."""
        assert conversation.held_by is not None  # noqa: S101
        return cls(conversation, message, conversation.held_by)

    @property
    def again(self) -> bool:
        """Whether it was tried before, so that its answer may exist already."""
        return self.message.attempts > 1


def is_due(at: datetime | None, now: datetime, furthest: timedelta = FURTHEST) -> bool:
    """Whether there is something to do that nobody may hold any longer."""
    return at is not None and not now < at <= now + furthest


def new_lease(now: datetime) -> dict[str, Any]:
    """The columns of a conversation that somebody new works on."""
    return {"held_by": secrets.token_hex(8), "due_at": now + LEASE}


def held(unit: Unit, turn: Turn) -> Conversation:
    """The conversation as it is now. Raises LeaseLost when somebody else works on it."""
    conversation = unit.get(Conversation, turn.conversation.id, hold=True)
    if conversation is None or conversation.held_by != turn.holder:
        raise LeaseLost(turn.conversation.id)
    return conversation


def oldest(unit: Unit, conversation_id: str, limit: int = 1) -> list[InboxMessage]:
    """The first of the messages that wait, or the first `limit` of them."""
    return unit.find(
        InboxMessage,
        conversation_id=conversation_id,
        state=InboxState.WAITING,
        order_by="position",
        limit=limit,
    )
