""" "Cancel both": several orders are cancelled one by one, each with a yes that names it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from orderdesk.model import Cancellation
from tests.shop import Buyer, Shop


def two_orders(shop: Shop) -> tuple[Buyer, str, str]:
    """A buyer with a newer and an older order, both free to be cancelled."""
    buyer = shop.buyer()
    newer = shop.order(buyer, "ON_HOLD", [("Oversized Hoodie", "19.90")])
    older = shop.order(buyer, "ON_HOLD", [("Air Fryer", "55.00")], ago=timedelta(minutes=20))
    return buyer, newer, older


def gone(shop: Shop, *numbers: str) -> list[bool]:
    return [shop.case(number).order.status.value == "CANCELLED" for number in numbers]


@pytest.mark.parametrize("words", ["cancel both orders", "cancel all of them", "cancel all my orders"])
def test_it_begins_with_the_newest(shop: Shop, talk, words: str) -> None:
    """It says that it is one at a time, and nothing happens before a yes."""
    buyer, newer, older = two_orders(shop)
    chat = (
        talk(buyer).says(words).hears("cancel_one_by_one", "cancel_ask_reason").hears_words("2", newer[-6:])
    )
    chat.presses("Ordered by mistake").hears("cancel_ask_confirm_now")
    assert gone(shop, newer, older) == [False, False]


def test_both_as_an_answer_to_which(shop: Shop, talk) -> None:
    """The list was offered; "both" is no order of it."""
    buyer, _, _ = two_orders(shop)
    talk(buyer).says("cancel my order").hears("cancel_ask_order").says("both").hears(
        "cancel_one_by_one", "cancel_ask_reason"
    )


def test_the_next_one_is_offered_after_the_first(shop: Shop, talk) -> None:
    """With the reason that was given; it has a yes of its own."""
    buyer, newer, older = two_orders(shop)
    chat = talk(buyer).says("cancel both orders").presses("Ordered by mistake").says("yes")
    chat.hears("cancel_done", "cancel_next").presses(f"…{older[-6:]}").hears("cancel_ask_confirm_now")
    chat.hears_words(older[-6:])
    assert gone(shop, newer, older) == [True, False]
    chat.says("yes").hears("cancel_done")
    assert gone(shop, newer, older) == [True, True]
    assert [one.reason for one in shop.rows(Cancellation, order_id=older)] == ["created_by_mistake"]


def test_a_yes_that_is_sent_twice_cancels_one(shop: Shop, talk) -> None:
    """The next order is offered by a button, so no late yes can mean it."""
    buyer, newer, older = two_orders(shop)
    chat = talk(buyer).says("cancel both orders").presses("Ordered by mistake")
    for _ in range(5):
        chat.says("yes")
    assert gone(shop, newer, older) == [True, False]


def test_a_no_to_the_first_offers_the_other(shop: Shop, talk) -> None:
    """Who keeps one may still cancel the other."""
    buyer, newer, older = two_orders(shop)
    chat = talk(buyer).says("cancel both orders").presses("Ordered by mistake").says("no")
    chat.hears("cancel_declined", "cancel_next").offers()
    assert [older[-6:] in label for label in chat.labels] == [True]
    assert gone(shop, newer, older) == [False, False]


def test_never_mind_leaves_them_all(shop: Shop, talk) -> None:
    """No further order is offered."""
    buyer, newer, older = two_orders(shop)
    talk(buyer).says("cancel both orders").presses("Ordered by mistake").says("don't cancel anything")
    chat = talk(buyer).says("never mind")
    assert "cancel_next" not in chat.names and gone(shop, newer, older) == [False, False]


def test_both_items_of_one_order(shop: Shop, talk) -> None:
    """Where one order with two items is talked about, "both" means the items."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD", [("Oversized Hoodie", "19.90"), ("Phone Case", "8.10")])
    shop.order(buyer, "ON_HOLD", [("Air Fryer", "55.00")], ago=timedelta(minutes=20))
    chat = talk(buyer).says(f"where is order {number}").says("cancel both").hears("cancel_ask_reason")
    chat.hears_words(number[-6:])
