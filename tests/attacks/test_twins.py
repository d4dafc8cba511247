"""Somebody else's order and no order at all take the same time."""

from __future__ import annotations

import random

import pytest

from orderdesk.bootstrap import Desk
from tests.attacks.marked import marked
from tests.attacks.twins import Compared, in_time

pytestmark = pytest.mark.slow


def test_not_yours_takes_as_long_as_not_there(any_desk: Desk) -> None:
    """Every service that reads an order needs about as long for either: nobody learns by the clock what exists."""
    attacker, victim = marked(any_desk, random.Random(1), 1), marked(any_desk, random.Random(2), 1)
    ratios = []
    for _ in range(3):
        compared = Compared()
        in_time(any_desk, attacker, victim, 25, compared)
        ratios.append(compared.ratio)
        if ratios[-1] < 1.5:
            return
    raise AssertionError(ratios)
