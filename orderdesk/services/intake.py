"""Messages come in: each is stored once, many in one transaction.

A commit waits for the disk, as long for fifty messages as for one. So whatever has arrived while the last commit went
on is stored by the next one. Nobody hears of a message before its commit, each is refused for itself, and a message
that the whole batch would fail on fails alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from orderdesk.bootstrap import Desk
from orderdesk.errors import NotFound, OrderdeskError, StaleAction, Unavailable
from orderdesk.model import Conversation, InboxMessage, InboxState, SentMessage, Speaker
from orderdesk.ports import Unit
from orderdesk.services.again import again
from orderdesk.services.conversations import is_over
from orderdesk.services.delivery import Line, grown
from orderdesk.services.lease import Turn, new_lease

MOST_WAITING = 30


class TooManyWaiting(OrderdeskError):
    """This conversation has so many unanswered messages that one more would not help anybody."""

    code = "too_many_waiting"


@dataclass(frozen=True)
class Arrival:
    """A message whose text was checked. `seat`: who brings it can begin with it at once, if nothing waits before it."""

    conversation_id: str
    message_id: str
    text: str
    label: str | None = None
    seat: bool = False


@dataclass(frozen=True)
class Receipt:
    """A stored message: whether it is new; then its line in the log, and the turn if it was taken at once."""

    message: InboxMessage
    new: bool
    line: SentMessage | None = None
    turn: Turn | None = None


Outcome = Receipt | Exception


def receive(
    desk: Desk, conversation_id: str, message_id: str, text: str, label: str | None = None
) -> tuple[InboxMessage, bool]:
    """Store a message. Returns it and whether it is new; the same id again changes nothing.

    The caller has checked the text. Raises NotFound (no such conversation, or one that is over), TooManyWaiting.
    """
    outcome = again(lambda: _store(desk, [Arrival(conversation_id, message_id, text, label)]))[0]
    if isinstance(outcome, Exception):
        raise outcome
    return outcome.message, outcome.new


def receive_all(desk: Desk, arrivals: Sequence[Arrival]) -> list[Outcome]:
    """Store these messages, in this order; for each the receipt, or what `receive` would have raised for it alone."""
    try:
        return _store(desk, arrivals)
    except Unavailable as error:  # each for itself would only wait as long again
        return [error] * len(arrivals)
    except Exception as error:
        if len(arrivals) == 1 and not isinstance(error, StaleAction):
            return [error]
    return [_alone(desk, arrival) for arrival in arrivals]


def _alone(desk: Desk, arrival: Arrival) -> Outcome:
    try:
        return again(lambda: _store(desk, [arrival]))[0]
    except Exception as error:
        return error


def _store(desk: Desk, arrivals: Sequence[Arrival]) -> list[Outcome]:
    with desk.store.write(first=True) as unit:  # whoever sent it waits for the receipt
        batch = _Batch(desk, unit, arrivals)
        outcomes = [batch.take_in(arrival) for arrival in arrivals]
        lines, turns = batch.write()
    return [
        replace(one, line=lines[one.message.id], turn=turns.get(one.message.id))
        if isinstance(one, Receipt) and one.new
        else one
        for one in outcomes
    ]


class _Batch:
    """One transaction's messages: what is there is read once, and what is new written at the end."""

    def __init__(self, desk: Desk, unit: Unit, arrivals: Sequence[Arrival]) -> None:
        self._desk, self._unit, self._now = desk, unit, desk.clock.now()
        ids = tuple({one.conversation_id for one in arrivals})
        names = tuple({one.message_id for one in arrivals})
        found = unit.find(Conversation, id=ids, order_by="id", hold=True)
        self._conversations = {row.id: row for row in found}
        known = unit.find(InboxMessage, conversation_id=ids, message_id=names)
        self._known = {(row.conversation_id, row.message_id): row for row in known}
        # A conversation with a message that waits is due; of the others none is to be counted.
        busy = tuple(id_ for id_, row in self._conversations.items() if row.due_at is not None)
        self._waiting = (
            unit.tally(InboxMessage, "conversation_id", conversation_id=busy, state=InboxState.WAITING)
            if busy
            else {}
        )
        self._new: dict[str, list[InboxMessage]] = defaultdict(list)
        self._seated: set[str] = set()

    def take_in(self, arrival: Arrival) -> Outcome:
        """The receipt, still without its turn, or the refusal."""
        key = arrival.conversation_id
        conversation = self._conversations.get(key)
        if conversation is None or is_over(conversation, self._now):
            return NotFound(key)
        if found := self._known.get((key, arrival.message_id)):
            return Receipt(found, False)
        waiting = self._waiting.get(key, 0)
        if waiting >= MOST_WAITING:
            return TooManyWaiting(key)
        seated = arrival.seat and not waiting and conversation.due_at is None
        message = self._message(conversation, arrival, attempts=int(seated))
        if seated:
            self._seated.add(key)
        self._new[key].append(message)
        self._known[key, arrival.message_id] = message
        self._waiting[key] = waiting + 1
        return Receipt(message, True)

    def write(self) -> tuple[dict[str, SentMessage], dict[str, Turn]]:
        """Store it all, in one sequence of rows for everybody, so that two batches never wait for each other. Returns
        the lines of the log and the turns that were taken, both by message."""
        changes: dict[str, dict[str, Any]] = {}
        lines: dict[str, SentMessage] = {}
        for key in sorted(self._new):
            said = [
                Line(Speaker.BUYER, one.label or one.text, answers=one.message_id) for one in self._new[key]
            ]
            rows, changes[key] = grown(self._conversations[key], said, self._now)
            lines |= {message.id: row for message, row in zip(self._new[key], rows, strict=True)}
        self._unit.add(*(message for key in changes for message in self._new[key]), *lines.values())
        changed = [self._changed(key, changes[key]) for key in changes]
        turns = (Turn.of(row, self._new[row.id][0]) for row in changed if row.id in self._seated)
        return lines, {turn.message.id: turn for turn in turns}

    def _changed(self, key: str, grows: dict[str, Any]) -> Conversation:
        """The conversation's row afterwards. Who works on it already keeps it."""
        row, position = self._conversations[key], self._new[key][-1].position
        lease = new_lease(self._now) if key in self._seated else {"due_at": row.due_at or self._now}
        return self._unit.change(row, last_position=position, **grows, **lease)

    def _message(self, conversation: Conversation, arrival: Arrival, attempts: int) -> InboxMessage:
        return InboxMessage(
            id=self._desk.ids.new("IN"), channel=conversation.channel, conversation_id=conversation.id,
            message_id=arrival.message_id, position=conversation.last_position + len(self._new[conversation.id]) + 1,
            text=arrival.text, label=arrival.label, state=InboxState.WAITING, received_at=self._now, attempts=attempts,
        )  # fmt: skip
