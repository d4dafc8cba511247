"""Many at once on one order, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from orderdesk.bootstrap import Desk
from orderdesk.model import LineStatus, OrderStatus
from orderdesk.money import Money
from tests import postgres
from tests.faults.parallel import parallel, wrong
from tests.faults.stack import opened
from tests.shop import Shop

pytestmark = pytest.mark.slow


@pytest.fixture(params=["sqlite", "postgresql"])
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """A desk on each database, by the real clock."""
    if request.param == "sqlite":
        yield opened(f"sqlite:///{tmp_path}/desk.db", tmp_path)
        return
    programs = postgres.binaries()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    with postgres.server(programs) as url:
        desk = opened(url, tmp_path)
        yield desk
        desk.store.close()


def test_many_at_once_leave_a_legal_state(both: Desk) -> None:
    """Buyer, seller, carrier and platform at the same moment: no illegal state in 450 steps."""
    row = parallel(both, 450, "", print)
    assert row.good, row.figures


def test_illegal_states_are_seen(shop: Shop) -> None:
    """The check itself: too much money, an order that lives without units, a ledger that differs."""
    case = shop.case(shop.order(shop.buyer(), "ON_HOLD"))
    assert wrong(case) == []
    gone = tuple(replace(line, status=LineStatus.CANCELLED) for line in case.lines)
    assert wrong(replace(case, lines=gone)) == ["all units cancelled, order alive"]
    dead = replace(case.order, status=OrderStatus.CANCELLED)
    assert wrong(replace(case, order=dead)) == ["cancelled, with units left"]
    assert case.payment is not None
    paid = replace(case.payment, refunded=Money(Decimal("1.00"), "USD"))
    assert wrong(replace(case, payment=paid)) == ["the ledger and the payment differ"]
