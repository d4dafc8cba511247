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
#: Seconds until a program that is there again is killed again, at most. Messages that waited for Rasa come back within
#: five, and it should be killed in the middle of them.
SOON = 2.0
LATER = {"rasa": 8.0}
#: A program that ends by itself more often than this cannot be started at all.
MOST_ANEW = 20
Say = Callable[[str], None]


def kills(stack: Stack, names: Sequence[str], times: int, say: Say, seed: int = 1) -> Row:
    """Kill each of these at random moments of cancellations, so many times; each time it is started again."""
    history = History.since_now(stack.desk)
    with Crowd(stack, history):
        time.sleep(1.0)
        victims = [Victim(name, times) for name in names]
        _kill(stack, victims, random.Random(seed), say, history)
    verdict = judge(stack.desk, history)
    figures = {
        "kills": times, "started_anew": {one.name: one.anew for one in victims},
        "attempts": verdict.attempts, "acknowledged": verdict.acknowledged,
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
    """A program that is still to be killed `left` times; `at`: when next, None while it starts.

    `anew`: how often it ended by itself while it started, because another one was away, and was started again, as any
    supervisor does.
    """

    name: str
    left: int
    at: float | None = 0.0
    anew: int = 0


def _kill(stack: Stack, victims: list[Victim], rng: random.Random, say: Say, history: History) -> None:
    """Until each was killed as often as it should be and is back. All from this thread: a program ends with the
    thread that started it."""
    said = time.monotonic()
    while any(one.left or one.at is None for one in victims):
        for one in victims:
            if one.at is None and one.anew < MOST_ANEW and stack.has_ended(one.name):
                one.anew += 1
                stack.launch(one.name)
            elif one.at is None and stack.is_ready(one.name):
                one.at = time.monotonic() + rng.uniform(0.05, LATER.get(one.name, SOON))
            elif one.left and one.at is not None and time.monotonic() >= one.at:
                stack.kill(one.name)
                stack.launch(one.name)
                one.at, one.left = None, one.left - 1
        if time.monotonic() - said > SAY_EVERY:
            said = time.monotonic()
            left = ", ".join(f"{one.name} {one.left}" for one in victims)
            say(f"  kills to go: {left}; {len(history.acknowledged)} cancelled")
        time.sleep(0.02)
