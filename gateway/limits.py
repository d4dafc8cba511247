"""How much is let in: a sliding minute for each key. Each gateway counts for itself."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable

MINUTE = 60.0
#: So many keys are remembered; beyond, the ones that were quiet longest are forgotten.
MOST_KEYS = 50_000


class Limit:
    """At most `most` in any minute for each key."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = most, clock
        self._moments: OrderedDict[str, deque[float]] = OrderedDict()

    def wait(self, key: str) -> float:
        """0 and one counted, or the seconds until there is room; what is refused is not counted."""
        now = self._clock()
        self._forget(now - MINUTE)
        moments = self._moments.setdefault(key, deque())
        self._moments.move_to_end(key)
        while moments and moments[0] <= now - MINUTE:
            moments.popleft()
        if len(moments) >= self._most:
            return moments[0] + MINUTE - now
        moments.append(now)
        if len(self._moments) > MOST_KEYS:
            self._moments.popitem(last=False)
        return 0.0

    def _forget(self, before: float) -> None:
        """Drop the keys that nobody used since then; the ones that were quiet longest come first."""
        while self._moments:
            key, moments = next(iter(self._moments.items()))
            if moments and moments[-1] > before:
                return
            del self._moments[key]

    def __len__(self) -> int:
        """How many keys are remembered."""
        return len(self._moments)
