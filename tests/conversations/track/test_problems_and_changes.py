"""Late, missing, damaged, wrong; and wishes to change an order: led to what helps."""

from __future__ import annotations

from datetime import timedelta

import pytest

from orderdesk.model import Return
from tests.shop import Shop

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("status", "ago", "text", "response", "best"),
    [
        ("IN_TRANSIT", 10 * DAY, "my parcel is late", "problem_late", "Ask for a refund, it's late"),
        (
            "IN_TRANSIT",
            3 * DAY,
            "my package hasn't arrived yet",
            "problem_on_time",
            "Tell me when it arrives",
        ),
        (
            "AWAITING_SHIPMENT",
            DAY,
            "i still haven't received my package",
            "problem_not_sent",
            "Cancel the whole order",
        ),
        (
            "DELIVERED",
            7 * DAY,
            "it says delivered but i never received it",
            "problem_said_delivered",
            "It isn't here",
        ),
        ("DELIVERED", 7 * DAY, "my order arrived damaged", "problem_goods", "Return it"),
        ("DELIVERED", 7 * DAY, "i received the wrong item", "problem_goods", "Return it"),
        ("DELIVERED", 7 * DAY, "parts are missing from my package", "problem_goods", "Return it"),
        ("COMPLETED", 60 * DAY, "my order arrived broken", "problem_goods", "Message the seller"),
    ],
)
def test_what_helps(
    shop: Shop, talk, status: str, ago: timedelta, text: str, response: str, best: str
) -> None:
    """What is offered first is what works for this problem of this order; nothing is started."""
    buyer = shop.buyer()
    number = shop.order(buyer, status, ago=ago)
    chat = talk(buyer).says(text).hears(response, "problem_help").offers("Talk to a person")
    assert chat.labels[0].startswith(best), chat.labels
    assert number in chat.payload(best)
    assert not shop.rows(Return, customer_id=buyer.customer.id)


def test_the_return_goes_on_where_this_ended(shop: Shop, talk) -> None:
    """The button for a return carries order, item and reason, so that none of them is asked again."""
    buyer = shop.buyer()
    items = [("Phone Case", "9.90"), ("Wool Socks", "5.00")]
    number = shop.order(buyer, "DELIVERED", items, ago=7 * DAY)
    chat = talk(buyer).says("my phone case came broken").hears_among("problem_help")
    sends = chat.payload("Return it")
    assert all(part in sends for part in (number, "damaged", f"{number}-1")), sends
    chat.presses("Return it")
    assert "returns_ask_reason" not in chat.names and "returns_ask_order" not in chat.names, chat.names


@pytest.mark.parametrize("answer", ["It's damaged", "2", "it is totally broken", "press"])
def test_asked_what_is_wrong(shop: Shop, talk, answer: str) -> None:
    """Without a word on what is wrong, it asks; the answer may be a button, its number or free words."""
    buyer = shop.buyer()
    shop.order(buyer, "DELIVERED", ago=7 * DAY)
    chat = talk(buyer).says("/delivery_problem").hears("problem_ask_what")
    chat = chat.presses("It's damaged") if answer == "press" else chat.says(answer)
    chat.hears("problem_goods", "problem_help").hears_words("It's damaged").offers("Return it")


def test_anything_else_that_is_wrong(shop: Shop, talk) -> None:
    """Words that fit no button are taken as they are: the seller or a person helps."""
    buyer = shop.buyer()
    shop.order(buyer, "DELIVERED", ago=7 * DAY)
    chat = talk(buyer).says("/delivery_problem").hears("problem_ask_what").says("Something else")
    chat.hears("problem_goods", "problem_help").offers("Message the seller", "Talk to a person")


def test_which_order_is_the_late_one(shop: Shop, talk) -> None:
    """Of several orders the only late one is meant by "my parcel is late"."""
    buyer = shop.buyer()
    shop.order(buyer, "IN_TRANSIT", ago=2 * DAY)
    late = shop.order(buyer, "IN_TRANSIT", [("Phone Case", "9.90")], ago=10 * DAY)
    talk(buyer).says("my parcel is late").hears("problem_late", "problem_help").hears_words(late[-6:])


def test_no_the_other_order(shop: Shop, talk) -> None:
    """A correction at the question changes the order, and the question is asked for that one."""
    buyer = shop.buyer()
    shop.order(buyer, "DELIVERED", ago=7 * DAY)
    other = shop.order(buyer, "DELIVERED", [("Phone Case", "9.90")], ago=8 * DAY)
    chat = (
        talk(buyer).says("/delivery_problem").hears("problem_ask_order").says("1").hears("problem_ask_what")
    )
    chat.says(f"no, {other}").hears("problem_ask_what").hears_words(other[-6:])


@pytest.mark.parametrize(
    ("status", "ago", "rule", "best"),
    [
        ("UNPAID", timedelta(minutes=5), "change_free", "Cancel the whole order"),
        ("ON_HOLD", timedelta(minutes=5), "change_free", "Cancel the whole order"),
        ("AWAITING_SHIPMENT", DAY, "change_preparing", "Message the seller"),
        ("AWAITING_COLLECTION", 2 * DAY, "change_packed", "Message the seller"),
        ("IN_TRANSIT", 3 * DAY, "change_sent", "Message the seller"),
        ("DELIVERED", 7 * DAY, "change_delivered", "Return it"),
        ("CANCELLED", 2 * DAY, "change_cancelled", "Talk to a person"),
    ],
)
def test_change(shop: Shop, talk, status: str, ago: timedelta, rule: str, best: str) -> None:
    """What cannot be changed is said at once, with the reason and what comes closest; the order stays as it is."""
    buyer = shop.buyer()
    number = shop.order(buyer, status, ago=ago)
    before = shop.case(number)
    chat = talk(buyer).says(f"please change the shipping address of order {number}")
    chat.hears("change_look", f"change_refused_{rule}", "offers")
    assert chat.labels[0] == best
    assert shop.case(number) == before


@pytest.mark.parametrize(
    "text", ["i need a different size for my order", "can you swap the colour of my order before it ships"]
)
def test_change_in_other_words(shop: Shop, talk, text: str) -> None:
    """Size and colour are answered like the address."""
    buyer = shop.buyer()
    shop.order(buyer, "ON_HOLD")
    talk(buyer).says(text).hears("change_look", "change_refused_change_free", "offers")


def test_change_by_cancelling(shop: Shop, talk) -> None:
    """The way that comes closest works to the end."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    chat = talk(buyer).says("change the address of my order please").presses("Cancel the whole order")
    chat.presses("Wrong address").hears("cancel_ask_confirm_now").says("yes").hears("cancel_done")
    assert shop.case(number).order.status.value == "CANCELLED"
