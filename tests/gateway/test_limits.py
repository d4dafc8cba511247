"""The sliding minute, and what it remembers."""

from __future__ import annotations

from gateway.limits import MINUTE, Limit


class Clock:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_no_more_than_so_many_in_any_minute() -> None:
    """The one too many is told how long to wait; another key is let in."""
    clock = Clock()
    limit = Limit(2, clock)
    assert limit.wait("mia") == 0
    clock.now += 20
    assert limit.wait("mia") == 0
    assert limit.wait("mia") == MINUTE - 20
    assert limit.wait("finn") == 0
    clock.now += MINUTE - 20
    assert limit.wait("mia") == 0


def test_who_was_quiet_for_a_minute_is_forgotten() -> None:
    """A gateway that runs for weeks does not remember everybody who was ever there."""
    clock = Clock()
    limit = Limit(5, clock)
    for number in range(1000):
        limit.wait(f"buyer {number}")
    clock.now += MINUTE / 2
    limit.wait("mia")
    clock.now += MINUTE / 2
    limit.wait("finn")
    assert len(limit) == 2
