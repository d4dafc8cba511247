"""Writers of one process take turns."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from orderdesk.adapters.sql import SqlStore
from orderdesk.adapters.sql.queue import WriterQueue
from orderdesk.errors import Unavailable
from tests.fakes.server import until


class Visit:
    """A thread that wants a turn, notes when it had it, and holds it until told to go."""

    def __init__(self, queue: WriterQueue, name: str, had: list[str], *, first: bool = False) -> None:
        self._queue, self._name, self._had, self._first = queue, name, had, first
        self.go, self.error = threading.Event(), ""
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            with self._queue.turn(first=self._first):
                self._had.append(self._name)
                self.go.wait(5)
        except Unavailable as error:
            self.error = str(error)

    def end(self) -> None:
        """Give the turn back."""
        self.go.set()
        self._thread.join(5)


def waiting(queue: WriterQueue) -> int:
    """How many stand in it."""
    return len(queue._first) + len(queue._others)


def test_in_order_of_arrival_those_in_a_hurry_first() -> None:
    """One at a time; who waits gets it as soon as it is free."""
    queue, had = WriterQueue(5.0), list[str]()
    visits = [Visit(queue, "a", had)]
    until(lambda: had == ["a"], 2)
    for number, (name, first) in enumerate((("b", False), ("c", False), ("d", True), ("e", True))):
        visits.append(Visit(queue, name, had, first=first))
        until(lambda number=number: waiting(queue) == number + 1, 2)
    assert had == ["a"]
    by_name = dict(zip("abcde", visits, strict=True))
    for name, after in zip("adebc", "debc-", strict=True):
        by_name[name].end()
        if after != "-":
            until(lambda after=after: had[-1] == after, 2)
    assert had == list("adebc") and waiting(queue) == 0
    with queue.turn(first=False):  # free again
        pass


def test_nobody_waits_for_ever() -> None:
    """Who waited too long is told so, and holds up nobody behind."""
    queue, had = WriterQueue(0.1), list[str]()
    holder = Visit(queue, "a", had)
    until(lambda: had == ["a"], 2)
    late = Visit(queue, "b", had)
    until(lambda: late.error != "", 2)
    holder.end()
    assert had == ["a"] and waiting(queue) == 0
    with queue.turn(first=True):
        pass


def test_a_turn_is_given_back_after_an_error() -> None:
    """Whatever happens within it."""
    queue = WriterQueue(0.2)
    with pytest.raises(ZeroDivisionError), queue.turn(first=False):
        raise ZeroDivisionError
    with queue.turn(first=False):
        pass


def test_sqlite_writers_of_a_process_wait_for_each_other(tmp_path: Path) -> None:
    """A second writer has its turn when the first one ends, and one in a hurry goes before it; on the file itself
    nobody has to wait."""
    store = SqlStore(f"sqlite:///{tmp_path}/queue.db")
    store.migrate()
    had: list[str] = []

    def write(name: str, *, first: bool) -> None:
        with store.write(first=first):
            had.append(name)

    threads = []
    with store.write():
        for name, first in (("second", False), ("hurried", True)):
            threads.append(threading.Thread(target=write, args=(name,), kwargs={"first": first}))
            threads[-1].start()
            time.sleep(0.1)
        assert had == []
    for thread in threads:
        thread.join(5)
    assert had == ["hurried", "second"]
    store.close()
