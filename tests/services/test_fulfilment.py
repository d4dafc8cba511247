"""What was cancelled or paid back is not sent, and the order stands where the rest of it is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from orderdesk.bootstrap import Desk
from orderdesk.model import (
    LineStatus,
    OrderCase,
    OrderStatus,
    ParcelStatus,
    Party,
    ReturnKind,
)
from orderdesk.services import cancel, dispute, returns
from orderdesk.services.fulfilment import adjust
from orderdesk.services.returns import ReturnAsk
from tests.conftest import SetClock
from tests.services.waiting import did
from tests.shop import Buyer, Shop

SPLIT = (("Hoodie", "19.90"), ("Socks", "5.00"))
LATE = ReturnAsk((), ReturnKind.REFUND, "not_received")
S, P = OrderStatus, ParcelStatus


def split(shop: Shop, buyer: Buyer, days: int = 4) -> str:
    """The hoodie is on its way, the socks have not been sent."""
    return shop.order(buyer, "PARTIALLY_SHIPPING", SPLIT, ago=timedelta(days=days), sent_lines=1)


def stands(case: OrderCase) -> tuple[OrderStatus, list[ParcelStatus]]:
    """The order's status and its parcels'."""
    return case.order.status, [parcel.status for parcel in case.parcels]


def test_a_cancelled_part_is_not_sent(shop: Shop, real: Desk, clock: SetClock) -> None:
    """The rest of a split order is cancelled by the clock: its parcel is, too, and the order is on its way."""
    buyer = shop.buyer()
    number = split(shop, buyer)
    found = cancel.check(shop.desk, shop.who(buyer), number, (f"{number}-2",), "other")
    cancel.submit(shop.desk, shop.who(buyer), found.pending.id)
    clock.forward(hours=48, minutes=1)
    assert did(real) == {"cancellations_approved": 1}
    case = shop.case(number)
    assert stands(case) == (S.IN_TRANSIT, [P.FULFILLING, P.CANCELLED])
    assert case.order.shipped_at == case.parcels[0].shipped_at


def test_a_part_is_cancelled_that_shares_its_parcel(shop: Shop) -> None:
    """A parcel that still has something for the buyer in it stays."""
    buyer = shop.buyer()
    number = shop.order(buyer, "AWAITING_COLLECTION", SPLIT)
    with shop.desk.store.write() as unit:
        unit.change(shop.case(number).lines[0], status=LineStatus.RETURNED)
        adjust(unit, number, shop.desk.clock.now())
    assert stands(shop.case(number)) == (S.AWAITING_COLLECTION, [P.PROCESSING])


def test_money_back_for_what_never_left(shop: Shop, real: Desk, clock: SetClock) -> None:
    """A late refund of all that is still with the seller ends the order: nothing is sent any more."""
    buyer = shop.buyer()
    number = shop.order(buyer, "AWAITING_COLLECTION", SPLIT, ago=timedelta(days=9))
    found = returns.check(shop.desk, shop.who(buyer), number, LATE)
    returns.submit(shop.desk, shop.who(buyer), found.pending.id)
    clock.forward(hours=48, minutes=1)
    assert did(real) == {"returns_approved": 1}
    case = shop.case(number)
    assert stands(case) == (S.CANCELLED, [P.CANCELLED]) and case.order.cancelled_by is Party.SYSTEM
    assert sum(refund.amount.amount for refund in case.refunds) == case.order.total.amount


def test_a_dispute_won_about_a_split_order(shop: Shop, real: Desk, clock: SetClock) -> None:
    """All of it is paid back: the part that has not left is not sent any more."""
    buyer = shop.buyer()
    number = split(shop, buyer, days=16)
    found = dispute.check(shop.desk, shop.who(buyer), number, "not_received")
    dispute.submit(shop.desk, shop.who(buyer), found.pending.id)
    clock.forward(days=7, minutes=1)
    assert did(real)["disputes_decided"] == 1
    case = shop.case(number)
    assert not case.active_lines and stands(case) == (S.IN_TRANSIT, [P.FULFILLING, P.CANCELLED])


@pytest.mark.parametrize("of_order", [True, False])
def test_what_is_left_is_there(shop: Shop, of_order: bool) -> None:
    """With the unsent part gone, an order whose rest has arrived is delivered, since that arrived."""
    buyer = shop.buyer()
    number = split(shop, buyer)
    there = shop.desk.clock.now() - timedelta(hours=3)
    with shop.desk.store.write() as unit:
        case = shop.case(number)
        unit.change(case.parcels[0], status=P.COMPLETED, delivered_at=there)
        unit.change(case.lines[1], status=LineStatus.CANCELLED)
        if not of_order:  # the hoodie went back before
            unit.change(case.lines[0], status=LineStatus.RETURNED)
        adjust(unit, number, shop.desk.clock.now())
    case = shop.case(number)
    assert stands(case) == (S.DELIVERED, [P.COMPLETED, P.CANCELLED]) and case.order.delivered_at == there


def test_a_parcel_without_units_waits_for_them(shop: Shop) -> None:
    """Nobody knows yet what goes into it: it stays while anything of the order remains."""
    buyer = shop.buyer()
    number = split(shop, buyer)
    with shop.desk.store.write() as unit:
        case = shop.case(number)
        unit.change(case.lines[1], parcel_id=None)
        unit.change(case.lines[0], status=LineStatus.RETURNED)
        adjust(unit, number, shop.desk.clock.now())
    assert stands(shop.case(number)) == (S.PARTIALLY_SHIPPING, [P.FULFILLING, P.TO_FULFILL])
