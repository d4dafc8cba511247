"""Money asked back for what was late, and what happens when it comes while the seller still has time to answer."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from orderdesk.bootstrap import Desk
from orderdesk.facts import unpack
from orderdesk.model import LineStatus, OrderStatus, OutboxRow, ParcelStatus, Party, ReturnKind, ReturnStatus
from orderdesk.services import returning
from tests.conftest import SetClock
from tests.services.parcels import asked
from tests.services.waiting import did, entry, letters
from tests.shop import Buyer, Shop

LATE = {"kind": ReturnKind.REFUND, "reason": "not_received"}
TWO = (("Stone Mug", "12.00"), ("Wool Socks", "5.00"))


def asked_back(shop: Shop, buyer: Buyer, status: str = "IN_TRANSIT", **more: object) -> str:
    """A late order whose money was asked back."""
    number = shop.order(buyer, status, ago=timedelta(days=9), **more)
    asked(shop, buyer, number, **LATE)
    return number


def arrives(shop: Shop, number: str) -> None:
    """All of it is there now."""
    now = shop.desk.clock.now()
    with shop.desk.store.write() as unit:
        case = unit.case(number)
        unit.change(case.order, status=OrderStatus.DELIVERED, delivered_at=now)
        for parcel in case.parcels:
            unit.change(parcel, status=ParcelStatus.COMPLETED, delivered_at=parcel.delivered_at or now)


def silence(shop: Shop, real: Desk, clock: SetClock, number: str) -> None:
    """The time for the seller's answer passes."""
    clock.forward(hours=48, minutes=1)
    assert did(real)["returns_approved"] == 1


def agreed(shop: Shop, real: Desk, clock: SetClock, number: str) -> None:
    """The seller says yes."""
    with shop.desk.store.write() as unit:
        case = unit.case(number)
        returning.approve(shop.desk, unit, case, case.live_return, Party.SELLER, clock.now())


@pytest.mark.parametrize("answer", [silence, agreed])
def test_what_came_after_all_is_not_paid_back(shop: Shop, real: Desk, clock: SetClock, answer) -> None:
    """Neither silence nor a yes pays for what has come since: closed, no money, the goods stay in the order."""
    number = asked_back(shop, shop.buyer())
    clock.forward(hours=5)
    arrives(shop, number)
    answer(shop, real, clock, number)
    case = shop.case(number)
    assert case.returns[0].status is ReturnStatus.CANCELLED and not case.refunds
    assert case.lines[0].status is LineStatus.ACTIVE


def test_the_buyer_learns_that_it_came_and_until_when_it_may_go_back(
    shop: Shop, real: Desk, clock: SetClock
) -> None:
    """One letter and one line in the chat, with the last moment of a return; the audit row names the system."""
    buyer = shop.buyer()
    number = asked_back(shop, buyer)
    clock.forward(hours=5)
    arrives(shop, number)
    came = clock.now()
    silence(shop, real, clock, number)
    assert entry(shop, number, "return_closed").actor is Party.SYSTEM
    assert letters(shop, buyer) == ["return_arrived", "return_requested"]
    told = {one.channel: unpack(one.facts) for one in shop.rows(OutboxRow, template="return_arrived")}
    assert set(told) == {"chat", "email"}
    assert told["email"]["return_by"] == came + timedelta(days=30)
    assert told["email"]["alternatives"][0] == "return_item"


def test_no_day_where_it_cannot_go_back(shop: Shop, real: Desk, clock: SetClock) -> None:
    """What is taken back only for a fault gets no day for returning it."""
    number = asked_back(shop, shop.buyer(), returnable=False)
    clock.forward(hours=5)
    arrives(shop, number)
    silence(shop, real, clock, number)
    facts = unpack(shop.rows(OutboxRow, template="return_arrived")[0].facts)
    assert facts["return_by"] is None and "return_faulty" in facts["alternatives"]


def test_marked_delivered_and_not_there_is_paid(shop: Shop, real: Desk, clock: SetClock) -> None:
    """Asked after the parcel was marked delivered: its arrival is what is in doubt, and silence is a yes."""
    number = asked_back(shop, shop.buyer(), "DELIVERED")
    silence(shop, real, clock, number)
    assert [refund.amount.amount for refund in shop.case(number).refunds] == [Decimal("23.90")]


def test_of_two_parcels_the_one_that_is_missing_is_paid(shop: Shop, real: Desk, clock: SetClock) -> None:
    """One of two came since: the other one's price goes back, once."""
    number = asked_back(shop, shop.buyer(), "PARTIALLY_SHIPPING", items=TWO, sent_lines=1)
    clock.forward(hours=5)
    with shop.desk.store.write() as unit:
        parcel = unit.case(number).parcels[0]
        unit.change(parcel, status=ParcelStatus.COMPLETED, delivered_at=clock.now())
    silence(shop, real, clock, number)
    case = shop.case(number)
    assert [refund.amount.amount for refund in case.refunds] == [Decimal("5.00")]
    assert [line.status for line in case.lines] == [LineStatus.ACTIVE, LineStatus.RETURNED]
