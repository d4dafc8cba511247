"""Cards beside the texts: money, refusals, messages with a seller, ratings."""

from __future__ import annotations

from datetime import timedelta

from orderdesk.model import Conversation, Rating, RatingAsk
from orderdesk.services.clock import tick
from tests.shop import Buyer, Shop

TWO = [("Oversized Hoodie", "19.90"), ("Phone Case", "8.10")]
DAYS = timedelta(days=1)


def through_the_gateway(shop: Shop, buyer: Buyer) -> None:
    """Only such conversations are asked how it went."""
    with shop.desk.store.write() as unit:
        unit.add(Conversation(buyer.conversation, "web", shop.desk.clock.now()))


def cancelled(shop: Shop, talk, buyer: Buyer, name: str):
    """A chat after one more order was cancelled."""
    number = shop.order(buyer, "ON_HOLD", [(name, "20.00")])
    return talk(buyer).says(f"cancel order {number}").presses("Ordered by mistake").says("yes")


def test_the_yes_to_a_cancellation_shows_what_comes_back(shop: Shop, talk) -> None:
    """Each item, the shipping, the total, where to and by when; asked again, the card comes again."""
    buyer = shop.buyer()
    shop.order(buyer, "ON_HOLD", TWO)
    chat = talk(buyer).says("cancel my order").presses("Ordered by mistake").hears("cancel_ask_confirm_now")
    card = chat.card("refund_preview")
    assert [one["amount"] for one in card["lines"]] == ["$19.90", "$8.10", "$4.00"]
    assert (card["total"], card["method"]) == ("$32.00", "Visa •••• 4242") and card["by"]
    assert chat.says("are you a bot?").card("refund_preview") == card


def test_no_money_no_card(shop: Shop, talk) -> None:
    """What was never charged shows no refund."""
    buyer = shop.buyer()
    shop.order(buyer, "UNPAID")
    chat = (
        talk(buyer).says("cancel my order").presses("Ordered by mistake").hears("cancel_ask_confirm_unpaid")
    )
    assert not [one for one in chat.raw if "custom" in one]


def test_the_yes_to_a_return_shows_what_comes_back(shop: Shop, talk) -> None:
    """Of the one item that goes back."""
    buyer = shop.buyer()
    shop.order(buyer, "DELIVERED", TWO, ago=7 * DAYS)
    chat = talk(buyer).says("return the phone case").presses("It doesn't fit").presses("Send it back")
    card = chat.card("refund_preview")
    assert (card["lines"][0]["title"], card["total"]) == ("Phone Case", "$8.10")


def test_a_refusal_shows_reasons_deadline_and_ways_out(shop: Shop, talk) -> None:
    """The same reasons as the texts, the deadline that passed, the buttons' labels."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=2 * DAYS)
    chat = talk(buyer).says("cancel my order").hears_among("cancel_refused_in_transit", "offers")
    card = chat.card("refusal")
    assert card["reasons"] == chat.texts[:-1] and card["ways"] == chat.labels
    assert number[-6:] in card["title"] and card["deadline"] and card["order"] == number


def test_messages_with_a_seller_show_both_ways(shop: Shop, talk) -> None:
    """First what was sent and by when an answer is due; then the answer too."""
    buyer = shop.buyer()
    shop.order(buyer, "IN_TRANSIT", ago=2 * DAYS, seller=shop.seller(manner="accepts"))
    chat = talk(buyer).says("message the seller").presses("Ask where it is").says("yes").hears("seller_done")
    card = chat.card("seller_thread")
    assert [one["from"] for one in card["entries"]] == ["buyer"] and card["answer_by"]
    tick(shop.desk)
    card = chat.says("did the seller answer?").hears("seller_status_answered").card("seller_thread")
    assert [one["from"] for one in card["entries"]] == ["buyer", "seller"] and card["answer_by"] is None


def test_a_solved_case_is_asked_about_once(shop: Shop, talk) -> None:
    """With the journey; a score by button or by number is kept with the case."""
    buyer = shop.buyer()
    through_the_gateway(shop, buyer)
    chat = cancelled(shop, talk, buyer, "Air Fryer").hears("cancel_done", "rating_ask")
    assert chat.card("rating")["journey"] == "cancel"
    chat.says("4").hears("rating_thanks").says("yes")
    (row,) = shop.rows(Rating, conversation_id=buyer.conversation)
    (asked,) = shop.rows(RatingAsk, conversation_id=buyer.conversation)
    assert (row.score, row.journey, row.case_id) == (4, "cancel", asked.case_id)


def test_who_does_not_rate_is_not_asked_again(shop: Shop, talk) -> None:
    """The next solved case passes without a question."""
    buyer = shop.buyer()
    through_the_gateway(shop, buyer)
    cancelled(shop, talk, buyer, "Air Fryer").hears("cancel_done", "rating_ask")
    cancelled(shop, talk, buyer, "Rice Cooker").hears("cancel_done")


def test_what_waits_for_a_seller_is_not_solved(shop: Shop, talk) -> None:
    """A request is no solved case."""
    buyer = shop.buyer()
    through_the_gateway(shop, buyer)
    shop.order(buyer, "AWAITING_SHIPMENT", ago=1 * DAYS)
    chat = talk(buyer).says("cancel my order").presses("Ordered by mistake").says("yes")
    chat.hears("cancel_requested")


def test_the_order_shows_what_is_left_of_it(shop: Shop, talk) -> None:
    """After an item was cancelled, amount and card are without it; the seller is named."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD", TWO)
    chat = talk(buyer).says("cancel only the phone case").presses("Ordered by mistake").says("yes")
    chat.hears("cancel_done_items").says(f"where is order {number}").hears_words("$23.90, it was $32.00")
    card = chat.card("order")
    assert (card["amount"], card["seller"]) == ("$23.90", "Cloudloft")
    chat.says("show my orders").hears_words("from Cloudloft")
