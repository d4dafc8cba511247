"""Tiny programs for the supervisor's tests: they start at once and do as they are told."""

from __future__ import annotations

import sys
from pathlib import Path

from orderdesk.running.child import Child
from orderdesk.running.ready import says

GOOD = "print('up', flush=True); import time; time.sleep(600)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + GOOD
NEVER_READY = "import time; time.sleep(600)"
DIES = (
    "print('up', flush=True); import time; time.sleep(0.6); print('[bold]out of paper'); raise SystemExit(7)"
)
#: Starts a program of its own and writes its process id to the file.
PARENT = (
    "import subprocess, sys; one = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']); "
    "open({file!r}, 'w').write(str(one.pid)); " + GOOD.replace("{", "{{").replace("}", "}}")
)


def child(name: str, code: str) -> Child:
    """A Python one-liner that is ready when it has said `up`."""
    return Child(name, (sys.executable, "-c", code), says("up"))


def parent(name: str, file: Path) -> Child:
    """A child with a child of its own."""
    return child(name, PARENT.format(file=str(file)))
