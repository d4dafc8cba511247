"""News for the chat: outbox rows of the channel "chat" become lines of the buyer's conversation, once each."""

from __future__ import annotations

from datetime import timedelta

from orderdesk.bootstrap import Desk
from orderdesk.errors import StaleAction, Unavailable
from orderdesk.model import Conversation, Customer, OutboxRow, OutboxState, Session, Speaker
from orderdesk.notices.chat import chat_text
from orderdesk.ports import Unit
from orderdesk.services.delivery import Line, append, of_seller

BATCH = 50
#: Older news is in the letter only: it would puzzle in a conversation of today.
STALE = timedelta(hours=24)
BY_SELLER = frozenset({"seller_answered"})


def tell_news(desk: Desk) -> list[str]:
    """Put due news into conversations; their ids. Raises Unavailable."""
    with desk.store.read() as unit:
        rows = unit.due(
            OutboxRow, "due_at", desk.clock.now(), limit=BATCH, state=OutboxState.PENDING, channel="chat"
        )
    return [told for row in rows if (told := _tell(desk, row))]


def _tell(desk: Desk, row: OutboxRow) -> str | None:
    """The line and the row's mark are one transaction: told once."""
    try:
        with desk.store.write() as unit:
            conversation = _where(desk, unit, row)
            now = desk.clock.now()
            if conversation is not None and row.created_at > now - STALE:
                append(desk, unit, conversation, [_line(unit, row)])
            told = "" if conversation else "no open conversation"
            unit.change(
                row, state=OutboxState.SENT, sent_at=now, attempts=row.attempts + 1, error=told or None
            )
    except StaleAction:
        return None  # another gateway told it, or a message came just now: it stays due
    except Unavailable:
        raise
    except Exception as error:
        _give_up(desk, row, error)
        return None
    return conversation.id if conversation else None


def _where(desk: Desk, unit: Unit, row: OutboxRow) -> Conversation | None:
    """The conversation that it belongs to, else the newest one in which the buyer is signed in."""
    now = desk.clock.now()
    sessions = unit.find(
        Session, customer_id=row.customer_id, closed_at=None, order_by="-proven_at", limit=10
    )
    open_ids = [one.conversation_id for one in sessions if one.expires_at > now]
    if row.conversation_id in open_ids:
        open_ids = [row.conversation_id]  # its own one, and the buyer is still signed in there
    found = (
        {one.id: one for one in unit.find(Conversation, id=tuple(open_ids), closed_at=None)}
        if open_ids
        else {}
    )
    return next((found[one] for one in open_ids if one in found), None)


def _line(unit: Unit, row: OutboxRow) -> Line:
    customer = unit.get(Customer, row.customer_id)
    assert customer is not None  # noqa: S101 (a foreign key holds it)
    if row.template not in BY_SELLER:
        return Line(Speaker.SYSTEM, chat_text(row, customer))
    return Line(Speaker.SELLER, chat_text(row, customer), card=of_seller(row.facts.get("seller", "")))


def _give_up(desk: Desk, row: OutboxRow, error: Exception) -> None:
    with desk.store.write() as unit:
        unit.change(row, state=OutboxState.DEAD, error=type(error).__name__)
