"""Several things in one message: all are dealt with, what has an effect comes last and asks for its own yes."""

from __future__ import annotations

from datetime import timedelta

from orderdesk.model import OrderStatus
from tests.shop import Shop


def test_a_look_up_and_a_question(shop: Shop, talk) -> None:
    """Both are answered, nothing is started."""
    buyer = shop.buyer()
    shop.order(buyer, "IN_TRANSIT", ago=timedelta(days=2))
    shop.order(buyer, "ON_HOLD", [("Wool Socks", "5.00")])
    chat = talk(buyer).says("where's my hoodie and can I still cancel the socks?")
    chat.hears_among("cancel_possible_until").hears_words("Hoodie", "USPS")


def test_the_effect_comes_last_and_asks(shop: Shop, talk) -> None:
    """ "cancel the socks and where is my hoodie": the hoodie first, then the question about the socks."""
    buyer = shop.buyer()
    shop.order(buyer, "IN_TRANSIT", ago=timedelta(days=2))
    socks = shop.order(buyer, "ON_HOLD", [("Wool Socks", "5.00")])
    chat = talk(buyer).says("cancel the socks please, and where is my hoodie?")
    assert chat.names[-1] == "cancel_ask_reason", chat.names
    chat.hears_words("USPS", socks[-6:])
    assert shop.case(socks).order.status is OrderStatus.ON_HOLD
    chat.presses("Ordered by mistake").says("yes").hears("cancel_done")
