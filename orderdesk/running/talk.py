"""`rasa shell` on this terminal, with the other packages' start-up warnings left out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from orderdesk.running.paths import ROOT
from orderdesk.running.plan import Plan
from orderdesk.running.ports import HOST


def talk(plan: Plan, model: Path, conversation_id: str, extra: Sequence[str] = ()) -> int:
    """Hand the terminal to `rasa shell` until it ends; its exit code."""
    argv = (
        sys.executable, "-m", "orderdesk.running.quiet_rasa", "shell", "--model", str(model),
        "--endpoints", str(plan.endpoints()), f"--conversation-id={conversation_id}",
        "--interface", HOST, "--port", str(plan.rasa_port), *extra,
    )  # fmt: skip
    process = subprocess.Popen(
        argv, env={**os.environ, **plan.environment(), "LOG_LEVEL": "WARNING"}, cwd=ROOT
    )
    try:
        return process.wait()
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(10)
