"""The inbox: each message is stored once, then answered once, one at a time within its conversation.

The row of the conversation says whether there is work (`due_at`) and who does it (`held_by`). Taking it moves `due_at`
on by a short lease that its holder renews; a holder that dies loses it. Every change of the row is conditional on its
counter, so an arriving message and a finishing answer cannot miss each other, in one process or in ten.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from orderdesk.bootstrap import Desk
from orderdesk.errors import NotFound, OrderdeskError
from orderdesk.model import Conversation, InboxMessage, InboxState, Speaker
from orderdesk.ports import Unit
from orderdesk.services.again import LeaseLost, again
from orderdesk.services.delivery import Line, append

LEASE = timedelta(seconds=6)
#: Nothing is ever put off for longer. What lies further ahead was written before the clock jumped back.
FURTHEST = timedelta(seconds=30)
MOST_WAITING = 30


class TooManyWaiting(OrderdeskError):
    """This conversation has so many unanswered messages that one more would not help anybody."""

    code = "too_many_waiting"


@dataclass(frozen=True)
class Turn:
    """A message taken for answering. `holder` is the name that the lease was taken under."""

    conversation: Conversation
    message: InboxMessage
    holder: str

    @property
    def again(self) -> bool:
        """Whether it was tried before, so that its answer may exist already."""
        return self.message.attempts > 1


def receive(
    desk: Desk, conversation_id: str, message_id: str, text: str, label: str | None = None
) -> tuple[InboxMessage, bool]:
    """Store a message. Returns it and whether it is new; the same id again changes nothing.

    The caller has checked the text. Raises NotFound (no such conversation, or a closed one), TooManyWaiting.
    """
    return again(lambda: _receive(desk, conversation_id, message_id, text, label))


def due(desk: Desk, limit: int) -> list[str]:
    """Ids of conversations with a message that nobody works on, the longest waiting first."""
    now = desk.clock.now()
    with desk.store.read() as unit:
        rows = unit.due(Conversation, "due_at", now + timedelta(days=3650), limit=limit)
    return [row.id for row in rows if _is_due(row, now)]


def take(desk: Desk, conversation_id: str) -> Turn | None:
    """Take the conversation's oldest unanswered message for the lease; None where there is none or others hold it."""
    return again(lambda: _take(desk, conversation_id))


def hold(desk: Desk, turn: Turn) -> None:
    """Renew the lease. Raises LeaseLost."""
    again(lambda: _hold(desk, turn))


def settle(
    desk: Desk,
    turn: Turn,
    lines: Iterable[Line],
    state: InboxState = InboxState.ANSWERED,
    error: str | None = None,
) -> bool:
    """Store the answer and mark the message, in one transaction. Returns whether more wait. Raises LeaseLost.

    An ended conversation hears nothing more.
    """
    written = tuple(lines)
    return again(lambda: _settle(desk, turn, written, state, error))


def put_off(desk: Desk, turn: Turn, until: datetime, *, failed: bool, error: str) -> None:
    """Let it go until later. `failed`: the message itself may be the reason. Raises LeaseLost."""
    again(lambda: _put_off(desk, turn, until, failed, error))


def tell(desk: Desk, conversation_id: str, line: Line) -> bool:
    """Say once, until the next answer, that it takes longer. Returns whether it was said now."""
    return again(lambda: _tell(desk, conversation_id, line))


def _receive(
    desk: Desk, conversation_id: str, message_id: str, text: str, label: str | None
) -> tuple[InboxMessage, bool]:
    with desk.store.write() as unit:
        conversation = unit.get(Conversation, conversation_id)
        if conversation is None or conversation.closed_at is not None:
            raise NotFound(conversation_id)
        known = unit.find(InboxMessage, conversation_id=conversation_id, message_id=message_id)
        if known:
            return known[0], False
        if (
            unit.count(InboxMessage, conversation_id=conversation_id, state=InboxState.WAITING)
            >= MOST_WAITING
        ):
            raise TooManyWaiting(conversation_id)
        now, position = desk.clock.now(), conversation.last_position + 1
        message = InboxMessage(
            id=desk.ids.new("IN"), channel=conversation.channel, conversation_id=conversation_id,
            message_id=message_id, position=position, text=text, label=label, state=InboxState.WAITING, received_at=now,
        )  # fmt: skip
        unit.add(message)
        line = Line(Speaker.BUYER, label or text, answers=message_id)
        append(desk, unit, conversation, [line], last_position=position, due_at=conversation.due_at or now)
    return message, True


def _take(desk: Desk, conversation_id: str) -> Turn | None:
    with desk.store.write() as unit:
        conversation, now = unit.get(Conversation, conversation_id), desk.clock.now()
        if conversation is None or not _is_due(conversation, now):
            return None
        message = _oldest(unit, conversation_id)
        if message is None:
            unit.change(conversation, due_at=None, held_by=None, last_number=conversation.last_number)
            return None
        holder = secrets.token_hex(8)
        conversation = unit.change(conversation, held_by=holder, due_at=now + LEASE)
        return Turn(conversation, unit.change(message, attempts=message.attempts + 1), holder)


def _is_due(conversation: Conversation, now: datetime) -> bool:
    at = conversation.due_at
    return at is not None and not now < at <= now + FURTHEST


def _hold(desk: Desk, turn: Turn) -> None:
    with desk.store.write() as unit:
        conversation = _held(unit, turn)
        unit.change(conversation, due_at=desk.clock.now() + LEASE, held_by=turn.holder)


def _settle(desk: Desk, turn: Turn, lines: tuple[Line, ...], state: InboxState, error: str | None) -> bool:
    with desk.store.write() as unit:
        conversation, now = _held(unit, turn), desk.clock.now()
        message = unit.get(InboxMessage, turn.message.id)
        assert message is not None  # noqa: S101 (rows of the inbox are never deleted)
        unit.change(message, state=state, answered_at=now, error=error)
        more = _oldest(unit, conversation.id) is not None
        append(
            desk, unit, conversation, () if conversation.closed_at else lines,
            held_by=None, due_at=now if more else None, told_at=None, last_position=conversation.last_position,
        )  # fmt: skip
    return more


def _put_off(desk: Desk, turn: Turn, until: datetime, failed: bool, error: str) -> None:
    with desk.store.write() as unit:
        conversation = _held(unit, turn)
        unit.change(conversation, held_by=None, due_at=until)
        message = unit.get(InboxMessage, turn.message.id)
        assert message is not None  # noqa: S101
        unit.change(message, failures=message.failures + int(failed), error=error[:300])


def _tell(desk: Desk, conversation_id: str, line: Line) -> bool:
    with desk.store.write() as unit:
        conversation = unit.get(Conversation, conversation_id)
        if (
            conversation is None
            or conversation.closed_at
            or conversation.told_at
            or _oldest(unit, conversation_id) is None
        ):
            return False
        append(desk, unit, conversation, [line], told_at=desk.clock.now())
    return True


def _held(unit: Unit, turn: Turn) -> Conversation:
    conversation = unit.get(Conversation, turn.conversation.id)
    if conversation is None or conversation.held_by != turn.holder:
        raise LeaseLost(turn.conversation.id)
    return conversation


def _oldest(unit: Unit, conversation_id: str) -> InboxMessage | None:
    found = unit.find(
        InboxMessage, conversation_id=conversation_id, state=InboxState.WAITING, order_by="position", limit=1
    )
    return found[0] if found else None
