"""However the parent ends, nothing that it started is left."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.running.test_supervisor import gone

ROOT = Path(__file__).resolve().parents[2]
PARENT = """
import sys, pathlib
from orderdesk.running.signals import stop_on_signals
from orderdesk.running.screen import Screen
from orderdesk.running.supervisor import supervised
from tests.running.children import GOOD, child
children, logs = (child("one", GOOD),), pathlib.Path(sys.argv[1])
with supervised(children, logs, screen=Screen(), stop=stop_on_signals()) as together:
    print(together.processes[0].pid, flush=True)
    together.watch()
print("stopped", flush=True)
"""


@pytest.mark.slow
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"])
def test_no_orphan(tmp_path: Path, name: str) -> None:
    """Ctrl-C, a plain kill, a closed terminal, and on Linux even a kill -9 of the parent end the children too."""
    if name == "SIGKILL" and sys.platform != "linux":
        pytest.skip("only Linux tells a child that its parent was killed")
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout
    pid = int(parent.stdout.readline())
    parent.send_signal(signal.Signals[name])
    out, _ = parent.communicate(timeout=20)
    assert gone(pid, within=5)
    if name != "SIGKILL":
        assert "stopped" in out
