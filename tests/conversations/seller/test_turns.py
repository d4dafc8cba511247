"""Refusals, corrections, digressions, second thoughts and odd input while writing to the seller."""

from __future__ import annotations

from datetime import timedelta

import pytest

from orderdesk.model import PendingAction, PendingState, SellerMessage
from tests.shop import Shop

TWO_DAYS = timedelta(days=2)


def drafted(shop: Shop, talk):
    """A chat at the yes, the buyer, and the order's number."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=TWO_DAYS)
    chat = talk(buyer).says("message the seller").presses("Ask where it is").hears("seller_ask_confirm")
    return chat, buyer, number


def nothing_sent(shop: Shop, number: str) -> bool:
    return not shop.rows(SellerMessage, order_id=number)


@pytest.mark.parametrize("words", ["no", "never mind", "No, don't send it"])
def test_a_no_sends_nothing(shop: Shop, talk, words: str) -> None:
    """And a later yes does nothing either."""
    chat, buyer, number = drafted(shop, talk)
    chat.says(words).hears("seller_declined").says("yes").hears("nothing_asked")
    assert nothing_sent(shop, number)
    states = {row.state for row in shop.rows(PendingAction, customer_id=buyer.customer.id)}
    assert states == {PendingState.VOID}


@pytest.mark.parametrize(
    ("between", "response"),
    [
        ("are you a bot?", "bot_challenge"),
        ("thanks", "thank"),
        ("what is the capital of france", "out_of_scope"),
    ],
)
def test_a_question_in_between(shop: Shop, talk, between: str, response: str) -> None:
    """It is answered, the confirmation comes back, and the yes still works."""
    chat, _, number = drafted(shop, talk)
    chat.says(between).hears(response, "seller_ask_confirm").says("yes").hears("seller_done")
    assert not nothing_sent(shop, number)


def test_another_order_at_the_yes(shop: Shop, talk) -> None:
    """ "no, order 57…" goes on with that one, with a draft of its own."""
    buyer = shop.buyer()
    first = shop.order(buyer, "IN_TRANSIT", ago=TWO_DAYS)
    second = shop.order(buyer, "IN_TRANSIT", [("Lip Oil", "8.00")], ago=TWO_DAYS)
    chat = (
        talk(buyer)
        .says(f"message the seller of {first}")
        .presses("Ask where it is")
        .hears("seller_ask_confirm")
    )
    chat.says(f"no, i meant {second}").hears("seller_ask_confirm").hears_words(second).says("yes").hears(
        "seller_done"
    )
    assert nothing_sent(shop, first) and not nothing_sent(shop, second)


def test_another_journey_takes_over(shop: Shop, talk) -> None:
    """Cancelling in the middle drops the message; its yes is the cancellation's."""
    chat, buyer, number = drafted(shop, talk)
    other = shop.order(buyer, "ON_HOLD", [("Lip Oil", "8.00")])
    chat.says(f"cancel order {other}").hears("cancel_ask_reason").presses("Ordered by mistake").says("yes")
    chat.hears("cancel_done")
    assert nothing_sent(shop, number)


def test_one_message_at_a_time(shop: Shop, talk) -> None:
    """While one waits, a second is refused, with what works instead."""
    chat, _, number = drafted(shop, talk)
    chat.says("yes").hears("seller_done").says("message the seller again").hears(
        "seller_refused_message_waiting", "offers"
    )
    chat.offers("Did the seller answer?", "Talk to a person").presses("Did the seller").hears(
        "seller_status_waiting"
    )
    assert len(shop.rows(SellerMessage, order_id=number)) == 1


def test_an_old_order(shop: Shop, talk) -> None:
    """Too long ago: said, with a way out."""
    buyer = shop.buyer()
    number = shop.order(buyer, "COMPLETED", ago=timedelta(days=90))
    talk(buyer).says(f"message the seller of {number}").hears(
        "seller_refused_contact_too_old", "offers"
    ).offers("Talk to a person")


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "🙃🙃🙃", "где мой заказ", "{order} %s {{x}}", "x " * 400]
)
def test_odd_texts_are_sent_as_text(shop: Shop, talk, text: str) -> None:
    """Markup, emoji, other scripts and braces are the buyer's words and nothing else."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    chat = (
        talk(buyer)
        .says("message the seller")
        .presses("Something else")
        .says(text)
        .hears("seller_ask_confirm")
    )
    chat.presses("Yes, send it").hears("seller_done")
    assert [row.text for row in shop.rows(SellerMessage, order_id=number)] == [text.strip()]


def test_too_long_a_text_is_cut_and_said_so(shop: Shop, talk) -> None:
    """A thousand characters are sent, and the buyer sees which before the yes."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    chat = talk(buyer).says("message the seller").presses("Something else").says("word " * 300)
    chat.hears("seller_text_cut", "seller_ask_confirm").says("yes").hears("seller_done")
    assert len(shop.rows(SellerMessage, order_id=number)[0].text) <= 1000


def test_somebody_elses_order(shop: Shop, talk) -> None:
    """Not found, like one that does not exist; no name of its seller."""
    mine, theirs = shop.buyer(), shop.buyer()
    shop.order(mine, "ON_HOLD")
    number = shop.order(theirs, "ON_HOLD", seller=shop.seller("Secret Shop"))
    chat = talk(mine).says(f"message the seller of order {number}").hears_among("order_not_found")
    chat.never_hears("Secret Shop")


def test_not_signed_in(talk) -> None:
    """Strangers are asked to sign in."""
    talk("stranger-seller").says("message the seller").hears("error_not_signed_in")


def test_an_old_button_sends_nothing(shop: Shop, talk) -> None:
    """The yes of a dropped message is void."""
    chat, _, number = drafted(shop, talk)
    old = chat.payload("Yes, send it")
    chat.says("no").hears("seller_declined").says(old)
    assert nothing_sent(shop, number)


def test_nothing_was_written(shop: Shop, talk) -> None:
    """Asked for an answer to no message."""
    buyer = shop.buyer()
    shop.order(buyer, "ON_HOLD")
    talk(buyer).says("did the seller reply?").hears("seller_status_none_at_all").offers("Message the seller")
