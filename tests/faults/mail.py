"""The mail server is down, then slow: conversations go on, letters come later, each once."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from orderdesk.model import OutboxRow, OutboxState
from orderdesk.running.ports import free
from tests.faults.buyers import Crowd
from tests.faults.history import History, judge
from tests.faults.report import Row
from tests.faults.stack import whole


class Letters:
    """What arrived, by Message-ID."""

    def __init__(self, slow: float = 0.0) -> None:
        self.slow, self.arrived = slow, Counter[str]()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """Take a letter, slowly."""
        await asyncio.sleep(self.slow)
        head = envelope.content.decode("utf-8", "replace").lower()
        self.arrived[head.split("message-id:")[1].split("\n")[0].strip()] += 1
        return "250 OK"


def mail_down(database_url: str, folder: Path, seconds: float) -> Row:
    """No mail server for `seconds`, then a slow one."""
    port, letters = free(), Letters(slow=0.2)
    env = {
        "ORDERDESK_MAIL_URL": f"smtp://127.0.0.1:{port}?starttls=false",
        "ORDERDESK_MAIL_FROM": "orders@shop.test",
    }
    with whole(database_url, folder, env=env) as stack:
        history = History.since_now(stack.desk)
        with Crowd(stack, history, at_once=2):
            time.sleep(seconds)
        verdict = judge(stack.desk, history)
        server = Controller(letters, hostname="127.0.0.1", port=port)
        server.start()
        try:
            left = _delivered(stack.desk, 180)
        finally:
            server.stop()
        name = stack.database
    seen = f"{verdict.words()}; {sum(letters.arrived.values())} letters came later, {left} did not"
    good = verdict.sound and not left and verdict.acknowledged > 0
    return Row("SMTP down, then slow", name, seen, "conversations go on, every letter comes", good)


def _delivered(desk: Any, seconds: float) -> int:
    """Letters that are still not sent."""
    end = time.monotonic() + seconds
    left = 1
    while left and time.monotonic() < end:
        time.sleep(1.0)
        with desk.store.read() as unit:
            rows = unit.find(OutboxRow, channel="email")
        left = sum(row.state is not OutboxState.SENT for row in rows)
    return left
