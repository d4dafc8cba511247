"""Conversations of the gateway: opened, found by the key that a browser keeps, closed for good."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from orderdesk.bootstrap import Desk
from orderdesk.errors import NotSignedIn
from orderdesk.model import Conversation, Customer, InboxMessage, InboxState, SentMessage, Session
from orderdesk.ports import Unit
from orderdesk.services.again import again
from orderdesk.services.delivery import WEB
from orderdesk.services.effect import void_open
from orderdesk.services.sessions import LIFETIME

#: What tells Rasa's door to wipe its memory of a conversation (rasa_forget.py). A buyer cannot say it: the gateway lets
#: "/…" through for buttons that were offered.
FORGET = "/forget_conversation"
#: A conversation that nobody signed in to is kept this long.
ANONYMOUS = timedelta(hours=12)


@dataclass(frozen=True)
class Opened:
    """A new conversation and the key that opens it; only the key's hash is stored."""

    conversation: Conversation
    key: str


def open_web(desk: Desk, *, token_id: str | None = None) -> Opened:
    """A new conversation of the chat widget. Raises StaleAction for a shop's token that was used before."""
    now, key = desk.clock.now(), secrets.token_urlsafe(32)
    conversation = Conversation(
        id=secrets.token_hex(12),
        channel=WEB,
        created_at=now,
        key_hash=hashed(key),
        token_id=hashed(token_id) if token_id else None,
        expires_at=now + max(LIFETIME, ANONYMOUS),
    )
    with desk.store.write() as unit:
        unit.add(conversation)
    return Opened(conversation, key)


def open_platform(desk: Desk, channel: str, address: str) -> Conversation:
    """The conversation of a messaging platform's address, made at its first message."""

    def work() -> Conversation:
        with desk.store.write() as unit:
            found = unit.find(Conversation, channel=channel, address=address)
            if found:
                return found[0]
            conversation = new_platform(desk, channel, address)
            unit.add(conversation)
            return conversation

    return again(work)


def new_platform(desk: Desk, channel: str, address: str) -> Conversation:
    """A conversation of a messaging platform's address, not stored yet."""
    return Conversation(secrets.token_hex(12), channel, desk.clock.now(), address=address)


def by_key(desk: Desk, key: str) -> Conversation:
    """The open conversation of this key. Raises NotSignedIn: unknown, closed or expired, nobody learns which."""
    with desk.store.read() as unit:
        found = unit.find(Conversation, key_hash=hashed(key))
    if not found or is_over(found[0], desk.clock.now()):
        raise NotSignedIn("no such conversation")
    return found[0]


def still_open(desk: Desk, conversation_id: str) -> None:
    """Raises NotSignedIn when the conversation was closed or has expired."""
    with desk.store.read() as unit:
        found = unit.get(Conversation, conversation_id)
    if found is None or is_over(found, desk.clock.now()):
        raise NotSignedIn(conversation_id)


def signed_in(desk: Desk, conversation_id: str) -> tuple[Session, Customer] | None:
    """Who is signed in to this conversation, if anybody."""
    with desk.store.read() as unit:
        session = unit.get(Session, conversation_id)
        if session is None or session.closed_at is not None or session.expires_at <= desk.clock.now():
            return None
        customer = unit.get(Customer, session.customer_id)
    return (session, customer) if customer else None


def end(desk: Desk, conversation_id: str) -> None:
    """Sign out, close it for good and wipe its words; what it caused in the shop stays."""
    again(lambda: _end(desk, conversation_id))


def hashed(secret: str) -> str:
    """What is stored of a long random secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def is_over(conversation: Conversation, now: datetime) -> bool:
    """Whether it was closed, or its time has run out."""
    expires = conversation.expires_at
    return conversation.closed_at is not None or (expires is not None and expires <= now)


def _end(desk: Desk, conversation_id: str) -> None:
    with desk.store.write() as unit:
        conversation = unit.get(Conversation, conversation_id)
        if conversation is not None:
            close_in(desk, unit, conversation)


def close_in(desk: Desk, unit: Unit, conversation: Conversation) -> None:
    """`end`, in the caller's transaction. A platform's address is free for a new conversation afterwards."""
    now = desk.clock.now()
    unit.change(
        conversation, closed_at=now, key_hash=None, address=None, due_at=now, held_by=None, carry_at=None,
        last_number=conversation.last_number, last_position=conversation.last_position + 1,
    )  # fmt: skip
    session = unit.get(Session, conversation.id)
    if session and session.closed_at is None:
        unit.change(session, closed_at=now)
    void_open(desk, unit, conversation.id)
    for line in unit.find(SentMessage, conversation_id=conversation.id):
        unit.change(line, text="", buttons=(), card=None)
    for message in unit.find(InboxMessage, conversation_id=conversation.id):
        waiting = message.state is InboxState.WAITING
        unit.change(message, text="", label=None, state=InboxState.DEAD if waiting else message.state)
    unit.add(_forgetting(desk, conversation))


def _forgetting(desk: Desk, conversation: Conversation) -> InboxMessage:
    """The last message of a conversation: Rasa's memory of it is to be wiped, however often that has to be tried, and
    after whatever turn is still running. No browser can have sent a message of this id."""
    return InboxMessage(
        id=desk.ids.new("IN"), channel=conversation.channel, conversation_id=conversation.id, message_id="/forget",
        position=conversation.last_position + 1, text=FORGET, label=None, state=InboxState.WAITING,
        received_at=desk.clock.now(),
    )  # fmt: skip


def handle_of(desk: Desk, subject: str) -> str | None:
    """The handle of the buyer whom a shop calls by handle or id."""
    with desk.store.read() as unit:
        found = unit.find(Customer, handle=subject) or [one for one in [unit.get(Customer, subject)] if one]
    return found[0].handle if found else None
