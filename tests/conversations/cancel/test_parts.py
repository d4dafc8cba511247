"""Some items of an order: what is meant, what stays, and what is said about it afterwards."""

from __future__ import annotations

from datetime import timedelta

from orderdesk.model import OrderStatus, PendingAction, PendingState
from tests.shop import Shop

TWO = [("Oversized Hoodie", "19.90"), ("Wool Socks", "5.00")]


def test_the_hoodie_order_is_the_whole_order(shop: Shop, talk) -> None:
    """An order named by an item is not an item of an order."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD", TWO)
    chat = (
        talk(buyer).says("cancel the hoodie order please, ordered by mistake").hears("cancel_ask_confirm_now")
    )
    chat.hears_words("Oversized Hoodie", "Wool Socks").says("yes").hears("cancel_done")
    assert shop.case(number).order.status is OrderStatus.CANCELLED


def test_what_stays_is_said_before_the_yes(shop: Shop, talk) -> None:
    """A partial cancellation names what goes and what stays, through the seller too."""
    buyer = shop.buyer()
    number = shop.order(buyer, "AWAITING_SHIPMENT", TWO, ago=timedelta(hours=5))
    chat = talk(buyer).says(f"cancel just the socks from {number}").presses("I don't need it")
    chat.hears("cancel_ask_confirm_items_seller").hears_words("only Wool Socks", "stays: Oversized Hoodie")
    chat.offers("Yes, ask them").says("yes").hears("cancel_requested_items")
    chat.says("did it cancel?").hears("cancel_status_pending").hears_words("Wool Socks in order")


def test_one_item_of_an_unpaid_order_is_not_the_order(shop: Shop, talk) -> None:
    """The rest is still to be paid, so "the order is cancelled" would be untrue."""
    buyer = shop.buyer()
    number = shop.order(buyer, "UNPAID", TWO)
    chat = talk(buyer).says(f"cancel only the socks in {number}").presses("I don't need it")
    chat.hears("cancel_ask_confirm_items_unpaid").says("yes").hears("cancel_done_items_unpaid")
    assert shop.case(number).order.status is OrderStatus.UNPAID
    assert [line.title for line in shop.case(number).active_lines] == ["Oversized Hoodie"]


def test_a_cancelled_item_does_not_give_up_its_neighbour(shop: Shop, talk) -> None:
    """Named again, it is said to be cancelled already; the other item is not offered in its place."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD", TWO)
    chat = talk(buyer).says(f"cancel just the socks from {number}").presses("I don't need it").says("yes")
    chat.says("cancel the socks").hears("cancel_refused_line_already_cancelled", "offers")
    assert [line.title for line in shop.case(number).active_lines] == ["Oversized Hoodie"]


def test_keeping_it_while_a_request_runs_is_told_the_truth(shop: Shop, talk) -> None:
    """ "Don't cancel it" stops nothing that the seller has on the table already: taking it back is offered."""
    buyer = shop.buyer()
    number = shop.order(buyer, "AWAITING_SHIPMENT", ago=timedelta(hours=5))
    chat = (
        talk(buyer).says(f"cancel {number}").presses("I don't need it").says("yes").hears("cancel_requested")
    )
    chat.says("please don't cancel it").hears("cancel_kept_requested").presses("Take back the request")
    chat.hears("withdraw_ask_confirm").says("yes").hears("withdraw_done")
    assert shop.case(number).live_cancellation is None


def test_dont_cancel_at_the_reason_ends_it(shop: Shop, talk) -> None:
    """At every step, and the yes after it does nothing."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    chat = talk(buyer).says(f"cancel {number}").hears("cancel_ask_reason").says("actually dont cancel it")
    chat.hears("cancel_declined").says("yes").hears("nothing_asked")
    assert shop.case(number).order.status is OrderStatus.ON_HOLD
    assert not [
        row
        for row in shop.rows(PendingAction, customer_id=buyer.customer.id)
        if row.state is PendingState.OPEN
    ]


def test_a_number_between_two_sets_of_buttons_confirms_nothing(shop: Shop, talk) -> None:
    """ "1" after another set of buttons was shown beside the confirmation is asked again."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    chat = talk(buyer).says(f"cancel {number}").presses("Ordered by mistake").hears("cancel_ask_confirm_now")
    chat.says("what's the capital of peru").hears("out_of_scope", "cancel_ask_confirm_now")
    chat.says("1").hears("not_understood_open", "cancel_ask_confirm_now")
    assert shop.case(number).order.status is OrderStatus.ON_HOLD
