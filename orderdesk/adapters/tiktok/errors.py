"""What the platform may say no with.

Unavailable
└── Later        not now: down, too slow, or too much at once; `retry_after` where it said when
OrderdeskError
└── Refused      no, and no again; `number` is the platform's own
"""

from __future__ import annotations

from orderdesk.errors import OrderdeskError, Unavailable

#: Numbers of the platform's envelope.
EXPIRED_TOKEN = 105002
TOO_MANY = 36009002
TIMED_OUT, INTERNAL, OVERLOADED = 36009007, 36009003, 503
DAILY_QUOTA = 45101004
SENSITIVE_WORDS = 45101006
NOT_FOUND = (45101003, 21008111, 25007006)
MAYBE_LATER = frozenset({TOO_MANY, TIMED_OUT, INTERNAL, OVERLOADED, DAILY_QUOTA})
QUOTA_PAUSE = 3600.0


class Later(Unavailable):
    """Trying again may help. `retry_after`: seconds, where the platform said so."""

    def __init__(self, words: str, retry_after: float | None = None) -> None:
        super().__init__(words)
        self.retry_after = retry_after


class Refused(OrderdeskError):
    """The platform will not do this, however often it is asked."""

    code = "refused"

    def __init__(self, number: int, words: str = "") -> None:
        super().__init__(f"{number} {words}".strip()[:200])
        self.number = number
