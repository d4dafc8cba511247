"""Which lines of a conversation its messaging platform has yet to get, and who brings them.

A conversation is claimed first (its `carry_at` moves on by a lease), then its lines are sent one after another, and
each is marked as soon as the platform has it. Every change is on condition that the claim still stands, so two gateways
never bring the same lines at once; after a crash in between the line is due again, and its bearer knows (`again`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from orderdesk.bootstrap import Desk
from orderdesk.model import Conversation, SentMessage, Speaker, Undelivered
from orderdesk.ports import Unit
from orderdesk.services.again import LeaseLost, again
from orderdesk.services.lease import is_due

#: Longer than a platform is waited for.
LEASE = timedelta(seconds=40)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(minutes=5)
#: Nothing is ever put off for longer, whatever a platform asks for. What lies further ahead was written before the
#: clock jumped back.
FURTHEST = timedelta(minutes=10)
FOR_EVER = timedelta(days=3650)
#: An answer that comes after the conversation is over helps nobody.
GIVE_UP = timedelta(hours=6)
PAGE = 50


@dataclass(frozen=True)
class Load:
    """A claimed conversation and the lines to bring. `again`: the first of them may be there already."""

    conversation: Conversation
    lines: list[SentMessage]
    again: bool


def due(desk: Desk, channels: Iterable[str], limit: int) -> list[str]:
    """Ids of conversations with lines that nobody brings, the longest waiting first."""
    now = desk.clock.now()
    with desk.store.read() as unit:
        rows = unit.due(Conversation, "carry_at", now + FOR_EVER, limit=limit, channel=tuple(channels))
    return [row.id for row in rows if is_due(row.carry_at, now, FURTHEST)]


def claim(desk: Desk, conversation_id: str) -> Load | None:
    """Take the conversation for the lease; None where there is nothing to bring or others do."""
    return again(lambda: _claim(desk, conversation_id))


def delivered(desk: Desk, conversation: Conversation, number: int) -> Conversation:
    """The platform has all lines up to this one. Raises LeaseLost."""
    return again(lambda: _delivered(desk, conversation, number, None))


def bury(desk: Desk, conversation: Conversation, line: SentMessage, error: str) -> Conversation:
    """The platform will never take this line: keep that for a person to see, and go on. Raises LeaseLost."""
    return again(lambda: _delivered(desk, conversation, line.number, error))


def put_off(desk: Desk, conversation: Conversation, pause: timedelta) -> None:
    """Let it go until later. Raises LeaseLost."""

    def work() -> None:
        with desk.store.write() as unit:
            unit.change(_held(unit, conversation), carry_at=desk.clock.now() + pause)

    again(work)


def finish(desk: Desk, conversation: Conversation) -> None:
    """Let it go, due again at once where lines came meanwhile. Raises LeaseLost."""

    def work() -> None:
        with desk.store.write() as unit:
            row = _held(unit, conversation)
            more = row.last_number > row.carried
            unit.change(
                row, carry_at=desk.clock.now() if more else None, carry_tries=0, last_number=row.last_number
            )

    again(work)


def pause(tries: int, asked: float | None) -> timedelta:
    """How long to wait after so many tries: 1, 2, 4 … seconds, five minutes at most, or what the platform asks for, ten
    minutes at most."""
    own = min(FIRST_PAUSE * 2 ** min(max(tries - 1, 0), 20), LONGEST_PAUSE)
    return max(own, min(timedelta(seconds=min(asked or 0, 1e6)), FURTHEST))


def is_too_late(desk: Desk, line: SentMessage) -> bool:
    """Whether the line is not worth another try."""
    return line.at + GIVE_UP <= desk.clock.now()


def _claim(desk: Desk, conversation_id: str) -> Load | None:
    with desk.store.write() as unit:
        row, now = unit.get(Conversation, conversation_id), desk.clock.now()
        if row is None or not is_due(row.carry_at, now, FURTHEST):
            return None
        lines = _lines(unit, row)
        claimed = unit.change(row, carry_at=now + LEASE, carry_tries=row.carry_tries + 1)
        return Load(claimed, lines, again=row.carry_tries > 0)


def _lines(unit: Unit, row: Conversation) -> list[SentMessage]:
    """All lines of the next page; a page of the buyer's own lines only has nothing to send but has to be passed."""
    wanted = tuple(range(row.carried + 1, min(row.last_number, row.carried + PAGE) + 1))
    if not wanted:
        return []
    return unit.find(SentMessage, conversation_id=row.id, number=wanted, order_by="number")


def _delivered(desk: Desk, conversation: Conversation, number: int, error: str | None) -> Conversation:
    now = desk.clock.now()
    with desk.store.write() as unit:
        row = _held(unit, conversation)
        if error is not None:
            unit.add(
                Undelivered(
                    desk.ids.new("UD"), row.channel, row.id, number, now, row.carry_tries, error[:300]
                )
            )
        return unit.change(row, carried=number, carry_at=now + LEASE, carry_tries=1)


def _held(unit: Unit, conversation: Conversation) -> Conversation:
    row = unit.get(Conversation, conversation.id)
    if row is None or row.carry_at != conversation.carry_at or row.carried != conversation.carried:
        raise LeaseLost(conversation.id)
    return row


def is_for_platform(line: SentMessage) -> bool:
    """Whether the platform does not have the line by itself: everything but the buyer's own."""
    return line.sender is not Speaker.BUYER
