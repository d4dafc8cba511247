"""Open and close signed-in conversations (operator's tool, and the gateway's)."""

from __future__ import annotations

import secrets
from datetime import timedelta

from orderdesk.bootstrap import Desk
from orderdesk.errors import NotFound
from orderdesk.model import Customer, Session

LIFETIME = timedelta(hours=12)


def open_session(desk: Desk, handle: str, *, method: str = "operator", conversation_id: str | None = None) -> Session:
    """Sign a buyer in to a new conversation (or to the given one). Raises NotFound for an unknown handle."""
    now = desk.clock.now()
    with desk.store.write() as unit:
        found = unit.find(Customer, handle=handle)
        if not found:
            raise NotFound(handle)
        session = Session(
            conversation_id=conversation_id or secrets.token_urlsafe(18),
            customer_id=found[0].id,
            method=method,
            proven_at=now,
            expires_at=now + LIFETIME,
        )
        old = unit.get(Session, session.conversation_id)
        if old is None:
            unit.add(session)
        else:
            unit.change(old, customer_id=session.customer_id, proven_at=now, expires_at=session.expires_at, closed_at=None)
    return session


def close_session(desk: Desk, conversation_id: str) -> None:
    """Sign out. Unknown conversations are none of our business."""
    with desk.store.write() as unit:
        session = unit.get(Session, conversation_id)
        if session and session.closed_at is None:
            unit.change(session, closed_at=desk.clock.now())
