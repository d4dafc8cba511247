"""Show my orders: pages of five, each with where it is and what comes next."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.shop import Buyer, Shop

DAY = timedelta(days=1)


@pytest.fixture
def seven(shop: Shop) -> tuple[Buyer, list[str]]:
    """A buyer with seven orders, the newest first."""
    buyer = shop.buyer()
    ages = [(0.1, "ON_HOLD"), (3, "IN_TRANSIT"), (10, "IN_TRANSIT"), (12, "DELIVERED"), (20, "CANCELLED")]
    ages += [(70, "COMPLETED"), (80, "COMPLETED")]
    made = [
        shop.order(buyer, status, [(f"Thing {n}", "9.00")], ago=n_days * DAY)
        for n, (n_days, status) in enumerate(ages, 1)
    ]
    return buyer, made


def test_pages(seven, talk) -> None:
    """Five, then the rest; each line has the order's state and its next step."""
    buyer, made = seven
    chat = talk(buyer).says("show my orders").hears("orders_list")
    chat.hears_words(
        "1 to 5 of 7", "expected by", "late, was due by", "can be returned until", "cancelled, since"
    )
    assert [number[-6:] in chat.texts[0] for number in made] == [True] * 5 + [False] * 2
    chat.presses("Show more orders").hears("orders_list").hears_words(
        "6 to 7 of 7", made[5][-6:], made[6][-6:]
    )
    assert "Show more orders" not in chat.labels


@pytest.mark.parametrize("more", ["more", "show more orders", "show me more please", "6"])
def test_more_in_words(seven, talk, more: str) -> None:
    """The button for more can be said, too."""
    buyer, _ = seven
    talk(buyer).says("my order history please").says(more).hears("orders_list").hears_words("6 to 7 of 7")


@pytest.mark.parametrize("pick", ["2", "the second one", "press"])
def test_picking_one_shows_it(seven, talk, pick: str) -> None:
    """An order of the list is opened by button, number or place."""
    buyer, made = seven
    chat = talk(buyer).says("list all my orders").hears("orders_list")
    chat = chat.presses(f"…{made[1][-6:]}") if pick == "press" else chat.says(pick)
    chat.hears_among("track_status_in_transit").hears_words(made[1][-6:])


def test_place_counts_on_the_page_shown(seven, talk) -> None:
    """On the second page "the first one" is the sixth order."""
    buyer, made = seven
    chat = talk(buyer).says("show my orders").says("more").says("1")
    chat.hears_among("track_status_completed").hears_words(made[5][-6:])


def test_by_days(seven, talk) -> None:
    """A day narrows the list, and the reply says so when there was nothing. Just after midnight, too."""
    buyer, _ = seven
    talk(buyer).says("what did I order two days ago").hears("order_none_then")


def test_none(shop: Shop, talk) -> None:
    """A buyer without orders is told so, whatever is asked."""
    chat = talk(shop.buyer()).says("show my orders").hears("no_orders")
    chat.says("where is my order").hears("no_orders")


def test_in_the_middle_of_a_cancellation(seven, shop: Shop, talk) -> None:
    """A list in between goes back to the open question."""
    buyer, made = seven
    chat = talk(buyer).says(f"cancel {made[0]}").hears("cancel_ask_reason")
    chat.says("show my orders").hears("orders_list", "cancel_ask_reason")


def test_no_order_is_offered_twice(shop: Shop, talk) -> None:
    """A list while "which order?" is asked leaves the buttons to the question, so a number has one meaning."""
    buyer = shop.buyer()
    for name in ("Oversized Hoodie", "Air Fryer"):
        shop.order(buyer, "ON_HOLD", [(name, "20.00")])
    chat = talk(buyer).says("cancel my order").hears("cancel_ask_order").says("show my orders")
    chat.hears("orders_list", "cancel_ask_order")
    assert len(chat.labels) == len(set(chat.labels)) == 2
    chat.says("1").hears("cancel_ask_reason")
