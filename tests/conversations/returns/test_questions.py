"""Questions about returns and refunds: answered from the rows, and nothing begins."""

from __future__ import annotations

from datetime import timedelta

import pytest

from orderdesk.model import PendingAction, RefundStatus, ReturnStatus
from tests.services.parcels import asked, delivered
from tests.shop import Shop


def test_the_rule_with_its_numbers(shop: Shop, talk) -> None:
    """Without an order: window and times as the terms have them; the UK knows no longer protection."""
    chat = talk(shop.buyer()).says("what is your return policy")
    chat.hears("return_policy", "return_policy_protection", "return_policy_faults").hears_words(
        "30 days", "90 days"
    )
    talk(shop.buyer("uk")).says("what is your return policy").hears("return_policy", "return_policy_faults")


def test_the_real_window_of_an_order(shop: Shop, talk) -> None:
    """With an order: until when, for that one; nothing is started."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    talk(buyer).says(f"until when can I return order {number}?").hears("return_policy_until")
    assert not shop.rows(PendingAction, customer_id=buyer.customer.id)


def test_what_is_still_on_its_way(shop: Shop, talk) -> None:
    """Not here yet: when it is expected and how long there is then."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=timedelta(days=3))
    chat = talk(buyer).says(f"until when can I return order {number}?").hears("return_policy_later", "offers")
    chat.offers("Tell me when it arrives")


@pytest.mark.parametrize(
    ("status", "response"),
    [
        (ReturnStatus.PENDING, "return_status_waiting"),
        (ReturnStatus.AWAITING_BUYER_SHIP, "return_status_to_send"),
        (ReturnStatus.BUYER_SHIPPED, "return_status_under_way"),
        (ReturnStatus.REJECTED, "return_status_refused"),
        (ReturnStatus.CANCELLED, "return_status_closed"),
        (ReturnStatus.COMPLETE, "return_status_complete"),
    ],
)
def test_where_a_return_stands(shop: Shop, talk, status: ReturnStatus, response: str) -> None:
    """Each state has its own words, with the reference."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    _, live = asked(shop, buyer, number)
    now = shop.desk.clock.now()
    with shop.desk.store.write() as unit:
        unit.change(
            live,
            status=status,
            answered_at=now,
            closed_at=now,
            ship_by=now + timedelta(days=14),
            label="RL-1",
        )
    talk(buyer).says("where is my return").hears(response).hears_words(live.id, "Oversized Hoodie")


def test_no_returns_and_no_refunds(shop: Shop, talk) -> None:
    """Said as it is, with how long refunds take."""
    buyer = shop.buyer()
    delivered(shop, buyer)
    chat = talk(buyer).says("where is my return").hears("return_status_none_at_all")
    chat.says("where is my refund").hears_among("refunds_times").hears_words("3–10")


def test_refunds_of_several_orders(shop: Shop, talk) -> None:
    """The newest is told, the others are one tap away; sent ones say when."""
    buyer = shop.buyer()
    chat = talk(buyer)
    numbers = [shop.order(buyer, "ON_HOLD", [(title, "9.00")]) for title in ("Mug", "Lamp")]
    for number in numbers:
        chat.says(f"cancel {number}").presses("Ordered by mistake").says("yes").hears("cancel_done")
    with shop.desk.store.write() as unit:
        refund = shop.case(numbers[0]).refunds[0]
        unit.change(refund, status=RefundStatus.SENT, sent_at=shop.desk.clock.now())
    chat.says("where is my refund").hears("refunds_pending", "refunds_more").hears_words(numbers[1][-6:])
    chat.presses(f"…{numbers[0][-6:]}").hears_among("refunds_sent").hears_words(refund.id)


def test_a_refund_that_is_overdue_is_said_to_be(shop: Shop, talk) -> None:
    """No excuses: it should be there, it is not, a person can look."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    chat = talk(buyer).says(f"cancel {number}").presses("Ordered by mistake").says("yes")
    with shop.desk.store.write() as unit:
        refund = shop.case(number).refunds[0]
        old = shop.desk.clock.now() - timedelta(days=3)
        unit.change(refund, expected_from=old - timedelta(days=5), expected_by=old)
    chat.says("where is my refund").hears("refunds_overdue").offers("Talk to a person")


def test_sent_without_an_approved_return(shop: Shop, talk) -> None:
    """ "I sent it back" while the seller has not answered: told to wait, nothing noted."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    asked(shop, buyer, number)
    talk(buyer).says("I sent the parcel back").hears("return_status_waiting")
    assert shop.case(number).returns[0].status is ReturnStatus.PENDING


def test_not_yet_sent(shop: Shop, talk) -> None:
    """A no to "is it sent?" notes nothing."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    _, live = asked(shop, buyer, number)
    with shop.desk.store.write() as unit:
        unit.change(
            live, status=ReturnStatus.AWAITING_BUYER_SHIP, ship_by=shop.desk.clock.now(), label="RL-1"
        )
    chat = talk(buyer).says("i've sent it back").hears("return_sent_ask_confirm")
    chat.says("no").hears("return_sent_declined").says("yes")
    assert "return_sent_done" not in chat.names
    assert shop.case(number).returns[0].status is ReturnStatus.AWAITING_BUYER_SHIP
