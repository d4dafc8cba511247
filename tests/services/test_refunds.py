"""Where refunds stand, and what became of the wish where there is none."""

from __future__ import annotations

from datetime import timedelta

import pytest

from orderdesk.model import CancellationStatus, Party, ReturnKind, ReturnStatus
from orderdesk.services import cancel, refunds, return_steps, returning
from tests.conftest import SetClock
from tests.services.parcels import asked, delivered
from tests.shop import Buyer, Shop


def cancelled(shop: Shop, buyer: Buyer, ago: timedelta = timedelta(minutes=10)) -> str:
    status = "ON_HOLD" if ago < timedelta(hours=1) else "AWAITING_SHIPMENT"
    number = shop.order(buyer, status, ago=ago)
    found = cancel.check(shop.desk, shop.who(buyer), number, (), "better_price")
    assert found.pending is not None
    cancel.submit(shop.desk, shop.who(buyer), found.pending.id)
    return number


def test_orders_with_refunds_newest_first_and_only_ones_own(shop: Shop, clock: SetClock) -> None:
    """Nobody sees another buyer's refunds; without orders there are none."""
    buyer, other = shop.buyer(), shop.buyer()
    assert refunds.orders_with_refund(shop.desk, shop.who(other)) == ()
    first = cancelled(shop, buyer)
    clock.forward(hours=1)
    second = cancelled(shop, buyer)
    assert refunds.orders_with_refund(shop.desk, shop.who(buyer)) == (second, first)
    assert refunds.orders_with_refund(shop.desk, shop.who(other)) == ()


def test_orders_with_a_wish_are_those_that_money_may_come_of(shop: Shop, clock: SetClock) -> None:
    """Cancellations and returns alike, newest first, no other orders."""
    buyer = shop.buyer()
    wished = cancelled(shop, buyer, timedelta(hours=5))
    clock.forward(minutes=1)
    returned = delivered(shop, buyer)
    asked(shop, buyer, returned)
    delivered(shop, buyer)
    assert refunds.orders_with_wish(shop.desk, shop.who(buyer)) == (returned, wished)


@pytest.mark.parametrize("status", ["ON_HOLD", "IN_TRANSIT", "DELIVERED"])
def test_nothing_asked_is_said_to_be_so(shop: Shop, status: str) -> None:
    """An order that nobody cancelled or returned has no refund, and no request to name."""
    buyer = shop.buyer()
    case = shop.case(shop.order(buyer, status, ago=timedelta(days=6)))
    assert refunds.why_none(case) == refunds.NoRefund("not_asked")


def test_unpaid_orders_have_nothing_to_refund(shop: Shop) -> None:
    """Cancelled or not."""
    buyer = shop.buyer()
    assert refunds.why_none(shop.case(shop.order(buyer, "UNPAID"))).code == "unpaid"


def test_a_cancellation_request_is_named_as_it_stands(shop: Shop) -> None:
    """Waiting, taken back, refused by the seller: three different answers."""
    buyer = shop.buyer()
    number = cancelled(shop, buyer, timedelta(hours=5))
    live = shop.case(number).live_cancellation
    assert live is not None
    waiting = refunds.why_none(shop.case(number))
    assert (waiting.code, waiting.request) == ("cancellation_waiting", live)
    for party, code in (
        (Party.BUYER, "cancellation_withdrawn"),
        (Party.SELLER, "cancellation_refused"),
        (Party.SYSTEM, "cancellation_sent"),
    ):
        with shop.desk.store.write() as unit:
            row = shop.case(number).cancellations[0]
            unit.change(row, status=CancellationStatus.CANCELLED, answered_by=party)
        assert refunds.why_none(shop.case(number)).code == code


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (ReturnStatus.PENDING, "return_waiting"),
        (ReturnStatus.AWAITING_BUYER_SHIP, "return_to_send"),
        (ReturnStatus.BUYER_SHIPPED, "return_under_way"),
        (ReturnStatus.REJECTED, "return_refused"),
        (ReturnStatus.CANCELLED, "return_closed"),
        (ReturnStatus.COMPLETE, "return_complete"),
    ],
)
def test_a_return_is_named_as_it_stands(shop: Shop, status: ReturnStatus, code: str) -> None:
    """Each state of a return is its own answer to "where is my money"."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    _, live = asked(shop, buyer, number)
    with shop.desk.store.write() as unit:
        unit.change(live, status=status)
    found = refunds.why_none(shop.case(number))
    assert found.code == code and found.request is not None and found.request.id == live.id


def test_a_replacement_is_no_refund(shop: Shop) -> None:
    """Whoever asked for another one is reminded of that, not of money."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    asked(shop, buyer, number, kind=ReturnKind.REPLACEMENT, reason="damaged")
    assert refunds.why_none(shop.case(number)).code == "replacement"


def test_the_newest_wish_decides(shop: Shop, clock: SetClock) -> None:
    """A return taken back and asked for anew is waiting, not closed."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    asked(shop, buyer, number)
    _, _, pending = return_steps.check_withdraw(shop.desk, shop.who(buyer), number)
    assert pending is not None
    return_steps.submit_withdraw(shop.desk, shop.who(buyer), pending.id)
    assert refunds.why_none(shop.case(number)).code == "return_closed"
    clock.forward(minutes=1)
    asked(shop, buyer, number)
    assert refunds.why_none(shop.case(number)).code == "return_waiting"


def test_refunds_are_told_newest_first(shop: Shop, clock: SetClock) -> None:
    """Several refunds of one order, in the order in which they were promised, newest first."""
    buyer = shop.buyer()
    number = delivered(shop, buyer, (("Mug", "12.00"), ("Socks", "5.00")))
    for place in (1, 2):
        asked(shop, buyer, number, lines=(f"{number}-{place}",), kind=ReturnKind.REFUND, reason="damaged")
        with shop.desk.store.write() as unit:
            case = unit.case(number)
            assert case is not None and case.live_return is not None
            returning.approve(shop.desk, unit, case, case.live_return, Party.SELLER, clock.now())
        clock.forward(hours=1)
    told = refunds.newest_first(shop.case(number).refunds)
    assert [str(one.amount.amount) for one in told] == ["5.00", "12.00"]
