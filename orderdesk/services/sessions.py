"""Open and close signed-in conversations (operator's tool, and the gateway's)."""

from __future__ import annotations

import secrets
from datetime import timedelta

from orderdesk.bootstrap import Desk
from orderdesk.errors import NotFound
from orderdesk.model import Customer, Session
from orderdesk.ports import Unit

LIFETIME = timedelta(hours=12)


def open_session(
    desk: Desk, handle: str, *, method: str = "operator", conversation_id: str | None = None
) -> Session:
    """Sign a buyer in to a new conversation (or to the given one). Raises NotFound for an unknown handle."""
    with desk.store.write() as unit:
        found = unit.find(Customer, handle=handle)
        if not found:
            raise NotFound(handle)
        return sign_in(desk, unit, found[0], conversation_id or secrets.token_urlsafe(18), method)


def sign_in(desk: Desk, unit: Unit, customer: Customer, conversation_id: str, method: str) -> Session:
    """Sign a buyer in to this conversation, in the caller's transaction; the proof counts from now."""
    now = desk.clock.now()
    session = Session(conversation_id, customer.id, method, proven_at=now, expires_at=now + LIFETIME)
    old = unit.get(Session, conversation_id)
    if old is None:
        unit.add(session)
        return session
    return unit.change(
        old,
        customer_id=customer.id,
        method=method,
        proven_at=now,
        expires_at=session.expires_at,
        closed_at=None,
    )


def close_session(desk: Desk, conversation_id: str) -> None:
    """Sign out. Unknown conversations are none of our business."""
    with desk.store.write() as unit:
        session = unit.get(Session, conversation_id)
        if session and session.closed_at is None:
            unit.change(session, closed_at=desk.clock.now())
