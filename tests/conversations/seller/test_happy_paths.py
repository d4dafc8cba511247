"""Writing to the seller: from the first words to the seller's answer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from orderdesk.bootstrap import Desk
from orderdesk.model import MessageStatus, OrderStatus, OutboxRow, SellerMessage
from orderdesk.services.clock import tick
from tests.shop import Shop

TWO_DAYS, WEEK = timedelta(days=2), timedelta(days=7)


def messages(shop: Shop, number: str) -> list[SellerMessage]:
    return shop.rows(SellerMessage, order_id=number)


def test_a_draft_a_yes_and_it_is_sent(shop: Shop, talk) -> None:
    """The yes names the seller and the order; the reply names the reference of the row."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=TWO_DAYS)
    chat = (
        talk(buyer).says("message the seller").hears("seller_ask_topic").hears_words("Cloudloft", number[-6:])
    )
    chat.presses("Ask where it is").hears("seller_ask_confirm").hears_words("Cloudloft", number[-6:], number)
    assert not messages(shop, number)
    chat.says("yes").hears("seller_done").hears_words(number[-6:], messages(shop, number)[0].id)
    assert messages(shop, number)[0].topic == "where_is_it"
    assert [row.template for row in shop.rows(OutboxRow, customer_id=buyer.customer.id)] == [
        "seller_message_sent"
    ]


def test_the_text_can_be_changed(shop: Shop, talk) -> None:
    """What is sent is what the buyer wrote last."""
    buyer = shop.buyer()
    number = shop.order(buyer, "DELIVERED", ago=WEEK)
    chat = talk(buyer).says("contact the seller").presses("It arrived damaged").hears("seller_ask_confirm")
    chat.presses("Change the text").hears("seller_ask_text").says(
        "Hi, where is the second sleeve? It is missing."
    )
    chat.hears("seller_ask_confirm").hears_words("second sleeve").says("change the text").hears(
        "seller_ask_text"
    )
    chat.says("The left sleeve is torn.").hears("seller_ask_confirm").presses("Yes, send it").hears(
        "seller_done"
    )
    assert [row.text for row in messages(shop, number)] == ["The left sleeve is torn."]


def test_a_question_of_ones_own(shop: Shop, talk) -> None:
    """Something else: the buyer's words are the message."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    chat = talk(buyer).says("write to the shop").presses("Something else").hears("seller_ask_text")
    chat.says("can i cancel if it doesn't fit?").hears("seller_ask_confirm").says("yes").hears("seller_done")
    assert [row.text for row in messages(shop, number)] == ["can i cancel if it doesn't fit?"]
    assert shop.case(number).order.status is OrderStatus.ON_HOLD


def test_from_a_refused_cancellation_in_three_taps(shop: Shop, talk) -> None:
    """The refusal offers the message, the topic is clear, and the draft asks to cancel."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=TWO_DAYS)
    chat = (
        talk(buyer).says(f"cancel order {number}").presses("Message the seller").hears("seller_ask_confirm")
    )
    chat.hears_words("cancel", number).presses("Yes, send it").hears("seller_done")
    assert [row.topic for row in messages(shop, number)] == ["late_cancel"]


@pytest.mark.parametrize(("manner", "cancelled"), [("accepts", True), ("refuses", False)])
def test_the_seller_decides_about_a_late_cancellation(
    shop: Shop, talk, live_desk: Desk, manner: str, cancelled: bool
) -> None:
    """Agreed, it is cancelled and refunded; refused, it goes on. Either way the buyer reads the seller's words."""
    buyer = shop.buyer()
    number = shop.order(buyer, "AWAITING_COLLECTION", ago=TWO_DAYS, seller=shop.seller(manner=manner))
    chat = talk(buyer).says(f"cancel {number}").presses("Message the seller").says("yes").hears("seller_done")
    tick(live_desk)
    chat.says("did the seller answer?").hears(
        "seller_status_cancelled" if cancelled else "seller_status_answered"
    )
    chat.hears_words(messages(shop, number)[0].answer)
    case = shop.case(number)
    assert (case.order.status is OrderStatus.CANCELLED) == cancelled == bool(case.refunds)


def test_a_silent_seller(shop: Shop, talk) -> None:
    """Not yet, and until when."""
    buyer = shop.buyer()
    shop.order(buyer, "IN_TRANSIT", ago=TWO_DAYS)
    chat = talk(buyer).says("message the seller").presses("Ask where it is").says("yes")
    chat.says("any reply from the seller?").hears("seller_status_waiting").hears_words("Cloudloft")


def test_which_order_is_asked(shop: Shop, talk) -> None:
    """With several orders it is asked, and any way of naming one will do."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=TWO_DAYS)
    shop.order(buyer, "ON_HOLD", [("Lip Oil", "8.00")])
    chat = talk(buyer).says("i want to message a seller").hears("seller_ask_order")
    chat.says(f"ending {number[-6:]}").hears("seller_ask_topic").hears_words(number[-6:])


def test_the_order_in_the_first_words(shop: Shop, talk) -> None:
    """Named at once, it is not asked."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=TWO_DAYS)
    shop.order(buyer, "ON_HOLD", [("Lip Oil", "8.00")])
    talk(buyer).says(f"message the seller of order {number}").hears("seller_ask_topic").hears_words(
        number[-6:]
    )


def test_a_topic_by_its_number(shop: Shop, talk) -> None:
    """ "2" is the second button."""
    buyer = shop.buyer()
    shop.order(buyer, "IN_TRANSIT", ago=TWO_DAYS)
    talk(buyer).says("message the seller").hears("seller_ask_topic").says("2").hears("seller_ask_confirm")


def test_yes_ten_times_is_one_message(shop: Shop, talk) -> None:
    """A repeated yes is told as done already."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=TWO_DAYS)
    chat = talk(buyer).says("message the seller").presses("Ask where it is")
    button = chat.payload("Yes, send it")
    chat.says(button).hears("seller_done")
    for _ in range(3):
        chat.says(button).hears("seller_again_done")
    chat.says("yes").hears("seller_again_done")
    assert len(messages(shop, number)) == 1
    assert messages(shop, number)[0].status is MessageStatus.SENT
