"""The worker goes on whatever happens in a round, more slowly while it does, and ends when told to."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from itertools import pairwise

import pytest

from orderdesk import worker
from orderdesk.errors import Unavailable


def run(work: Callable[[], object], rounds: int, pause: float = 0.001) -> list[float]:
    """Let the loop do so many rounds; when each began."""
    stop, began = threading.Event(), list[float]()

    def counted() -> None:
        began.append(time.monotonic())
        if len(began) >= rounds:
            stop.set()
        work()

    worker.loop((counted,), stop, pause)
    return began


def fail(error: Exception) -> Callable[[], object]:
    def work() -> object:
        raise error

    return work


@pytest.mark.parametrize("error", [Unavailable("down"), KeyError("a bug")])
def test_trouble_does_not_end_it(error: Exception) -> None:
    """A database that is away, or one bad row, never ends the clock work."""
    assert len(run(fail(error), rounds=4)) == 4


def test_trouble_slows_it_down() -> None:
    """Each failed round is followed by a longer pause, so that a server that comes back is not trampled."""
    began = run(fail(Unavailable("down")), rounds=4, pause=0.02)
    pauses = [later - earlier for earlier, later in pairwise(began)]
    assert pauses[0] >= 0.04
    assert pauses[2] > pauses[0]


def test_it_recovers() -> None:
    """After a good round the pause is short again."""
    outcomes = iter([Unavailable("down"), None, None, None])

    def work() -> None:
        outcome = next(outcomes)
        if outcome:
            raise outcome

    began = run(work, rounds=4, pause=0.05)
    assert began[1] - began[0] >= 0.1
    assert began[3] - began[2] < 0.1


def test_a_stop_is_heard_in_a_pause() -> None:
    """Nobody waits half a minute for the worker to end."""
    stop = threading.Event()
    threading.Timer(0.1, stop.set).start()
    began = time.monotonic()
    worker.loop((lambda: None,), stop, pause=30)
    assert time.monotonic() - began < 5


def test_one_job_does_not_hold_up_the_other() -> None:
    """Letters go out while the clock work fails, and the other way round."""
    stop, done = threading.Event(), list[str]()

    def deliver() -> None:
        done.append("delivered")
        stop.set()

    worker.loop((fail(KeyError("a bug")), deliver), stop)
    assert done == ["delivered"]
