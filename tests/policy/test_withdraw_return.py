"""Taking a return back: each reason."""

from __future__ import annotations

import pytest

from orderdesk.decision import Outcome
from orderdesk.model import OrderStatus, ReturnStatus
from orderdesk.policy.returns import ReturnAsk
from tests.policy.cases import a_case, a_return, ahead
from tests.policy.situations import Situation, check, missing

S, ANY = OrderStatus, ReturnAsk()
DONE = a_return(ReturnStatus.COMPLETE)

SITUATIONS = [
    Situation(
        "no_return_running",
        Outcome.REFUSE,
        a_case(S.DELIVERED, returns=(DONE,)),
        ANY,
        offers=("return_item", "track_order", "human"),
    ),
    Situation(
        "return_on_its_way_back",
        Outcome.REFUSE,
        a_case(S.DELIVERED, returns=(a_return(ReturnStatus.BUYER_SHIPPED),)),
        ANY,
        offers=("return_status", "message_seller", "human"),
    ),
    Situation("return_waiting", Outcome.ALLOW, a_case(S.DELIVERED, returns=(a_return(),)), ANY),
    Situation(
        "return_not_sent",
        Outcome.ALLOW,
        a_case(S.DELIVERED, returns=(a_return(ReturnStatus.AWAITING_BUYER_SHIP, ship_by=ahead(days=9)),)),
        ANY,
        facts={"ship_by": ahead(days=9)},
    ),
]


@pytest.mark.parametrize("one", SITUATIONS, ids=str)
def test_reason(one):
    """A return can be taken back until the goods are on their way, and not after."""
    check("withdraw_return", one)


def test_every_reason_is_shown():
    """No rule of withdrawing a return is without an order that yields it."""
    assert not missing("withdraw_return", SITUATIONS)
