"""Programs are started together, watched, and stopped together, whatever happens."""

from __future__ import annotations

import io
import threading
import time
from pathlib import Path

import psutil
import pytest
from rich.console import Console

from orderdesk.running.child import Process, stop_all
from orderdesk.running.screen import Screen
from orderdesk.running.supervisor import ChildFailed, Stopped, supervised
from tests.running.children import DIES, GOOD, NEVER_READY, STUBBORN, child, parent


@pytest.fixture
def screen() -> Screen:
    return Screen(Console(file=io.StringIO(), width=200))


def gone(pid: int, within: float = 0.0) -> bool:
    """Whether the process has ended; a killed grandchild needs a moment, and nobody may have fetched its exit code."""
    end = time.monotonic() + within
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        if time.monotonic() >= end:
            return False
        time.sleep(0.02)
    return True


def shown(screen: Screen) -> str:
    assert isinstance(screen.console.file, io.StringIO)
    return screen.console.file.getvalue()


def test_all_are_ready_inside_the_block_and_gone_after_it(tmp_path: Path, screen: Screen) -> None:
    """The block runs once every program can be used, and leaves none behind."""
    children = (child("one", GOOD), child("two", GOOD))
    with supervised(children, tmp_path, screen=screen, stop=threading.Event()) as together:
        pids = [process.pid for process in together.processes]
        assert not any(gone(pid) for pid in pids)
    assert all(gone(pid) for pid in pids)
    assert "one is ready" in shown(screen)
    assert "two is ready" in shown(screen)


def test_one_that_dies_is_named_with_its_last_words(tmp_path: Path, screen: Screen) -> None:
    """When a program dies, the others are stopped; the message has its name, exit code and last lines."""
    children = (child("good", GOOD), child("bad", DIES))
    with (
        pytest.raises(ChildFailed) as failure,
        supervised(children, tmp_path, screen=screen, stop=threading.Event()) as together,
    ):
        good = together.processes[0].pid
        together.watch()
    assert "bad ended by itself (exit code 7)" in str(failure.value)
    assert "[bold]out of paper" in str(failure.value)
    assert gone(good)


def test_one_that_is_never_ready_is_not_waited_for_for_ever(tmp_path: Path, screen: Screen) -> None:
    """Waiting ends in bounded time and says for whom we waited."""
    with (
        pytest.raises(ChildFailed, match="slow was not ready after 1 seconds"),
        supervised((child("slow", NEVER_READY),), tmp_path, screen=screen, stop=threading.Event(), timeout=1),
    ):
        pass


def test_stop_while_starting(tmp_path: Path, screen: Screen) -> None:
    """A stop that comes before all are ready is heard at once."""
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    began = time.monotonic()
    with (
        pytest.raises(Stopped),
        supervised((child("slow", NEVER_READY),), tmp_path, screen=screen, stop=stop),
    ):
        pass
    assert time.monotonic() - began < 5


def test_stop_while_running(tmp_path: Path, screen: Screen) -> None:
    """`watch` returns when asked to stop."""
    stop = threading.Event()
    with supervised((child("one", GOOD),), tmp_path, screen=screen, stop=stop) as together:
        threading.Timer(0.3, stop.set).start()
        together.watch()


def test_no_grandchild_is_left(tmp_path: Path, screen: Screen) -> None:
    """What a program started itself goes with it."""
    file = tmp_path / "pid"
    with supervised((parent("parent", file),), tmp_path, screen=screen, stop=threading.Event()):
        grandchild = int(file.read_text())
        assert not gone(grandchild)
    assert gone(grandchild, within=3)


def test_one_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    """A program that ignores the polite signal is gone after the grace all the same."""
    stubborn = Process(child("stubborn", STUBBORN), tmp_path / "log")
    while not stubborn.is_ready():
        time.sleep(0.05)
    stop_all([stubborn], grace=0.5)
    assert gone(stubborn.pid)
