"""Returns: what a look or a check says before there is a yes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from orderdesk.errors import BadInput, NotFound
from orderdesk.model import (
    PendingAction,
    Return,
    ReturnKind,
)
from orderdesk.services import returns
from orderdesk.services.returns import ReturnAsk
from tests.services.parcels import delivered, proposed
from tests.shop import Shop

SEND_BACK, KEEP, REPLACE = ReturnKind.RETURN_AND_REFUND, ReturnKind.REFUND, ReturnKind.REPLACEMENT


def test_what_is_on_time_is_refused_with_what_helps(shop: Shop) -> None:
    """The same wish a day before it is due: no, and no pending action."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=timedelta(days=7))
    found = returns.check(shop.desk, shop.who(buyer), number, ReturnAsk((), KEEP, "not_received"))
    assert (
        found.decision.rule == "not_delivered_yet" and found.pending is None and found.decision.alternatives
    )
    assert not shop.rows(PendingAction, customer_id=buyer.customer.id)


@pytest.mark.parametrize(
    ("status", "rule"),
    [
        ("UNPAID", "return_unpaid"),
        ("ON_HOLD", "not_shipped_yet"),
        ("AWAITING_SHIPMENT", "not_shipped_yet"),
        ("AWAITING_COLLECTION", "not_delivered_yet"),
        ("COMPLETED", "return_completed_order"),
        ("CANCELLED", "return_order_cancelled"),
    ],
)
def test_what_the_policy_refuses_gets_no_pending_action(shop: Shop, status: str, rule: str) -> None:
    """A refusal leaves nothing that a yes could do, whatever is asked for."""
    buyer = shop.buyer()
    number = shop.order(buyer, status, ago=timedelta(days=6 if status != "COMPLETED" else 60))
    for kind in ReturnKind:
        found = returns.check(shop.desk, shop.who(buyer), number, ReturnAsk((), kind, "no_longer_needed"))
        assert found.pending is None and rule in [reason.code for reason in found.decision.reasons]
    assert not shop.rows(PendingAction, customer_id=buyer.customer.id)


def test_what_leaves_no_choice_counts_as_chosen(shop: Shop) -> None:
    """A change of mind can only be sent back for money; something broken leaves three kinds to choose from."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    plain = returns.look(shop.desk, shop.who(buyer), number, ReturnAsk((), None, "no_longer_needed"))
    broken = returns.look(shop.desk, shop.who(buyer), number, ReturnAsk((), None, "defective"))
    assert plain.ask.kind is SEND_BACK
    assert broken.ask.kind is None and set(broken.kinds) == set(ReturnKind)


def test_the_wish_narrows_the_kinds(shop: Shop) -> None:
    """Who wants money is not offered a replacement; who wants a replacement gets it where there is one."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)

    def kinds(reason: str, *wants: ReturnKind) -> tuple[ReturnKind, ...]:
        return returns.look(shop.desk, shop.who(buyer), number, ReturnAsk((), None, reason), wants).kinds

    assert set(kinds("damaged", KEEP, SEND_BACK)) == {KEEP, SEND_BACK}
    assert kinds("damaged", REPLACE) == (REPLACE,)
    assert kinds("no_longer_needed", REPLACE) == (SEND_BACK,)


def test_a_reason_of_no_market_is_dropped_by_a_look_and_refused_by_a_check(shop: Shop) -> None:
    """Only the market's reasons reach a pending action."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    assert returns.look(shop.desk, shop.who(buyer), number, ReturnAsk((), None, "because")).ask.reason is None
    for ask in (ReturnAsk((), None, "damaged"), ReturnAsk((), SEND_BACK, None)):
        with pytest.raises(BadInput):
            returns.check(shop.desk, shop.who(buyer), number, ask)


def test_what_cannot_go_back_can_if_something_is_wrong_with_it(shop: Shop) -> None:
    """Not returnable by change of mind; the faults that help are exactly those that the policy takes."""
    buyer = shop.buyer()
    number = delivered(shop, buyer, returnable=False)
    found = returns.look(shop.desk, shop.who(buyer), number, ReturnAsk())
    assert found.decision.rule == "not_returnable"
    assert "return_faulty" in [one.code for one in found.decision.alternatives]
    faults = returns.fault_reasons(shop.desk, shop.who(buyer), number)
    assert "defective" in faults and "no_longer_needed" not in faults
    for reason in faults:
        assert returns.look(shop.desk, shop.who(buyer), number, ReturnAsk((), None, reason)).decision.allowed


def test_after_the_window_only_protected_faults_are_left(shop: Shop) -> None:
    """Day 31 to 90: damaged, defective and not as described still work, a wrong item does not."""
    buyer = shop.buyer()
    number = shop.order(buyer, "DELIVERED", ago=timedelta(days=45))
    assert returns.look(shop.desk, shop.who(buyer), number, ReturnAsk()).decision.rule == "return_window_over"
    faults = set(returns.fault_reasons(shop.desk, shop.who(buyer), number))
    assert faults == {"damaged", "defective", "not_as_described"}


def test_somebody_elses_order_is_as_unknown_as_none(shop: Shop) -> None:
    """ "Not yours" and "does not exist" are the same answer, at check and at submit."""
    owner, thief = shop.buyer(), shop.buyer()
    number = delivered(shop, owner)
    ask = ReturnAsk((), SEND_BACK, "no_longer_needed")
    for unknown in (number, "570000000000000000"):
        with pytest.raises(NotFound):
            returns.check(shop.desk, shop.who(thief), unknown, ask)
        with pytest.raises(NotFound):
            returns.fault_reasons(shop.desk, shop.who(thief), unknown)
    with pytest.raises(NotFound):
        returns.submit(shop.desk, shop.who(thief), proposed(shop, owner, number))
    assert not shop.rows(Return, order_id=number)


def test_the_numbers_of_the_rule_are_the_terms(shop: Shop) -> None:
    """What is told about returns in general is what the market's terms say."""
    told = returns.numbers(shop.desk, "default")
    assert told == {"window": "30", "protection": "90", "ship": "14", "answer": "48", "days": "3–10"}


def test_the_orders_that_are_likely_meant(shop: Shop) -> None:
    """What can be returned or is late; for money also what can be cancelled; never somebody else's."""
    buyer = shop.buyer()
    arrived, late = delivered(shop, buyer), shop.order(buyer, "IN_TRANSIT", ago=timedelta(days=9))
    unsent = shop.order(buyer, "ON_HOLD")
    (
        shop.order(buyer, "IN_TRANSIT", ago=timedelta(days=2)),
        shop.order(buyer, "COMPLETED", ago=timedelta(days=60)),
    )
    delivered(shop, shop.buyer())
    assert returns.candidates(shop.desk, shop.who(buyer)) == (arrived, late)
    assert returns.candidates(shop.desk, shop.who(buyer), money=True) == (unsent, arrived, late)


def test_where_nothing_can_be_returned_something_is_still_meant(shop: Shop) -> None:
    """So that the no can name its reason: the orders that were sent."""
    buyer = shop.buyer()
    number = shop.order(buyer, "COMPLETED", ago=timedelta(days=60))
    shop.order(buyer, "ON_HOLD")
    assert returns.candidates(shop.desk, shop.who(buyer)) == (number,)
