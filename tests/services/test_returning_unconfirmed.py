"""Parcels that came back and nobody confirms, and parcels of returns that had closed: each is paid once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from orderdesk.bootstrap import Desk
from orderdesk.errors import StaleAction
from orderdesk.model import DisputeStatus, LineStatus, Party, ReturnKind, ReturnStatus
from orderdesk.policy.dispute import verdict
from orderdesk.services import dispute, return_steps, returning
from tests.conftest import SetClock
from tests.services.parcels import asked, delivered
from tests.services.test_dispute import decided, opened
from tests.services.test_returning import approve, does, receive
from tests.services.waiting import did
from tests.shop import Buyer, Shop

KINDS = [ReturnKind.RETURN_AND_REFUND, ReturnKind.REPLACEMENT]
ABOUT = "return_unconfirmed"
PRICE = Decimal("19.90")


def approved(shop: Shop, buyer: Buyer, kind: ReturnKind = ReturnKind.RETURN_AND_REFUND) -> str:
    """An order whose return may be sent."""
    number = delivered(shop, buyer)
    asked(shop, buyer, number, kind=kind, reason="damaged")
    does(shop, number, approve(shop))
    return number


def sent(shop: Shop, buyer: Buyer, kind: ReturnKind = ReturnKind.RETURN_AND_REFUND) -> str:
    """An order whose return the buyer has sent."""
    number = approved(shop, buyer, kind)
    _, pending = return_steps.check_sent(shop.desk, shop.who(buyer), number)
    assert pending is not None
    return_steps.submit_sent(shop.desk, shop.who(buyer), pending.id)
    return number


def taken_in(shop: Shop, number: str) -> None:
    """The newest return's parcel is with the seller."""
    with shop.desk.store.write() as unit:
        case = unit.case(number)
        returning.receive(shop.desk, unit, case, case.returns[-1], shop.desk.clock.now())


def test_until_two_weeks_after_the_last_day_a_seller_may_confirm(shop: Shop, clock: SetClock) -> None:
    """Before that no dispute; a minute later one, and only about that."""
    buyer = shop.buyer()
    number = sent(shop, buyer)
    clock.forward(days=28)
    shop.sign_in(buyer)
    assert not dispute.look(shop.desk, shop.who(buyer), number).abouts
    clock.forward(minutes=1)
    shop.sign_in(buyer)
    assert dispute.look(shop.desk, shop.who(buyer), number).abouts == (ABOUT,)


@pytest.mark.parametrize("kind", KINDS)
def test_what_nobody_confirms_is_paid_back_once(shop: Shop, clock: SetClock, kind: ReturnKind) -> None:
    """Won: the return is settled, the money goes back, for a replacement too; a late confirmation pays nothing more."""
    buyer = shop.buyer()
    number = sent(shop, buyer, kind)
    clock.forward(days=29)
    shop.sign_in(buyer)
    opened(shop, buyer, number, ABOUT, text="Tracking says it was handed over.")
    decided(shop, number, DisputeStatus.SUPPORT_BUYER)
    case = shop.case(number)
    assert case.returns[0].status is ReturnStatus.COMPLETE and case.lines[0].status is LineStatus.RETURNED
    assert [refund.amount.amount for refund in case.refunds] == [PRICE]
    with pytest.raises(StaleAction):
        taken_in(shop, number)
    assert len(shop.case(number).refunds) == 1


@pytest.mark.parametrize(("text", "outcome"), [("It is there.", "SUPPORT_BUYER"), ("", "SUPPORT_SELLER")])
def test_evidence_decides_it(shop: Shop, clock: SetClock, text: str, outcome: str) -> None:
    """What the buyer brought decides; nothing brought, things stay as they are."""
    buyer = shop.buyer()
    number = sent(shop, buyer)
    clock.forward(days=29)
    shop.sign_in(buyer)
    opened(shop, buyer, number, ABOUT, text=text)
    case = shop.case(number)
    assert verdict(case, case.disputes[0], shop.desk.terms("default"), clock.now()).value == outcome


@pytest.mark.parametrize(("kind", "paid"), [(KINDS[0], [PRICE]), (KINDS[1], [])])
def test_confirmed_while_it_is_looked_at(
    shop: Shop, real: Desk, clock: SetClock, kind: ReturnKind, paid: list[Decimal]
) -> None:
    """The seller confirms during the dispute: the return ends as usual, the dispute closes without more money."""
    buyer = shop.buyer()
    number = sent(shop, buyer, kind)
    clock.forward(days=29)
    shop.sign_in(buyer)
    opened(shop, buyer, number, ABOUT, text="It is there.")
    does(shop, number, receive(shop))
    clock.forward(days=7, minutes=1)
    assert did(real)["disputes_decided"] == 1
    case = shop.case(number)
    assert case.disputes[0].status is DisputeStatus.CLOSED
    assert [refund.amount.amount for refund in case.refunds] == paid


def test_a_parcel_of_a_closed_return_is_taken_in_late_and_once(
    shop: Shop, real: Desk, clock: SetClock
) -> None:
    """Sent, but never said so: the return had closed, and pays when the goods turn up."""
    number = approved(shop, shop.buyer())
    clock.forward(days=14, minutes=1)
    assert did(real)["returns_closed"] == 1
    taken_in(shop, number)
    case = shop.case(number)
    assert case.returns[0].status is ReturnStatus.COMPLETE
    assert [refund.amount.amount for refund in case.refunds] == [PRICE]
    with pytest.raises(StaleAction):
        taken_in(shop, number)


def test_a_return_that_the_buyer_took_back_stays_closed(shop: Shop, clock: SetClock) -> None:
    """Its label is void: what is confirmed for it pays nothing, even after the last moment for sending it."""
    buyer = shop.buyer()
    number = approved(shop, buyer)
    clock.forward(days=14, minutes=1)
    shop.sign_in(buyer)
    _, _, pending = return_steps.check_withdraw(shop.desk, shop.who(buyer), number)
    assert pending is not None
    return_steps.submit_withdraw(shop.desk, shop.who(buyer), pending.id)
    with pytest.raises(StaleAction):
        taken_in(shop, number)
    assert not shop.case(number).refunds


def test_what_was_settled_otherwise_is_not_paid_again(shop: Shop, real: Desk, clock: SetClock) -> None:
    """A closed return whose goods were paid back since takes nothing in."""
    buyer = shop.buyer()
    number = approved(shop, buyer)
    clock.forward(days=14, minutes=1)
    did(real)
    shop.sign_in(buyer)
    asked(shop, buyer, number, kind=ReturnKind.REFUND, reason="damaged")
    with shop.desk.store.write() as unit:
        case = unit.case(number)
        returning.approve(shop.desk, unit, case, case.live_return, Party.SELLER, clock.now())
    with pytest.raises(StaleAction), shop.desk.store.write() as unit:
        case = unit.case(number)
        lapsed = next(one for one in case.returns if one.status is ReturnStatus.CANCELLED)
        returning.receive(shop.desk, unit, case, lapsed, clock.now())
    assert len(shop.case(number).refunds) == 1
