"""What a person sees while something takes long: a spinner on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.status import Status


class Screen:
    """Our own lines; everybody else's output goes to log files."""

    def __init__(self, console: Console | None = None) -> None:
        """Writes to standard error by default: standard output belongs to a command's result."""
        self.console = console or Console(stderr=True, highlight=False)

    def say(self, text: str) -> None:
        """One line (markup is not read: log lines may hold brackets)."""
        self.console.print(text, markup=False, soft_wrap=True)

    @contextmanager
    def busy(self, text: str) -> Iterator[Busy]:
        """While the block runs, show `text`, what is being done, and for how long."""
        if self.console.is_terminal:
            with self.console.status(text) as status:
                yield Busy(self, text, status)
        else:
            self.say(f"{text} ...")
            yield Busy(self, text, None)


class Busy:
    """The line that shows what is going on."""

    def __init__(self, screen: Screen, text: str, status: Status | None) -> None:
        """`status` is the spinner, None where there is no terminal."""
        self._screen, self._text, self._status = screen, text, status
        self._since = time.monotonic()
        self._told = 0.0

    @property
    def seconds(self) -> float:
        """How long it has been going on."""
        return time.monotonic() - self._since

    def doing(self, what: str) -> None:
        """Show what is being done now; without a terminal a line every 15 seconds is enough."""
        if self._status is not None:
            self._status.update(f"{self._text}: {what} ({self.seconds:.0f} s)")
        elif self.seconds - self._told >= 15:
            self._told = self.seconds
            self._screen.say(f"  {what} ({self.seconds:.0f} s)")
