"""Evidence in words begins the adding; lists offer only what a question can be about."""

from __future__ import annotations

from datetime import timedelta

import pytest

from orderdesk.model import Evidence
from tests.shop import Shop

DAYS = timedelta(days=1)


@pytest.mark.parametrize("words", ["I want to add evidence", "I'd like to add a photo to my dispute"])
def test_evidence_is_added_in_words(shop: Shop, talk, words: str) -> None:
    """To the dispute that is open."""
    buyer = shop.buyer()
    shop.order(buyer, "DELIVERED", ago=7 * DAYS)
    chat = (
        talk(buyer).says("open a dispute").presses("It arrived damaged").presses("Nothing to add").says("yes")
    )
    chat.hears("dispute_done").says(words).hears("evidence_ask_text")
    chat.says("the photo shows a torn sleeve").hears("evidence_done")
    assert "the photo shows a torn sleeve" in [one.text for one in shop.rows(Evidence)]


def test_only_orders_with_a_return_are_offered(shop: Shop, talk) -> None:
    """ "Where is my return?" is not about the other orders."""
    buyer = shop.buyer()
    for name in ("Oversized Hoodie", "Rice Cooker"):
        shop.order(buyer, "DELIVERED", [(name, "20.00")], ago=7 * DAYS)
        chat = talk(buyer).says(f"return the {name}").presses("It arrived damaged").presses("Send it back")
        chat.says("yes")
    shop.order(buyer, "ON_HOLD", [("Air Fryer", "20.00")])
    chat = talk(buyer).says("start over").says("take back my return")
    assert len(chat.buttons) == 2 and "Air Fryer" not in str(chat.labels)


@pytest.mark.parametrize("words", ["cancel the gift", "take back my cancellation request"])
def test_nothing_to_take_back_is_said_without_a_list(shop: Shop, talk, words: str) -> None:
    """No order is offered that has no request."""
    buyer = shop.buyer()
    for name in ("Oversized Hoodie", "Rice Cooker"):
        shop.order(buyer, "ON_HOLD", [(name, "20.00")])
    chat = talk(buyer).says(words)
    assert chat.names in (["withdraw_none_at_all"], ["return_status_none_at_all"])
    assert "Hoodie" not in str(chat.labels)
