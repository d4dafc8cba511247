"""SQLite's writers of one process, one after the other.

SQLite knows no queue: whoever finds the file taken asks again some milliseconds later, and may find it taken again.
Those of one process can wait for each other properly; between processes asking again is all there is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock

from orderdesk.errors import Unavailable


class WriterQueue:
    """Each gets its turn in order of arrival; `first`: before those who are not in such a hurry."""

    def __init__(self, patience: float) -> None:
        """`patience`: seconds that anybody waits."""
        self._patience = patience
        self._lock = Lock()
        self._busy = False
        self._first: deque[Event] = deque()
        self._others: deque[Event] = deque()

    @contextmanager
    def turn(self, *, first: bool) -> Iterator[None]:
        """The only one, within the block. Raises Unavailable where it does not come in time."""
        self._wait(self._first if first else self._others)
        try:
            yield
        finally:
            self._leave()

    def _wait(self, waiting: deque[Event]) -> None:
        mine = Event()
        with self._lock:
            if not self._busy:
                self._busy = True
                return
            waiting.append(mine)
        if mine.wait(self._patience):
            return
        with self._lock:
            if mine in waiting:
                waiting.remove(mine)
                raise Unavailable("too many write at once")
        # It came at the last moment.

    def _leave(self) -> None:
        with self._lock:
            if waiting := self._first or self._others:
                waiting.popleft().set()
            else:
                self._busy = False
