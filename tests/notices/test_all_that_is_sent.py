"""All that the services put into the outbox can be written and told: the whole demo shop, run to its end."""

from __future__ import annotations

from collections import Counter

import pytest

from orderdesk.bootstrap import Desk
from orderdesk.demo.seed import seed
from orderdesk.model import OutboxRow, OutboxState
from orderdesk.services.clock import tick
from orderdesk.services.news import tell_news
from orderdesk.services.outbox import deliver_due
from tests.conftest import SetClock

DAYS = 45
#: What the clock and the demo's sellers write without a word from a buyer.
EXPECTED = {"cancellation_approved", "cancellation_lapsed", "refund_sent", "return_approved", "return_label"}


@pytest.fixture
def sent(desk: Desk, clock: SetClock) -> Counter[tuple[str, OutboxState]]:
    """Which letters there are after some weeks in the demo shop, and how they stand."""
    seed(desk)
    for _ in range(DAYS):
        tick(desk)
        while deliver_due(desk):
            pass
        tell_news(desk)
        clock.forward(days=1)
    with desk.store.read() as unit:
        return Counter((row.template, row.state) for row in unit.find(OutboxRow))


@pytest.mark.slow
def test_no_letter_is_left_behind(sent: Counter[tuple[str, OutboxState]]) -> None:
    """No service forgets a fact that its letter needs: nothing is dead, nothing waits."""
    assert {state for _, state in sent} == {OutboxState.SENT}
    assert {letter for letter, _ in sent} >= EXPECTED
