"""Try a transaction again when somebody else was faster."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from orderdesk.errors import StaleAction

Result = TypeVar("Result")
TRIES = 8


class LeaseLost(StaleAction):
    """Somebody else works on the conversation now; trying again would not help."""


def again(work: Callable[[], Result]) -> Result:
    """What `work` returns. Lost races are run again a few times, then raised (StaleAction)."""
    for attempt in range(1, TRIES + 1):
        try:
            return work()
        except LeaseLost:
            raise
        except StaleAction:
            if attempt == TRIES:
                raise
            time.sleep(random.uniform(0.001, 0.01) * attempt)  # noqa: S311 (only spreads the tries)
    raise AssertionError("unreachable")
