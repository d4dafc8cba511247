"""Taking a return back, saying that it was sent, and what can be done about it as it stands."""

from __future__ import annotations

from datetime import timedelta

import pytest

from orderdesk.errors import NotFound, StaleAction
from orderdesk.model import AuditEntry, LineStatus, OutboxRow, Party, ReturnStatus
from orderdesk.services import return_steps, returning, returns
from tests.conftest import SetClock
from tests.services.parcels import asked, delivered
from tests.shop import Buyer, Shop


def approved(shop: Shop, buyer: Buyer) -> str:
    number = delivered(shop, buyer)
    asked(shop, buyer, number)
    with shop.desk.store.write() as unit:
        case = unit.case(number)
        assert case is not None and case.live_return is not None
        returning.approve(shop.desk, unit, case, case.live_return, Party.SELLER, shop.desk.clock.now())
    return number


def test_a_return_can_be_taken_back_until_it_is_sent(shop: Shop) -> None:
    """Waiting or approved: a yes closes it without money, once, and a new return is possible."""
    for make in (lambda shop, buyer: asked(shop, buyer, delivered(shop, buyer))[0].order.id, approved):
        buyer = shop.buyer()
        number = make(shop, buyer)
        _, decision, pending = return_steps.check_withdraw(shop.desk, shop.who(buyer), number)
        assert decision.allowed and pending is not None
        first = return_steps.submit_withdraw(shop.desk, shop.who(buyer), pending.id)
        again = return_steps.submit_withdraw(shop.desk, shop.who(buyer), pending.id)
        case = shop.case(number)
        assert again.repeated and again.result == first.result
        assert case.returns[0].status is ReturnStatus.CANCELLED and not case.refunds
        assert case.lines[0].status is LineStatus.ACTIVE
        assert [entry.verb for entry in shop.rows(AuditEntry, order_id=number)] == [
            "returns",
            "withdraw_return",
        ]
        assert [
            row.template
            for row in shop.rows(OutboxRow, template="return_withdrawn", customer_id=buyer.customer.id)
        ]
        asked(shop, buyer, number)


def test_a_sent_return_is_only_the_sellers_to_stop(shop: Shop) -> None:
    """After "I sent it", taking it back is refused, and the answer offers the seller."""
    buyer = shop.buyer()
    number = approved(shop, buyer)
    _, pending = return_steps.check_sent(shop.desk, shop.who(buyer), number)
    assert pending is not None
    return_steps.submit_sent(shop.desk, shop.who(buyer), pending.id)
    assert shop.case(number).returns[0].status is ReturnStatus.BUYER_SHIPPED
    _, decision, taken = return_steps.check_withdraw(shop.desk, shop.who(buyer), number)
    assert taken is None and decision.rule == "return_on_its_way_back"
    assert "message_seller" in [one.code for one in decision.alternatives]


def test_only_an_approved_return_can_be_noted_as_sent(shop: Shop) -> None:
    """No return, one that waits, one that was sent: nothing to say yes to."""
    buyer = shop.buyer()
    plain, waiting = delivered(shop, buyer), delivered(shop, buyer)
    asked(shop, buyer, waiting)
    for number in (plain, waiting):
        assert return_steps.check_sent(shop.desk, shop.who(buyer), number)[1] is None


def test_a_yes_to_a_return_that_moved_on_does_nothing(shop: Shop) -> None:
    """The seller refused between the question and the yes."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    asked(shop, buyer, number)
    _, _, pending = return_steps.check_withdraw(shop.desk, shop.who(buyer), number)
    assert pending is not None
    with shop.desk.store.write() as unit:
        case = unit.case(number)
        assert case is not None and case.live_return is not None
        returning.refuse(shop.desk, unit, case, case.live_return, shop.desk.clock.now())
    with pytest.raises(StaleAction):
        return_steps.submit_withdraw(shop.desk, shop.who(buyer), pending.id)
    assert shop.case(number).returns[0].status is ReturnStatus.REJECTED


def test_late_yeses_do_nothing(shop: Shop, clock: SetClock) -> None:
    """Five minutes, for both."""
    buyer = shop.buyer()
    number = approved(shop, buyer)
    _, _, taken = return_steps.check_withdraw(shop.desk, shop.who(buyer), number)
    assert taken is not None
    clock.forward(minutes=5)
    with pytest.raises(StaleAction):
        return_steps.submit_withdraw(shop.desk, shop.who(buyer), taken.id)
    _, sent = return_steps.check_sent(shop.desk, shop.who(buyer), number)
    assert sent is not None
    clock.forward(minutes=5)
    with pytest.raises(StaleAction):
        return_steps.submit_sent(shop.desk, shop.who(buyer), sent.id)
    assert shop.case(number).returns[0].status is ReturnStatus.AWAITING_BUYER_SHIP


def test_somebody_elses_return_is_as_unknown_as_none(shop: Shop) -> None:
    """One answer for both, at every door."""
    owner, thief = shop.buyer(), shop.buyer()
    number = approved(shop, owner)
    for unknown in (number, "570000000000000000"):
        with pytest.raises(NotFound):
            return_steps.check_withdraw(shop.desk, shop.who(thief), unknown)
        with pytest.raises(NotFound):
            return_steps.check_sent(shop.desk, shop.who(thief), unknown)
    assert not returns.orders_with_return(shop.desk, shop.who(thief))


def test_what_can_be_done_fits_the_state(shop: Shop) -> None:
    """Only what works for the order as it stands is offered."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    case, live = asked(shop, buyer, number)

    def offered() -> list[str]:
        case = shop.case(number)
        return [one.code for one in return_steps.next_steps(shop.desk, case, case.returns[0])]

    assert offered()[0] == "withdraw_return"
    with shop.desk.store.write() as unit:
        returning.refuse(shop.desk, unit, case, live, shop.desk.clock.now())
    assert offered()[0] == "open_dispute" and "withdraw_return" not in offered()


def test_orders_with_returns_are_listed_newest_first(shop: Shop, clock: SetClock) -> None:
    """All, or only those in some state."""
    buyer = shop.buyer()
    first, second = delivered(shop, buyer), delivered(shop, buyer)
    asked(shop, buyer, first)
    clock.forward(hours=1)
    asked(shop, buyer, second)
    assert returns.orders_with_return(shop.desk, shop.who(buyer)) == (second, first)
    case = shop.case(second)
    with shop.desk.store.write() as unit:
        assert case.live_return is not None
        returning.refuse(shop.desk, unit, case, case.live_return, clock.now() + timedelta(minutes=1))
    assert returns.orders_with_return(shop.desk, shop.who(buyer), ReturnStatus.PENDING) == (first,)
