"""The conversations that this process answered last, so that the next turn of one need not read all of it back.

The table stays the truth: it is asked for a conversation's last event, and only where that is the one we wrote are our
own events used. They are what reading would give: the loaded ones as they were, the new ones made from what was stored.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from rasa.shared.core.events import Event, deserialise_events
from sqlalchemy.engine import Connection

from rasa_speed import heads

#: Conversations that are kept; each is some hundred kilobytes at most.
MOST = 100
#: The moment of a conversation's last event: each event has its own.
LAST = (
    sa.select(heads.events.c.timestamp)
    .where(heads.events.c.sender_id == sa.bindparam("sender"))
    .order_by(heads.events.c.id.desc())
    .limit(1)
)


@dataclass
class _Known:
    events: list[Event]
    rows: Sequence[dict[str, Any]]

    @property
    def last(self) -> Any:
        """The moment of the last one."""
        return self.rows[-1]["timestamp"] if self.rows else self.events[-1].timestamp


class Recall:
    """Used in Rasa's event loop only."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._known: OrderedDict[str, _Known] = OrderedDict()

    def keep(self, sender_id: str, events: list[Event], rows: Sequence[dict[str, Any]]) -> None:
        """The events that a turn began with, and the rows that it stored."""
        self._known[sender_id] = _Known(events, rows)
        self._known.move_to_end(sender_id)
        if len(self._known) > self._most:
            self._known.popitem(last=False)

    def forget(self, sender_id: str) -> None:
        """Keep nothing of this conversation."""
        self._known.pop(sender_id, None)

    def load(self, connection: Connection, sender_id: str) -> list[Event] | None:
        """The session so far, as `heads.load` would give it; None where that has to be asked."""
        known = self._known.pop(sender_id, None)
        if known is None or connection.execute(LAST, {"sender": sender_id}).scalar() != known.last:
            return None
        new = deserialise_events([json.loads(row["data"]) for row in known.rows])
        if len(new) != len(known.rows):  # an event that this Rasa leaves out
            return None
        events = heads.session(known.events + new)
        if heads.is_long(events):
            return None
        self.keep(sender_id, events, [])
        return events
