"""Taking a cancellation request back: each reason."""

from __future__ import annotations

import pytest

from orderdesk.decision import Outcome
from orderdesk.model import CancellationStatus, OrderStatus
from orderdesk.policy.rules.cancel import CancelAsk
from tests.policy.cases import a_cancellation, a_case
from tests.policy.situations import Situation, check, missing

S, ALL = OrderStatus, CancelAsk()

SITUATIONS = [
    Situation("cancelled_for_good", Outcome.REFUSE, a_case(S.CANCELLED), ALL, offers=("human",)),
    Situation(
        "nothing_requested",
        Outcome.REFUSE,
        a_case(S.AWAITING_SHIPMENT, cancellations=(a_cancellation(CancellationStatus.CANCELLED),)),
        ALL,
        offers=("track_order", "human"),
    ),
    Situation(
        "request_waiting",
        Outcome.ALLOW,
        a_case(S.AWAITING_SHIPMENT, cancellations=(a_cancellation(),)),
        ALL,
        facts={"request": "CN-1"},
    ),
]


@pytest.mark.parametrize("one", SITUATIONS, ids=str)
def test_reason(one):
    """A request can be taken back while it waits, and only then."""
    check("withdraw", one)


def test_every_reason_is_shown():
    """No rule of withdrawing is without an order that yields it."""
    assert not missing("withdraw", SITUATIONS)
