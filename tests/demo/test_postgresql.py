"""The demo shop in the other database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from orderdesk.bootstrap import Desk, open_desk
from orderdesk.demo.seed import cases, seed
from orderdesk.model import Order, Payment
from tests import postgres


@pytest.fixture
def served(desk: Desk, clock: Any) -> Iterator[Desk]:
    """A desk over an empty database of a throwaway server."""
    programs = postgres.binaries()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    with postgres.server(programs) as url:
        yield open_desk(replace(desk.settings, database_url=url), clock=clock)


def test_seed_and_reset(served: Desk, clock: Any) -> None:
    """PostgreSQL takes every row, adds up the refunds, keeps all of it on a second seeding, and can be reset."""
    made = cases(clock.now())
    assert seed(served).seeded
    clock.forward(days=1)
    assert not seed(served).seeded
    with served.store.read() as unit:
        payments = {payment.order_id: payment for payment in unit.find(Payment)}
        assert payments == {case.order.id: case.payment for case in made if case.payment}
    assert seed(served, reset=True).seeded
    with served.store.read() as unit:
        assert unit.get(Order, made[0].order.id).created_at > made[0].order.created_at
