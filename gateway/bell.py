"""Rings for readers of a conversation when there may be something new to read.

Within one gateway at once, and with the lines themselves once they are stored; what another gateway or the worker
wrote is seen by a slow look into the database, one query for all conversations that somebody reads here.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from orderdesk.model import SentMessage

#: Lines that are kept for a reader.
MOST = 50


class Listener:
    """One reader: waits to be rung. `signals` are moments without a row, such as "typing"."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self.signals: list[str] = []
        self._brought: list[SentMessage] = []
        #: Whether there may be lines in the log that were neither read nor brought yet.
        self.rows = True

    def ring(self, signal: str | None = None, *, rows: bool = True) -> None:
        """There may be something new; `rows`: in the log, too."""
        if signal and len(self.signals) < 20:
            self.signals.append(signal)
        self.rows = self.rows or rows
        self._event.set()

    def bring(self, lines: Sequence[SentMessage]) -> None:
        """These lines are stored. Who already has to look into the log finds them there."""
        if not self.rows:
            self._brought += lines
        if len(self._brought) > MOST:  # a reader that does not read: it finds them in the log
            self._brought, self.rows = [], True
        self._event.set()

    def take_lines(self, last: int) -> list[SentMessage]:
        """The lines that were brought after this one. Where one is missing among them the log is to be looked at."""
        brought, self._brought = self._brought, []
        brought = [line for line in brought if line.number > last]
        if [line.number for line in brought] != list(range(last + 1, last + 1 + len(brought))):
            self.rows = True
        return [] if self.rows else brought

    async def wait(self, seconds: float) -> bool:
        """Whether it rang within this time."""
        try:
            await asyncio.wait_for(self._event.wait(), seconds)
        except asyncio.TimeoutError:
            return False
        self._event.clear()
        return True

    def take(self) -> list[str]:
        """The signals since the last look."""
        taken, self.signals = self.signals, []
        return taken


class Bell:
    """All readers of this gateway. Used in the event loop's thread only."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[Listener]] = defaultdict(set)
        self.seen: dict[str, int] = {}

    @contextmanager
    def listening(self, conversation_id: str) -> Iterator[Listener]:
        """A listener for as long as the block lasts."""
        listener = Listener()
        self._listeners[conversation_id].add(listener)
        try:
            yield listener
        finally:
            self._listeners[conversation_id].discard(listener)
            if not self._listeners[conversation_id]:
                del self._listeners[conversation_id]
                self.seen.pop(conversation_id, None)

    def readers(self, conversation_id: str) -> int:
        """How many read this conversation here."""
        return len(self._listeners.get(conversation_id, ()))

    @property
    def conversations(self) -> list[str]:
        """The conversations that somebody reads here."""
        return list(self._listeners)

    def ring(self, conversation_id: str, signal: str | None = None, *, rows: bool = True) -> None:
        """Wake this conversation's readers. `rows`: there may be new lines, not only the signal."""
        for listener in list(self._listeners.get(conversation_id, ())):
            listener.ring(signal, rows=rows)

    def bring(self, conversation_id: str, lines: Sequence[SentMessage]) -> None:
        """Wake this conversation's readers with these lines, which are stored, in order."""
        if not lines or conversation_id not in self._listeners:
            return
        self.seen[conversation_id] = lines[-1].number
        for listener in list(self._listeners[conversation_id]):
            listener.bring(lines)

    def ring_all(self) -> None:
        """Wake every reader."""
        for conversation_id in self.conversations:
            self.ring(conversation_id)

    def compare(self, numbers: dict[str, int]) -> None:
        """Wake the readers of the conversations whose last number has moved on."""
        for conversation_id, number in numbers.items():
            if self.seen.get(conversation_id) != number:
                self.seen[conversation_id] = number
                self.ring(conversation_id)
