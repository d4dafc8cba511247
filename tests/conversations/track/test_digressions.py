"""Looking something up in the middle of something else, changing one's mind, and going back."""

from __future__ import annotations

from datetime import timedelta

from orderdesk.model import OrderStatus, PendingAction
from tests.shop import Shop

DAY = timedelta(days=1)


def test_two_look_ups_deep(shop: Shop, talk) -> None:
    """A look-up that asks, answered by yet another look-up: the confirmation is still waiting behind them."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    shop.order(buyer, "IN_TRANSIT", [("Air Fryer", "59.00")], ago=2 * DAY)
    shop.order(buyer, "IN_TRANSIT", [("Phone Case", "9.90")], ago=3 * DAY)
    chat = (
        talk(buyer).says(f"cancel {number}").presses("Found a better price").hears("cancel_ask_confirm_now")
    )
    chat.says("which order is late? show my orders").hears_among("cancel_ask_confirm_now")
    chat.says("when does the phone case arrive").hears("eta_expect", "cancel_ask_confirm_now")
    chat.says("where is the air fryer").hears_among("track_status_in_transit", "cancel_ask_confirm_now")
    assert shop.case(number).order.status is OrderStatus.ON_HOLD
    chat.says("yes").hears("cancel_done")


def test_never_mind_at_the_choice_of_orders(shop: Shop, talk) -> None:
    """Leaving the question leaves nothing behind."""
    buyer = shop.buyer()
    shop.order(buyer, "IN_TRANSIT", ago=2 * DAY)
    shop.order(buyer, "IN_TRANSIT", [("Phone Case", "9.90")], ago=3 * DAY)
    chat = talk(buyer).says("where is my order").hears("track_ask_order").says("never mind").hears("stopped")
    chat.says("yes").hears("nothing_asked")


def test_another_wish_at_the_choice_of_orders(shop: Shop, talk) -> None:
    """Who wants something else gets that, and is not asked the old question again."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    shop.order(buyer, "IN_TRANSIT", [("Phone Case", "9.90")], ago=3 * DAY)
    chat = talk(buyer).says("where is my order").hears("track_ask_order")
    chat.says(f"cancel {number}").hears("cancel_ask_reason")
    chat.says("never mind").hears("stopped")


def test_from_the_order_shown_to_cancelling_it(shop: Shop, talk) -> None:
    """The order that was shown is the one that "cancel it" means; nothing happens without a yes."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    shop.order(buyer, "ON_HOLD", [("Phone Case", "9.90")], ago=timedelta(minutes=30))
    chat = talk(buyer).says(f"track {number}")
    chat.says("ok cancel it").hears("cancel_ask_reason").hears_words(number[-6:])
    assert not [row for row in shop.rows(PendingAction, customer_id=buyer.customer.id) if row.done_at]
    assert shop.case(number).order.status is OrderStatus.ON_HOLD


def test_the_order_talked_about_stays_in_mind(shop: Shop, talk) -> None:
    """One order after another: "it" is the last one."""
    buyer = shop.buyer()
    shop.order(buyer, "IN_TRANSIT", ago=2 * DAY)
    second = shop.order(buyer, "IN_TRANSIT", [("Phone Case", "9.90")], ago=3 * DAY)
    chat = talk(buyer).says(f"where is {second}").hears_among("track_status_in_transit")
    chat.says("when will it arrive?").hears("eta_expect").hears_words(second[-6:])
    chat.says("can you change the address?").hears_among("change_refused_change_sent").hears_words(
        second[-6:]
    )


def test_a_late_choice_of_an_order_does_nothing(shop: Shop, talk) -> None:
    """A button of a question that was left belongs to an earlier step."""
    buyer = shop.buyer()
    shop.order(buyer, "IN_TRANSIT", ago=2 * DAY)
    shop.order(buyer, "IN_TRANSIT", [("Phone Case", "9.90")], ago=3 * DAY)
    chat = talk(buyer).says("where is my order").hears("track_ask_order")
    old = chat.buttons[0]["payload"]
    chat.says("never mind").says(old).hears("stale_choice")


def test_the_other_one(shop: Shop, talk) -> None:
    """After one of two orders was shown, "the other one" is the other, with or without a list on the screen."""
    buyer = shop.buyer()
    first = shop.order(buyer, "IN_TRANSIT", ago=2 * DAY)
    second = shop.order(buyer, "IN_TRANSIT", [("Phone Case", "9.90")], ago=3 * DAY)
    chat = talk(buyer).says(f"track {first}").hears_words(first[-6:])
    chat.says("and the other one").hears_among("track_status_in_transit").hears_words(second[-6:])
