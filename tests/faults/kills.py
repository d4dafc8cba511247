"""kill -9 of one program, again and again, while buyers cancel orders."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from tests.faults.buyers import Crowd
from tests.faults.history import History, judge
from tests.faults.report import Row
from tests.faults.stack import Stack

GOAL = "0 lost, 0 double, 0 phantom"
Say = Callable[[str], None]


def kills(stack: Stack, name: str, times: int, say: Say, seed: int = 1) -> Row:
    """Kill the program at random moments of cancellations; each time it is started again."""
    history, rng = History.since_now(stack.desk), random.Random(seed)
    with Crowd(stack, history):
        time.sleep(1.0)
        for number in range(times):
            time.sleep(rng.uniform(0.05, 2.0))
            stack.kill(name)
            stack.start(name)
            if number % 10 == 9:
                say(f"  {name}: {number + 1} of {times} kills, {len(history.acknowledged)} cancelled")
    verdict = judge(stack.desk, history)
    figures = {
        "kills": times, "attempts": verdict.attempts, "acknowledged": verdict.acknowledged,
        "lost": len(verdict.lost), "double": len(verdict.double), "phantom": len(verdict.phantom),
        "half": len(verdict.half), "troubles": list(verdict.troubles)[:10],
    }  # fmt: skip
    good = verdict.sound and verdict.acknowledged > 0
    seen = (
        f"{times} kills; {verdict.acknowledged} of {figures['attempts']} acknowledged, {len(verdict.lost)} lost, "
        f"{len(verdict.double)} double, {len(verdict.phantom)} phantom, {len(verdict.troubles)} troubles"
    )
    return Row(f"kill -9 of {name} during cancellations", stack.database, seen, GOAL, good, figures)
