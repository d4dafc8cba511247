"""Rows as the widget sees them."""

from __future__ import annotations

from typing import Any

from orderdesk.model import Conversation, Customer, InboxMessage, SentMessage, Session
from orderdesk.reader import Reader


def line(row: SentMessage) -> dict[str, Any]:
    """A line of the log. For the buyer's own lines `answers` is the id that the widget gave them."""
    return {
        "id": row.number,
        "from": row.sender.value.lower(),
        "at": row.at.isoformat(),
        "text": row.text,
        "buttons": [{"label": one["label"], "payload": one["payload"]} for one in row.buttons],
        "card": row.card,
        "answers": row.answers,
    }


def received(message: InboxMessage) -> dict[str, Any]:
    """The receipt of a message."""
    return {"id": message.message_id, "position": message.position}


def buyer(customer: Customer) -> dict[str, Any]:
    """Who is signed in: how to speak to them, and how they write times."""
    return {"name": customer.first_name, "locale": Reader.of(customer).tag}


def state(conversation: Conversation, signed: tuple[Session, Customer] | None) -> dict[str, Any]:
    """A conversation and who is signed in to it."""
    return {
        "conversation": conversation.id,
        "signed_in": signed is not None,
        **(buyer(signed[1]) if signed else dict.fromkeys(("name", "locale"))),
        "expires_at": conversation.expires_at.isoformat() if conversation.expires_at else None,
    }
