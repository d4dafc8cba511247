"""PostgreSQL is stopped, frozen, or dies at once while buyers talk."""

from __future__ import annotations

import signal

from tests.faults.outage import Say, outage
from tests.faults.report import Row
from tests.faults.stack import Stack
from tests.postgres import Server


def database_outages(stack: Stack, server: Server, seconds: float, say: Say) -> list[Row]:
    """Stopped in good order, frozen, and without any order; each comes back after `seconds`."""
    rows = []
    for name, breaks, mends in (
        ("PostgreSQL stopped", lambda: server.stop(signal.SIGINT), server.start),
        ("PostgreSQL frozen", server.freeze, server.thaw),
        ("PostgreSQL ends at once (immediate)", lambda: server.stop(signal.SIGQUIT), server.start),
    ):
        say(f"  {name} for {seconds:.0f} s")
        rows.append(outage(stack, f"{name} for {seconds:.0f} s", breaks, mends, seconds))
    return rows
