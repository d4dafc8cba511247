"""Questions in the middle of a return are answered from its own facts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.shop import Shop

DAYS = timedelta(days=1)


@pytest.mark.parametrize("words", ["who pays for the return shipping?", "how much will i get back?"])
def test_money_and_postage_of_this_return(shop: Shop, talk, words: str) -> None:
    """The amount for these items and who pays the postage; then the open question comes again."""
    buyer = shop.buyer()
    shop.order(buyer, "DELIVERED", [("Oversized Hoodie", "19.90")], ago=7 * DAYS)
    chat = talk(buyer).says("return the hoodie").hears("returns_ask_reason").says(words)
    chat.hears_among("returns_facts_return_and_refund", "returns_ask_reason").hears_words(
        "$19.90", "free for these"
    )
    chat.presses("It arrived damaged").hears("returns_ask_kind").says(words)
    chat.hears_among("returns_facts_return_and_refund", "returns_ask_kind").hears_words(
        "Sending it back is free."
    )
