"""One program that is started, watched and stopped together with everything it started itself."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Child:
    """What to start. `ready` gets the path of the log and tells whether the program can be used."""

    name: str
    argv: tuple[str, ...]
    ready: Callable[[Path], bool]
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path | None = None


class Process:
    """A started child. It leads a process group of its own, so that all it starts can be stopped with it."""

    def __init__(self, child: Child, log: Path) -> None:
        """Start it; what it prints goes to `log`, which is begun anew."""
        self.child = child
        self.log = log
        self.since = time.monotonic()
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as out:
            self._popen = subprocess.Popen(
                child.argv, env={**os.environ, **child.env}, cwd=child.cwd, stdin=subprocess.DEVNULL,
                stdout=out, stderr=subprocess.STDOUT, start_new_session=True, preexec_fn=_end_with_parent,
            )  # fmt: skip

    @property
    def pid(self) -> int:
        """The process id, which is also the group's."""
        return self._popen.pid

    @property
    def seconds(self) -> float:
        """How long ago it was started."""
        return time.monotonic() - self.since

    def exit_code(self) -> int | None:
        """None while it lives."""
        return self._popen.poll()

    def is_ready(self) -> bool:
        """Whether it can be used."""
        return self.child.ready(self.log)

    def tail(self, lines: int = 20) -> str:
        """The end of its log."""
        return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-lines:])

    def signal(self, number: signal.Signals) -> None:
        """Signal the whole group; nothing happens when it is gone."""
        try:
            os.killpg(self.pid, number)
        except (ProcessLookupError, PermissionError):
            return

    def wait(self, seconds: float) -> bool:
        """Whether it has ended within `seconds`."""
        try:
            self._popen.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True


def stop_all(processes: list[Process], grace: float = 8.0) -> None:
    """End them all: asked first, after `grace` seconds made to. Nothing of their groups is left."""
    for process in processes:
        process.signal(signal.SIGTERM)
    end = time.monotonic() + grace
    for process in processes:
        process.wait(max(0.0, end - time.monotonic()))
    for process in processes:
        process.signal(signal.SIGKILL)
        process.wait(5.0)


def _end_with_parent() -> None:
    """Linux: the kernel ends the child when we are killed in a way that leaves us no time to do it."""
    if _LIBC is not None:
        _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
