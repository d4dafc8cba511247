"""How long we wait for a PostgreSQL server that says nothing.

A server that is frozen, or a network that swallows packets, keeps the driver waiting for ever: the server's own time
limits cannot help, because it is the server that stands still, and TCP is content as long as its kernel answers.
So the driver waits in Python (its hook for that is process-wide), and gives up at a deadline of this thread.
"""

from __future__ import annotations

import select
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from psycopg2 import OperationalError
from psycopg2.extensions import POLL_OK, POLL_READ, set_wait_callback

from orderdesk.errors import Unavailable

#: Seconds for getting a connection (waiting for a free one included), and for one answer.
#: The server's own limit on a statement is a little shorter, so that its words come first.
CHECKOUT, ANSWER = 3.0, 4.0
#: So long after an unanswered question only one more is asked at a time.
PAUSE = 1.0

_thread = threading.local()
_otherwise: float | None = None


class NoAnswer(OperationalError):
    """The server said nothing in time. The connection is of no use any more; the driver has closed it."""


def install(otherwise: float | None = None) -> None:
    """Let the driver wait here. `otherwise`: seconds for an answer outside of `within` (None: no limit)."""
    global _otherwise
    _otherwise = otherwise if otherwise is not None else _otherwise
    set_wait_callback(_wait)


@contextmanager
def within(checkout: float | None = None, answer: float | None = None) -> Iterator[None]:
    """In this thread and block: `checkout` seconds for all of it, or `answer` seconds for each answer."""
    before = getattr(_thread, "limits", (None, None))
    _thread.limits = (time.monotonic() + checkout if checkout is not None else None, answer)
    try:
        yield
    finally:
        _thread.limits = before


class Breaker:
    """Where one question was not answered, the next ones are refused at once, but for one a second that tries.

    Without it every thread of a program would stand before the frozen server, and nobody could even say so.
    """

    def __init__(self, pause: float = PAUSE) -> None:
        self._pause, self._until, self._lock = pause, 0.0, threading.Lock()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Around a transaction. Raises Unavailable at once while the server is known to be silent."""
        self._ask()
        silent = False
        try:
            yield
        except Unavailable as error:
            silent = _unanswered(error)
            raise
        finally:
            self._until = time.monotonic() + self._pause if silent else 0.0

    def _ask(self) -> None:
        with self._lock:
            if self._until == 0.0:
                return
            if time.monotonic() < self._until:
                raise Unavailable("the database does not answer")
            self._until = time.monotonic() + self._pause


def _unanswered(error: Exception) -> bool:
    return isinstance(getattr(error.__cause__, "orig", None), NoAnswer)


def _wait(connection: Any) -> None:
    until, answer = getattr(_thread, "limits", (None, None))
    if until is None:
        seconds = answer if answer is not None else _otherwise
        until = time.monotonic() + seconds if seconds is not None else None
    while (state := connection.poll()) != POLL_OK:
        watch = select.poll()
        watch.register(connection.fileno(), select.POLLIN if state == POLL_READ else select.POLLOUT)
        left = None if until is None else max(until - time.monotonic(), 0.0) * 1000
        if not watch.poll(left):
            raise NoAnswer("the database server does not answer")
