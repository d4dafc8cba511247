"""Start several programs, wait until all can be used, and stop all when one dies or somebody says so."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from orderdesk.running.child import Child, Process, stop_all
from orderdesk.running.paths import short
from orderdesk.running.screen import Busy, Screen

POLL = 0.2


class ChildFailed(Exception):
    """A program ended by itself, or was not ready in time. Its text is for a person: which, and its last lines."""


class Stopped(Exception):
    """Somebody asked us to stop while we were still starting."""


class Supervisor:
    """The programs that belong together."""

    def __init__(self, logs: Path, screen: Screen, stop: threading.Event) -> None:
        """Logs go to `logs`/<name>.log; `stop` is set from outside (a signal)."""
        self._logs, self._screen, self._stop = logs, screen, stop
        self.processes: list[Process] = []

    def start(self, children: Sequence[Child], timeout: float) -> None:
        """Start them all at once and wait. Raises ChildFailed, Stopped."""
        self.processes += [Process(child, self._logs / f"{child.name}.log") for child in children]
        with self._screen.busy("starting") as busy:
            self._wait_ready(busy, timeout)

    def _wait_ready(self, busy: Busy, timeout: float) -> None:
        waiting = list(self.processes)
        while waiting:
            self._check_alive()
            for process in [one for one in waiting if one.is_ready()]:
                waiting.remove(process)
                self._screen.say(f"  {process.child.name} is ready ({process.seconds:.0f} s)")
            if waiting and busy.seconds > timeout:
                raise ChildFailed(_report(waiting[0], f"was not ready after {timeout:.0f} seconds"))
            if waiting and self._stop.wait(POLL):
                raise Stopped
            busy.doing("waiting for " + ", ".join(one.child.name for one in waiting))

    def watch(self) -> None:
        """Return when asked to stop. Raises ChildFailed when one ends by itself."""
        while not self._stop.wait(POLL):
            self._check_alive()

    def _check_alive(self) -> None:
        for process in self.processes:
            code = process.exit_code()
            if code is not None:
                raise ChildFailed(_report(process, f"ended by itself ({_words(code)})"))


@contextmanager
def supervised(
    children: Sequence[Child], logs: Path, *, screen: Screen, stop: threading.Event, timeout: float = 180.0
) -> Iterator[Supervisor]:
    """The programs, ready; stopped when the block ends, however it ends. Raises ChildFailed, Stopped."""
    supervisor = Supervisor(logs, screen, stop)
    try:
        supervisor.start(children, timeout)
        yield supervisor
    finally:
        with screen.busy("stopping"):
            stop_all(supervisor.processes)


def _report(process: Process, what: str) -> str:
    return f"{process.child.name} {what}. The end of {short(process.log)}:\n{process.tail()}"


def _words(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"signal {-code}"
