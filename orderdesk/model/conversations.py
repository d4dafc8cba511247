"""Who speaks, what came in and what went out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from orderdesk.model.names import Name


@dataclass(frozen=True)
class Session:
    """Who speaks in a conversation, proven on the server."""

    conversation_id: str
    customer_id: str
    method: str
    proven_at: datetime
    expires_at: datetime
    closed_at: datetime | None = None


class InboxState(Name):
    """Where an inbound message stands. DEAD: it could not be answered, and the buyer was told so."""

    WAITING = "WAITING"
    ANSWERED = "ANSWERED"
    DEAD = "DEAD"


class Speaker(Name):
    """Whose words a line of a conversation holds."""

    BOT = "BOT"
    BUYER = "BUYER"
    SELLER = "SELLER"
    SYSTEM = "SYSTEM"


class ProofState(Name):
    """Where a code stands: asked for, sent by mail, used, or of no use any more."""

    ASKED = "ASKED"
    SENT = "SENT"
    USED = "USED"
    VOID = "VOID"


@dataclass(frozen=True)
class Conversation:
    """One conversation, and whose turn it is to work on it.

    `key_hash` opens it for a browser; `address` names it on a messaging platform. `due_at`: when there is something to
    answer and nobody may hold it any longer (None: nothing to do); `held_by`: who works on it until then.
    `last_number` counts the lines of the log, `last_position` the buyer's messages. `told_at`: when the buyer was told
    that it takes longer. `carried` is the last line that a platform has, `carry_at` when to go on. Id: made by us.
    """

    id: str
    channel: str
    created_at: datetime
    address: str | None = None
    key_hash: str | None = None
    token_id: str | None = None
    expires_at: datetime | None = None
    closed_at: datetime | None = None
    last_number: int = 0
    last_position: int = 0
    due_at: datetime | None = None
    held_by: str | None = None
    told_at: datetime | None = None
    carried: int = 0
    carry_at: datetime | None = None
    carry_tries: int = 0


@dataclass(frozen=True)
class InboxMessage:
    """What came in, once: `message_id` is the sender's name for it. `label`: what a pressed button showed. Id: IN-…"""

    id: str
    channel: str
    conversation_id: str
    message_id: str
    position: int
    text: str
    label: str | None
    state: InboxState
    received_at: datetime
    attempts: int = 0
    failures: int = 0
    answered_at: datetime | None = None
    error: str | None = None


@dataclass(frozen=True)
class SentMessage:
    """One line of a conversation's log, numbered from 1.

    `answers`: the `message_id` that it answers (or is). Id: OUT-…
    """

    id: str
    conversation_id: str
    number: int
    sender: Speaker
    at: datetime
    text: str
    buttons: tuple[dict[str, Any], ...] = ()
    card: dict[str, Any] | None = None
    answers: str | None = None


@dataclass(frozen=True)
class ProofCode:
    """A wish to sign in by code. One that fits no order of the address's owner looks and behaves the same. Id: PC-…"""

    id: str
    conversation_id: str
    customer_id: str | None
    order_id: str | None
    address: str
    state: ProofState
    created_at: datetime
    expires_at: datetime
    tries: int = 0
    salt: str | None = None
    code_hash: str | None = None


@dataclass(frozen=True)
class Undelivered:
    """A line that a messaging platform would not take, for a person to see. Its words are in the log. Id: UD-…"""

    id: str
    channel: str
    conversation_id: str
    number: int
    at: datetime
    tries: int
    error: str
