"""What is old enough is deleted: words of ended conversations, Rasa's trackers, ended sign-ins.

How long each is kept stands in the settings. Records of money stay; `services/privacy.py` says what those are.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from orderdesk import model as m
from orderdesk.bootstrap import Desk
from orderdesk.ports import Unit
from orderdesk.services.pages import next_page

#: Rows of one round, so that no transaction is long.
BATCH = 50
#: Conversations without an end that are looked at in a round.
ENDLESS = 200
#: What lies in a conversation, beside its own row.
PARTS: tuple[Any, ...] = (m.SentMessage, m.InboxMessage, m.Undelivered, m.RatingAsk, m.Rating, m.ProofCode)
PAUSE = timedelta(minutes=10)


class Retention:
    """A job of the worker: a round every ten minutes, and at once again while there is more."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._next: datetime | None = None

    def __call__(self) -> int:
        """How much was deleted."""
        now = self._desk.clock.now()
        if self._next is not None and now < self._next:
            return 0
        done = forget_old(self._desk)
        self._next = now + (timedelta() if done else PAUSE)
        return done


def forget_old(desk: Desk) -> int:
    """One round; how many conversations, sign-ins and trackers were deleted. Raises Unavailable."""
    now, kept = desk.clock.now(), desk.settings
    talks = _conversations(desk, now - timedelta(days=kept.keep_conversations))
    sessions = _sessions(desk, now - timedelta(days=kept.keep_sessions))
    before = now - timedelta(days=kept.keep_trackers)
    return talks + sessions + sum(archive.expire(before) for archive in desk.archives)


def _conversations(desk: Desk, before: datetime) -> int:
    """Those that were closed, or could not be opened any more, that long ago; a platform's after as long a silence."""
    with desk.store.read() as unit:
        old = [
            *unit.due(m.Conversation, "closed_at", before, limit=BATCH),
            *unit.due(m.Conversation, "expires_at", before, limit=BATCH),
            *_silent(desk, unit, before),
        ]
    ids = list(dict.fromkeys(row.id for row in old))[:BATCH]
    for conversation_id in ids:
        with desk.store.write() as unit:
            for kind in PARTS:
                for part in unit.find(kind, **_tie(conversation_id)):
                    unit.remove(part)
            for row in unit.find(m.Conversation, id=conversation_id):
                unit.remove(row)
    return len(ids)


def _silent(desk: Desk, unit: Unit, before: datetime) -> list[Any]:
    """Conversations without an end of their own, in which nothing has been said since; of a page of them."""
    endless = next_page(
        desk, unit, "endless", m.Conversation, "created_at", before, size=ENDLESS, expires_at=None
    )
    return [
        row
        for row in endless
        if not unit.find(m.SentMessage, **_tie(row.id)) or _last(unit, row.id) <= before
    ]


def _last(unit: Unit, conversation_id: str) -> datetime:
    return unit.find(m.SentMessage, order_by="-number", limit=1, **_tie(conversation_id))[0].at


def _tie(conversation_id: str) -> dict[str, Any]:
    return {"conversation_id": conversation_id}


def _sessions(desk: Desk, before: datetime) -> int:
    """Ended sign-ins, and the yeses that were asked for under them; what came of those stands in the audit."""
    with desk.store.read() as unit:
        old = unit.due(m.Session, "expires_at", before, limit=BATCH)
    for session in old:
        with desk.store.write() as unit:
            for pending in unit.find(m.PendingAction, **_tie(session.conversation_id)):
                unit.remove(pending)
            unit.remove(session)
    return len(old)
