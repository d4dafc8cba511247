"""kill -9 of one program or several, again and again, while buyers cancel orders."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.faults.buyers import Crowd
from tests.faults.history import History, judge
from tests.faults.report import Row
from tests.faults.stack import Stack

GOAL = "0 lost, 0 double, 0 phantom"
SAY_EVERY = 15.0  # seconds
Say = Callable[[str], None]


def kills(stack: Stack, names: Sequence[str], times: int, say: Say, seed: int = 1) -> Row:
    """Kill each of these at random moments of cancellations, so many times; each time it is started again."""
    history = History.since_now(stack.desk)
    with Crowd(stack, history):
        time.sleep(1.0)
        _kill(stack, [Victim(name, times) for name in names], random.Random(seed), say, history)
    verdict = judge(stack.desk, history)
    figures = {
        "kills": times, "attempts": verdict.attempts, "acknowledged": verdict.acknowledged,
        "lost": len(verdict.lost), "double": len(verdict.double), "phantom": len(verdict.phantom),
        "half": len(verdict.half), "troubles": list(verdict.troubles)[:10],
    }  # fmt: skip
    good = verdict.sound and verdict.acknowledged > 0
    seen = (
        f"{times} kills each; {verdict.acknowledged} of {figures['attempts']} acknowledged, {len(verdict.lost)} lost, "
        f"{len(verdict.double)} double, {len(verdict.phantom)} phantom, {len(verdict.troubles)} troubles"
    )
    who = ", ".join(names)
    return Row(f"kill -9 of {who} during cancellations", stack.database, seen, GOAL, good, figures)


@dataclass
class Victim:
    """A program that is still to be killed `left` times; `at`: when next, None while it starts."""

    name: str
    left: int
    at: float | None = 0.0


def _kill(stack: Stack, victims: list[Victim], rng: random.Random, say: Say, history: History) -> None:
    """Until each was killed as often as it should be and is back. All from this thread: a program ends with the
    thread that started it."""
    said = time.monotonic()
    while any(one.left or one.at is None for one in victims):
        for one in victims:
            if one.at is None and stack.is_ready(one.name):
                one.at = time.monotonic() + rng.uniform(0.05, 2.0)
            elif one.left and one.at is not None and time.monotonic() >= one.at:
                stack.kill(one.name)
                stack.launch(one.name)
                one.at, one.left = None, one.left - 1
        if time.monotonic() - said > SAY_EVERY:
            said = time.monotonic()
            left = ", ".join(f"{one.name} {one.left}" for one in victims)
            say(f"  kills to go: {left}; {len(history.acknowledged)} cancelled")
        time.sleep(0.02)
