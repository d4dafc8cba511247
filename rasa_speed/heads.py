"""The head of a long conversation: what its earlier turns left behind, in place of their events.

Every few turns the older ones are played through once more, by Rasa's own tracker, and what is remembered then (slots,
and whether the conversation is paused) is kept as a few events. Nothing is deleted: the events stay where they are.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import (
    ActionExecuted,
    ConversationPaused,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
    deserialise_events,
)
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine

#: Turns that stay as they were said, and how many are loaded before the older ones become a head.
#: What takes back more turns at once than stay (no action of ours takes back more than its own) goes no further back.
KEPT, MOST = 5, 10

events = SQLTrackerStore.SQLEvent.__table__
_metadata = sa.MetaData()
heads = sa.Table(
    "event_heads",
    _metadata,
    sa.Column("sender_id", sa.String(255), primary_key=True),
    sa.Column("up_to", sa.Integer, nullable=False),  # the id of the last event that it stands for
    sa.Column("data", sa.Text, nullable=False),
)
#: The two questions of each turn, made once.
LATER = (
    sa.select(events.c.id, events.c.data)
    .where(events.c.sender_id == sa.bindparam("sender"), events.c.id > sa.bindparam("after"))
    .order_by(events.c.id)
)
HEAD = sa.select(heads.c.up_to, heads.c.data).where(heads.c.sender_id == sa.bindparam("sender"))
INSERT = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def prepare(engine: Engine) -> None:
    """Make the table, and the index that finds a conversation's last events."""
    _metadata.create_all(engine)
    # In words, for an Index object would belong to the table from now on, and to every store that is made later.
    with engine.begin() as connection:
        connection.execute(
            sa.text("CREATE INDEX IF NOT EXISTS ix_events_sender_id_id ON events (sender_id, id)")
        )


def load(connection: Connection, sender_id: str, slots: Sequence[Slot]) -> list[Event]:
    """The session so far: its head, then the events after it. A longer head is made where there is enough for one."""
    up_to, head = _head(connection, sender_id)
    rows = connection.execute(LATER, {"sender": sender_id, "after": up_to}).all()
    tail = deserialise_events([json.loads(row.data) for row in rows])
    if len(tail) != len(rows):  # an event that this Rasa leaves out: rows and events are no pairs
        return head + tail
    start = _session(tail)
    head = head if start is None else []
    cut = _cut(tail, start or 0)
    made = stands_for(head + tail[start or 0 : cut], slots) if cut else None
    cut, head = (cut, made) if made is not None else (start or 0, head)
    if cut:
        _keep(connection, sender_id, rows[cut - 1].id, head)
    return head + tail[cut:]


def session(events: list[Event]) -> list[Event]:
    """The events of the last session."""
    return events[_session(events) or 0 :]


def is_long(events: list[Event]) -> bool:
    """Whether there are turns enough for a head."""
    return _cut(events, 0) > 0


def stands_for(done: list[Event], slots: Sequence[Slot]) -> list[Event] | None:
    """The few events that leave behind what these did; None within a form, whose state is more than a few events."""
    tracker = DialogueStateTracker.from_events("", done, slots)
    if tracker.active_loop is not None:
        return None
    at = done[-1].timestamp
    left: list[Event] = [
        SlotSet(slot.name, slot.value, timestamp=at) for slot in tracker.slots.values() if slot.has_been_set
    ]
    # The last words that were not taken back: where all later ones are, they say when the buyer was here last.
    heard = tracker.get_last_event_for(UserUttered)
    if heard is not None:
        left += [ActionExecuted(ACTION_LISTEN_NAME, timestamp=heard.timestamp), heard]
    return [*left, ConversationPaused(timestamp=at)] if tracker.is_paused() else left


def _session(tail: list[Event]) -> int | None:
    """Where the last session begins, if it does here; what was before is forgotten, as Rasa does."""
    return next((i for i in reversed(range(len(tail))) if isinstance(tail[i], SessionStarted)), None)


def _cut(tail: list[Event], start: int) -> int:
    """Where the turns begin that stay; 0 while there are not too many. A turn begins with the wait for it."""
    begins = [
        i
        for i, (waits, heard) in enumerate(itertools.pairwise(tail))
        if i > start
        and isinstance(heard, UserUttered)
        and isinstance(waits, ActionExecuted)
        and waits.action_name == ACTION_LISTEN_NAME
    ]
    return begins[-KEPT] if len(begins) > MOST else 0


def _head(connection: Connection, sender_id: str) -> tuple[int, list[Event]]:
    row = connection.execute(HEAD, {"sender": sender_id}).first()
    return (row.up_to, deserialise_events(json.loads(row.data))) if row else (0, [])


def _keep(connection: Connection, sender_id: str, up_to: int, head: list[Event]) -> None:
    values = {"up_to": up_to, "data": json.dumps([event.as_dict() for event in head])}
    insert = INSERT[connection.dialect.name](heads).values(sender_id=sender_id, **values)
    connection.execute(
        insert.on_conflict_do_update(index_elements=["sender_id"], set_=values, where=heads.c.up_to < up_to)
    )
