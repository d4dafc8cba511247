"""Leaving a question: by a plain no, and when it cannot be answered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from orderdesk.model import SellerMessage
from tests.shop import Shop

DAYS = timedelta(days=1)


@pytest.mark.parametrize("no", ["no", "no thanks", "nope"])
def test_a_no_leaves_the_reason_of_a_cancellation(shop: Shop, talk, no: str) -> None:
    """It is no reason, and a later yes means nothing."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    chat = talk(buyer).says("cancel my order").hears("cancel_ask_reason").says(no).hears("cancel_declined")
    chat.says("yes").hears("nothing_asked")
    assert shop.case(number).order.status.value == "ON_HOLD"


def test_a_no_leaves_the_reason_of_a_return(shop: Shop, talk) -> None:
    """The same in a return."""
    buyer = shop.buyer()
    shop.order(buyer, "DELIVERED", ago=7 * DAYS)
    talk(buyer).says("return the hoodie").hears("returns_ask_reason").says("no").hears("returns_declined")


def test_a_no_leaves_what_a_dispute_is_about(shop: Shop, talk) -> None:
    """The same in a dispute."""
    buyer = shop.buyer()
    shop.order(buyer, "DELIVERED", ago=7 * DAYS)
    talk(buyer).says("open a dispute").hears("dispute_ask_about").says("no").hears("dispute_declined")


@pytest.mark.parametrize("no", ["no", "no thanks"])
def test_a_no_to_a_look_up_goes_back_to_what_waits(shop: Shop, talk, no: str) -> None:
    """Only the look-up is left: the cancellation asks its own question again, and its yes works."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    for item in ("Air Fryer", "Phone Case"):
        shop.order(buyer, "IN_TRANSIT", [(item, "9.90")], ago=2 * DAYS)
    chat = talk(buyer).says(f"cancel {number}").presses("Ordered by mistake").hears("cancel_ask_confirm_now")
    chat.says("where is my other order").hears("track_ask_order")
    chat.says(no).hears("question_skipped", "cancel_ask_confirm_now").hears_words(number[-6:])
    assert shop.case(number).order.status.value == "ON_HOLD"
    chat.says("yes").hears("cancel_done")


def test_a_no_to_a_look_up_goes_back_to_a_return(shop: Shop, talk) -> None:
    """The same in a return, whose reason is asked again; the second no leaves the return."""
    buyer = shop.buyer()
    number = shop.order(buyer, "DELIVERED", ago=7 * DAYS)
    for item in ("Air Fryer", "Phone Case"):
        shop.order(buyer, "IN_TRANSIT", [(item, "9.90")], ago=2 * DAYS)
    chat = talk(buyer).says(f"return {number}").hears("returns_ask_reason")
    chat.says("where is my other order").hears("track_ask_order")
    chat.says("no").hears("question_skipped", "returns_ask_reason").says("no").hears("returns_declined")


def test_a_no_to_a_look_up_alone_leaves_nothing_open(shop: Shop, talk) -> None:
    """Where nothing waits, nothing is asked."""
    buyer = shop.buyer()
    for item in ("Air Fryer", "Phone Case"):
        shop.order(buyer, "IN_TRANSIT", [(item, "9.90")], ago=2 * DAYS)
    chat = talk(buyer).says("where is my order").hears("track_ask_order").says("no").hears("stopped")
    chat.says("yes").hears("nothing_asked")


def test_do_not_cancel_at_a_look_up_ends_the_cancellation(shop: Shop, talk) -> None:
    """ "Don't cancel it" means what waits behind the look-up."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    for item in ("Air Fryer", "Phone Case"):
        shop.order(buyer, "IN_TRANSIT", [(item, "9.90")], ago=2 * DAYS)
    chat = talk(buyer).says(f"cancel {number}").presses("Ordered by mistake").hears("cancel_ask_confirm_now")
    chat.says("where is my other order").hears("track_ask_order").says("don't cancel it").hears("cancel_kept")
    chat.says("yes").hears("nothing_asked")
    assert shop.case(number).order.status.value == "ON_HOLD"


def test_a_no_leaves_topic_and_text_of_a_message(shop: Shop, talk) -> None:
    """ "No" is not what a seller is to read."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=2 * DAYS)
    chat = (
        talk(buyer).says("message the seller").hears("seller_ask_topic").says("no").hears("seller_declined")
    )
    chat.says("message the seller").presses("Something else").hears("seller_ask_text")
    chat.says("no thanks").hears("seller_declined")
    assert not shop.rows(SellerMessage, order_id=number)


def test_send_it_sends_the_message(shop: Shop, talk) -> None:
    """At the yes it is a yes; no transcript goes anywhere."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=2 * DAYS)
    chat = talk(buyer).says("message the seller").presses("Ask where it is").hears("seller_ask_confirm")
    chat.says("send it").hears("seller_done")
    assert len(shop.rows(SellerMessage, order_id=number)) == 1


def test_send_it_is_no_text(shop: Shop, talk) -> None:
    """While the text is asked for, it means what was drafted before, or nothing yet."""
    buyer = shop.buyer()
    shop.order(buyer, "IN_TRANSIT", ago=2 * DAYS)
    chat = talk(buyer).says("message the seller").presses("Ask where it is").presses("Change the text")
    chat.hears("seller_ask_text").says("send it").hears("seller_ask_confirm").never_hears('"send it')


def test_what_is_not_understood_again_and_again_is_left(shop: Shop, talk) -> None:
    """After two tries buttons and a person are offered; after three the question is gone, and nothing was done."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD", [("Oversized Hoodie", "20.00"), ("Phone Case", "5.00")])
    chat = talk(buyer).says("cancel my order").presses("Ordered by mistake").presses("Only some items")
    chat.hears("cancel_ask_lines").says("xyz").hears("cancel_ask_lines")
    chat.says("qwrtz").hears("question_unclear", "cancel_ask_lines").offers("Talk to a person")
    chat.says("zzz").hears("question_left").says("yes")
    assert shop.case(number).order.status.value == "ON_HOLD"


def test_a_question_in_between_is_no_failed_try(shop: Shop, talk) -> None:
    """Only what was not understood counts."""
    buyer = shop.buyer()
    shop.order(buyer, "ON_HOLD", [("Oversized Hoodie", "20.00"), ("Phone Case", "5.00")])
    chat = talk(buyer).says("cancel my order").presses("Ordered by mistake").presses("Only some items")
    for _ in range(4):
        chat.says("are you a bot?").hears("bot_challenge", "cancel_ask_lines")


@pytest.mark.parametrize(("words", "count"), [("one of them", 1), ("2 hoodies", 2), ("just one hoodie", 1)])
def test_so_many_of_them(shop: Shop, talk, words: str, count: int) -> None:
    """A number of units that are all alike answers which ones."""
    buyer = shop.buyer()
    shop.order(buyer, "ON_HOLD", [("Oversized Hoodie", "20.00")] * 3 + [("Phone Case", "5.00")])
    chat = (
        talk(buyer).says("cancel the hoodie").hears("cancel_ask_lines").says(words).hears("cancel_ask_reason")
    )
    chat.presses("Ordered by mistake").hears("cancel_ask_confirm_items_now")
    assert [one["title"] for one in chat.card("refund_preview")["lines"]] == ["Oversized Hoodie"] * count
