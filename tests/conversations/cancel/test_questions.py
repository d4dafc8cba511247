"""Questions about cancelling that have to ask which order is meant: each hears the answer itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from orderdesk.model import Party
from tests.shop import Buyer, Shop


def cancelled(shop: Shop, buyer: Buyer, *titles: str) -> list[str]:
    """Orders that their sellers cancelled."""
    facts = {"ago": timedelta(days=2), "cancel_reason": "out_of_stock", "cancelled_by": Party.SELLER}
    return [shop.order(buyer, "CANCELLED", [(title, "19.90")], **facts) for title in titles]


def test_why_is_answered_with_why(shop: Shop, talk) -> None:
    """Asked why, with two that it could be: who cancelled the one that is named, and the reason."""
    buyer = shop.buyer()
    number, _ = cancelled(shop, buyer, "Oversized Hoodie", "Air Fryer")
    chat = talk(buyer).says("why was my order cancelled").hears("cancel_why_ask_order")
    chat.presses(f"…{number[-6:]}").hears("cancel_why_seller").hears_words(number[-6:], "Out of stock")


def test_whether_is_answered_with_whether(shop: Shop, talk) -> None:
    """Asked whether it is cancelled, with two orders: where cancelling the one that is named stands."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    shop.order(buyer, "ON_HOLD", [("Air Fryer", "59.00")])
    chat = talk(buyer).says("was my order cancelled?").hears("cancel_status_ask_order")
    chat.presses(f"…{number[-6:]}").hears("cancel_status_none").hears_words(number[-6:])


@pytest.mark.parametrize("words", ["the second one", "the air fryer"])
def test_why_hears_an_order_in_words(shop: Shop, talk, words: str) -> None:
    """A place in the list or an item answers as the button does."""
    buyer = shop.buyer()
    cancelled(shop, buyer, "Air Fryer", "Oversized Hoodie")
    chat = talk(buyer).says("why was my order cancelled").hears("cancel_why_ask_order")
    chat.says(words).hears("cancel_why_seller")
