"""A tracker store whose turns take as long in a long conversation as in a short one.

Rasa's own loads every event of the session at the beginning of a turn and counts them at its end. This one loads the
last turns, and a head that stands for what came before. It writes the same rows into the same table.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT_NAME_KEY
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

from rasa_speed import heads, recall
from rasa_speed.engine import open_engine
from rasa_speed.levers import on
from rasa_speed.patches import put_in
from rasa_speed.recall import Recall

INSERT = sa.insert(heads.events)


class TailTrackerStore(SQLTrackerStore):
    """Rasa's SQL tracker store, bounded. Without the part `tail` it does what Rasa's does."""

    def __init__(self, domain: Domain | None = None, **settings: Any) -> None:
        """The settings of Rasa's own (`dialect`, `db`, …), or `url`: the database's address."""
        super().__init__(domain, **settings)
        put_in()
        heads.prepare(self.engine)
        if "tail" in on():
            stock: Engine = self.engine
            stock.dispose()
            self.engine: Engine = open_engine(stock.url)
            self.sessionmaker = sessionmaker(bind=self.engine)
        self.recall = Recall(recall.MOST if {"tail", "recall"} <= on() else 0)

    @contextmanager
    def session_scope(self) -> Iterator[Session]:
        """Errors go to the caller. Rasa's own ends the whole server at a ValueError, which a strange text can cause."""
        with self.sessionmaker() as session:
            yield session

    async def _retrieve(
        self, sender_id: str, fetch_events_from_all_sessions: bool
    ) -> DialogueStateTracker | None:
        if fetch_events_from_all_sessions or "tail" not in on():
            return await super()._retrieve(sender_id, fetch_events_from_all_sessions)
        with self.engine.begin() as connection:
            loaded = self.recall.load(connection, sender_id)
            if loaded is None:
                loaded = heads.load(connection, sender_id, self.domain.slots)
        if not loaded:
            return None
        tracker = DialogueStateTracker.from_events(sender_id, loaded, self.domain.slots)
        tracker.stored_events = len(tracker.events)
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append what is new."""
        stored = getattr(tracker, "stored_events", None)
        if stored is None or "tail" not in on():
            self.recall.forget(tracker.sender_id)
            await super().save(tracker)
        else:
            await self.stream_events(tracker)
            rows = [
                _row(tracker.sender_id, event) for event in itertools.islice(tracker.events, stored, None)
            ]
            if rows:
                with self.engine.begin() as connection:
                    connection.execute(INSERT, rows)
                self.recall.keep(tracker.sender_id, list(itertools.islice(tracker.events, stored)), rows)
        tracker.stored_events = len(tracker.events)


def _row(sender_id: str, event: Event) -> dict[str, Any]:
    """As Rasa's own store writes it."""
    data = event.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get(INTENT_NAME_KEY),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }
