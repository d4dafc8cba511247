"""Forgetting a conversation: Rasa itself never deletes what it keeps of one."""

from __future__ import annotations

from typing import Any

from rasa.core.tracker_store import InMemoryTrackerStore, SQLTrackerStore, TrackerStore
from sqlalchemy import delete, text

from rasa_speed.heads import heads
from rasa_speed.tracker_store import TailTrackerStore

#: What the gateway gets for it: one reply without words.
FORGOTTEN: dict[str, Any] = {"text": "", "buttons": [], "card": None, "response": None}


def forget(store: Any, sender: str) -> None:
    """Delete all events of a conversation, in the store and in the one that stands in for it when it fails.

    Raises NotImplementedError for a kind of store that this does not know.
    """
    stand_in = getattr(store, "_fallback_tracker_store", None)
    for one in filter(None, (_innermost(store), stand_in and _innermost(stand_in))):
        _forget(one, sender)


def _innermost(store: Any) -> TrackerStore:
    """Without Rasa's wrappers."""
    while (inner := getattr(store, "_tracker_store", None)) is not None:
        store = inner
    found: TrackerStore = store
    return found


def _forget(store: TrackerStore, sender: str) -> None:
    if isinstance(store, InMemoryTrackerStore):
        store.store.pop(sender, None)
    elif isinstance(store, SQLTrackerStore):
        with store.session_scope() as session:
            if store.engine.dialect.name == "sqlite":
                session.execute(text("PRAGMA secure_delete = ON"))  # deleted rows are overwritten
            session.query(store.SQLEvent).filter(store.SQLEvent.sender_id == sender).delete()
            if isinstance(store, TailTrackerStore):
                store.recall.forget(sender)
                session.execute(delete(heads).where(heads.c.sender_id == sender))
            session.commit()
    else:
        raise NotImplementedError(type(store).__name__)
