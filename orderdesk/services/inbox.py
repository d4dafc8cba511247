"""The inbox: each message is stored once, then answered once, one at a time within its conversation.

The row of the conversation says whether there is work (`due_at`) and who does it (`held_by`). Taking it moves `due_at`
on by a short lease that its holder renews; a holder that dies loses it. Every change of the row is conditional on its
counter, so an arriving message and a finishing answer cannot miss each other, in one process or in ten.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from orderdesk.bootstrap import Desk
from orderdesk.model import Conversation, InboxMessage, InboxState, SentMessage
from orderdesk.ports import Unit
from orderdesk.services.again import again
from orderdesk.services.delivery import Line, append
from orderdesk.services.intake import MOST_WAITING, TooManyWaiting, receive
from orderdesk.services.lease import FURTHEST, LEASE, Turn, held, is_due, new_lease, oldest

__all__ = [
    "FURTHEST", "LEASE", "MOST_WAITING", "Settled", "TooManyWaiting", "Turn",
    "due", "hold", "put_off", "receive", "settle", "take", "tell", "unheard",
]  # fmt: skip


def due(desk: Desk, limit: int) -> list[str]:
    """Ids of conversations with a message that nobody works on, the longest waiting first."""
    now = desk.clock.now()
    with desk.store.read() as unit:
        rows = unit.due(Conversation, "due_at", now + timedelta(days=3650), limit=limit)
    return [row.id for row in rows if is_due(row.due_at, now)]


def unheard(desk: Desk, patience: timedelta, limit: int) -> list[str]:
    """Ids of conversations that nobody has worked on for so long, and that have heard nothing of it, as in `due`."""
    before = desk.clock.now() - patience
    with desk.store.read() as unit:
        rows = unit.due(Conversation, "due_at", before, limit=limit, told_at=None, closed_at=None)
    return [row.id for row in rows]


def take(desk: Desk, conversation_id: str) -> Turn | None:
    """Take the conversation's oldest unanswered message for the lease; None where there is none or others hold it."""
    return again(lambda: _take(desk, conversation_id))


def hold(desk: Desk, turn: Turn) -> None:
    """Renew the lease. Raises LeaseLost."""
    again(lambda: _hold(desk, turn))


@dataclass(frozen=True)
class Settled:
    """An answer that is stored: its lines in the log, whether more messages wait, and the next turn if it was taken."""

    lines: tuple[SentMessage, ...]
    more: bool
    turn: Turn | None


def settle(
    desk: Desk,
    turn: Turn,
    lines: Iterable[Line],
    state: InboxState = InboxState.ANSWERED,
    error: str | None = None,
    *,
    go_on: bool = False,
) -> Settled:
    """Store the answer and mark the message, in one transaction. Raises LeaseLost.

    `go_on`: the conversation's next message is taken in the same transaction, if one waits. An ended conversation hears
    nothing more.
    """
    written = tuple(lines)
    return again(lambda: _settle(desk, turn, written, state, error, go_on))


def put_off(desk: Desk, turn: Turn, until: datetime, *, failed: bool, error: str) -> None:
    """Let it go until later. `failed`: the message itself may be the reason. Raises LeaseLost."""
    again(lambda: _put_off(desk, turn, until, failed, error))


def tell(desk: Desk, conversation_id: str, line: Line) -> bool:
    """Say once, until the next answer, that it takes longer. Returns whether it was said now."""
    return again(lambda: _tell(desk, conversation_id, line))


def _take(desk: Desk, conversation_id: str) -> Turn | None:
    with desk.store.write() as unit:
        conversation, now = unit.get(Conversation, conversation_id, hold=True), desk.clock.now()
        if conversation is None or not is_due(conversation.due_at, now):
            return None
        waiting = oldest(unit, conversation_id)
        if waiting:
            return _taken(unit, conversation, waiting[0], now)
        unit.change(conversation, due_at=None, held_by=None, last_number=conversation.last_number)
    return None


def _taken(unit: Unit, conversation: Conversation, message: InboxMessage, now: datetime) -> Turn:
    row = unit.change(conversation, **new_lease(now))
    return Turn.of(row, unit.change(message, attempts=message.attempts + 1))


def _hold(desk: Desk, turn: Turn) -> None:
    with desk.store.write() as unit:
        conversation = held(unit, turn)
        unit.change(conversation, due_at=desk.clock.now() + LEASE, held_by=turn.holder)


def _settle(
    desk: Desk, turn: Turn, lines: tuple[Line, ...], state: InboxState, error: str | None, go_on: bool
) -> Settled:
    with desk.store.write() as unit:
        conversation, now = held(unit, turn), desk.clock.now()
        others = _behind(unit, conversation, turn.message)
        unit.change(turn.message, state=state, answered_at=now, error=error)
        takes = bool(others) and go_on and conversation.closed_at is None
        lease = new_lease(now) if takes else {"held_by": None, "due_at": now if others else None}
        row, rows = append(
            desk, unit, conversation, () if conversation.closed_at else lines,
            told_at=None, last_position=conversation.last_position, **lease,
        )  # fmt: skip
        if not takes:
            return Settled(tuple(rows), bool(others), None)
        after = others[0]
        taken = Turn.of(row, unit.change(after, attempts=after.attempts + 1))
        return Settled(tuple(rows), True, taken)


def _behind(unit: Unit, conversation: Conversation, message: InboxMessage) -> list[InboxMessage]:
    """The one that waits behind this message. Positions count up, so where it is the last one nothing does."""
    if message.position == conversation.last_position:
        return []
    waiting = oldest(unit, conversation.id, limit=2)
    return [one for one in waiting if one.id != message.id][:1]


def _put_off(desk: Desk, turn: Turn, until: datetime, failed: bool, error: str) -> None:
    with desk.store.write() as unit:
        conversation = held(unit, turn)
        unit.change(conversation, held_by=None, due_at=until)
        message = unit.get(InboxMessage, turn.message.id)
        assert message is not None  # noqa: S101
        unit.change(message, failures=message.failures + int(failed), error=error[:300])


def _tell(desk: Desk, conversation_id: str, line: Line) -> bool:
    with desk.store.write() as unit:
        conversation = unit.get(Conversation, conversation_id, hold=True)
        if (
            conversation is None
            or conversation.closed_at
            or conversation.told_at
            or not oldest(unit, conversation_id)
        ):
            return False
        append(desk, unit, conversation, [line], told_at=desk.clock.now())
    return True
