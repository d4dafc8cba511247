"""Returns that the policy refuses: every reason in its own words, something that works instead, nothing changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from orderdesk.model import Cancellation, CancellationStatus, Dispute, DisputeStatus, PendingAction, Return
from tests.services.parcels import MUG_AND_SOCKS, asked, delivered
from tests.shop import Buyer, Shop


def untouched(shop: Shop, buyer: Buyer, number: str, before: Any) -> bool:
    return shop.case(number) == before and not shop.rows(PendingAction, customer_id=buyer.customer.id)


@pytest.mark.parametrize(
    ("status", "days", "reason", "offer"),
    [
        ("UNPAID", 0, "return_unpaid", "Cancel the whole order"),
        ("ON_HOLD", 0, "not_shipped_yet", "Cancel the whole order"),
        ("AWAITING_SHIPMENT", 1, "not_shipped_yet", "Cancel the whole order"),
        ("AWAITING_COLLECTION", 2, "not_delivered_yet", "Tell me when it arrives"),
        ("IN_TRANSIT", 3, "not_delivered_yet", "Tell me when it arrives"),
        ("COMPLETED", 60, "return_completed_order", "Talk to a person"),
        ("CANCELLED", 1, "return_order_cancelled", "Talk to a person"),
    ],
)
def test_an_order_that_cannot_be_returned(
    shop: Shop, talk, status: str, days: int, reason: str, offer: str
) -> None:
    """In each state its own reason, and what works instead; the order is as before."""
    buyer = shop.buyer()
    number = shop.order(buyer, status, ago=timedelta(days=days, minutes=5))
    before = shop.case(number)
    chat = talk(buyer).says(f"I want to return order {number}")
    chat.hears_among(f"returns_refused_{reason}", "offers").offers(offer, "Talk to a person")
    assert untouched(shop, buyer, number, before)
    chat.says("yes").hears("nothing_asked")
    assert untouched(shop, buyer, number, before)


def test_after_the_window_and_on_to_what_is_wrong_with_it(shop: Shop, talk) -> None:
    """Day 40: no change of mind any more; something broken still works, by one tap."""
    buyer = shop.buyer()
    number = shop.order(buyer, "DELIVERED", ago=timedelta(days=45))
    chat = talk(buyer).says(f"return {number}").hears("returns_refused_return_window_over", "offers")
    chat.presses("Something is wrong with it").hears("returns_ask_reason")
    chat.never_hears("I don't need it any more", "Wrong item").presses("It doesn't work").hears(
        "returns_ask_kind"
    )
    chat.presses("A replacement").says("yes").hears("returns_requested_replacement")
    assert shop.case(number).returns[0].reason == "defective"


def test_not_returnable_unless_something_is_wrong(shop: Shop, talk) -> None:
    """A kind of thing that is not taken back; damaged, it is."""
    buyer = shop.buyer()
    number = delivered(shop, buyer, [("Lip Oil", "8.00")], returnable=False)
    chat = talk(buyer).says("return the lip oil").hears("returns_refused_not_returnable", "offers")
    chat.presses("Something is wrong with it").hears("returns_ask_reason").says("it arrived damaged")
    chat.hears("returns_ask_kind").presses("Money back")
    chat.says("yes").hears("returns_requested_refund")
    assert shop.case(number).returns[0].reason == "damaged"


def test_all_is_too_late(shop: Shop, talk) -> None:
    """Day 120: not even for something broken."""
    buyer = shop.buyer()
    number = shop.order(buyer, "DELIVERED", ago=timedelta(days=125))
    before = shop.case(number)
    chat = talk(buyer).says(f"I want to return {number}, it is broken")
    chat.hears("returns_refused_return_protection_over", "offers").offers("Talk to a person")
    assert untouched(shop, buyer, number, before)


def test_one_return_at_a_time(shop: Shop, talk) -> None:
    """While one is under way the second is refused with the first one's number and ways to deal with it."""
    buyer = shop.buyer()
    number = delivered(shop, buyer, MUG_AND_SOCKS)
    _, live = asked(shop, buyer, number, lines=(f"{number}-1",))
    chat = talk(buyer).says(f"return the socks from {number}")
    chat.hears("returns_refused_return_under_way", "offers").hears_words(live.id)
    chat.offers("Where is my return?", "Take back the return")
    assert len(shop.rows(Return, order_id=number)) == 1
    chat.presses("Where is my return?").hears("return_status_waiting")


def test_asked_again_while_the_parcel_is_waited_for(shop: Shop, talk) -> None:
    """ "How do I send it back", heard as a new return, is answered with the label of the one that runs."""
    buyer = shop.buyer("uk")  # where the first days need no yes of the seller
    number = delivered(shop, buyer)
    _, live = asked(shop, buyer, number)
    chat = talk(buyer).says(f"return {number}")
    chat.hears("returns_refused_return_under_way", "return_status_to_send").hears_words(str(live.label))
    chat.offers("I've sent it")


def test_while_a_dispute_runs(shop: Shop, talk) -> None:
    """The platform is deciding: nobody starts anything else."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    now = shop.desk.clock.now()
    dispute = Dispute(
        "DP-" + number[-8:], number, buyer.customer.id, "damaged", DisputeStatus.IN_PROGRESS,
        opened_at=now, decide_by=now + timedelta(days=7), evidence_by=now + timedelta(days=3),
    )  # fmt: skip
    with shop.desk.store.write() as unit:
        unit.add(dispute)
    chat = (
        talk(buyer).says(f"return {number}").hears_among("returns_refused_return_dispute_running", "offers")
    )
    chat.hears_words(dispute.id).offers("Talk to a person")
    assert not shop.case(number).returns


def test_while_a_cancellation_waits(shop: Shop, talk) -> None:
    """One wish at a time for the same money."""
    buyer = shop.buyer()
    number = shop.order(buyer, "AWAITING_SHIPMENT", ago=timedelta(hours=5))
    now = shop.desk.clock.now()
    request = Cancellation(
        "CN-" + number[-8:], number, buyer.customer.id, (f"{number}-1",), "better_price",
        CancellationStatus.PENDING, now, answer_by=now + timedelta(hours=48),
    )  # fmt: skip
    with shop.desk.store.write() as unit:
        unit.add(request)
    chat = talk(buyer).says(f"return {number}").hears_among("returns_refused_return_cancellation_waiting")
    chat.hears_words(request.id).offers("Take back the request")


def test_money_for_what_was_not_sent_is_cancelling(shop: Shop, talk) -> None:
    """ "I want a refund" before shipping leads to cancelling, and from there to the money."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    chat = talk(buyer).says("I want a refund").hears("returns_money_by_cancelling")
    chat.presses("Cancel the whole order").hears("cancel_ask_reason").presses("Ordered by mistake")
    chat.says("yes").hears("cancel_done")
    chat.says("I want a refund").hears("refunds_pending").hears_words("$23.90")
    assert len(shop.case(number).refunds) == 1


def test_money_that_is_back_already_is_said_to_be(shop: Shop, talk) -> None:
    """Asking again for what was refunded shows the refund, and makes none."""
    from orderdesk.model import Party, ReturnKind
    from orderdesk.services import returning

    buyer = shop.buyer()
    number = delivered(shop, buyer)
    asked(shop, buyer, number, kind=ReturnKind.REFUND, reason="damaged")
    with shop.desk.store.write() as unit:
        case = unit.case(number)
        assert case is not None and case.live_return is not None
        returning.approve(shop.desk, unit, case, case.live_return, Party.SELLER, shop.desk.clock.now())
    talk(buyer).says(f"I want a refund for {number}").hears("refunds_pending").hears_words("$19.90")
    assert len(shop.case(number).refunds) == 1


def test_a_replacement_where_there_is_none(shop: Shop, talk) -> None:
    """ "Exchange it" for a change of mind: said to be impossible, and what is possible is asked."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    chat = talk(buyer).says(f"exchange {number}").presses("I don't need it any more")
    chat.hears("returns_no_replacement", "returns_ask_confirm_return_seller").says("no").hears(
        "returns_declined"
    )
    assert not shop.case(number).returns


def test_the_order_moved_between_question_and_yes(shop: Shop, talk) -> None:
    """The return was started elsewhere meanwhile: nothing is done twice, and how it stands is said."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    chat = talk(buyer).says(f"return {number}").presses("I don't need it any more")
    chat.hears("returns_ask_confirm_return_seller")
    now = shop.desk.clock.now()
    case = shop.case(number)
    with shop.desk.store.write() as unit:
        unit.change(case.order, delivered_at=now - timedelta(days=31))
    chat.says("yes").hears("returns_changed", "returns_refused_return_window_over", "offers")
    assert not shop.rows(Return, order_id=number)
    assert replace(shop.case(number).order, delivered_at=None) == replace(case.order, delivered_at=None)


def test_taking_back_what_is_not_there(shop: Shop, talk) -> None:
    """ "Cancel the return" with nothing under way: nothing is cancelled, least of all the order."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    before = shop.case(number)
    chat = talk(buyer).says("cancel the return").hears("return_status_none_at_all")
    chat.says(f"cancel the return of {number}").hears("withdraw_return_refused_no_return_running", "offers")
    chat.says("yes").hears("nothing_asked")
    assert untouched(shop, buyer, number, before)
