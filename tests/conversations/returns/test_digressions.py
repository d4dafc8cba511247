"""Other things in between, corrections, second thoughts: and back to where it was."""

from __future__ import annotations

from datetime import timedelta

import pytest

from orderdesk.model import OrderStatus, PendingAction, PendingState, Return, ReturnKind
from tests.services.parcels import MUG_AND_SOCKS, delivered
from tests.shop import Shop


@pytest.mark.parametrize(
    ("between", "response"),
    [
        ("are you a real person?", "bot_challenge"),
        ("thank you", "thank"),
        ("what's the weather like in berlin tomorrow", "out_of_scope"),
        ("where is my refund", "returns_facts_return_and_refund"),
    ],
)
def test_a_question_in_between_comes_back_to_the_confirmation(
    shop: Shop, talk, between: str, response: str
) -> None:
    """The question is answered, the confirmation asked once more, and the yes still works."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    chat = talk(buyer).says(f"return {number}").presses("I don't need it any more")
    chat.says(between).hears(response, "returns_ask_confirm_return_seller")
    assert not shop.case(number).returns
    chat.says("yes").hears("returns_requested_return")


def test_the_policy_in_between_comes_with_this_returns_facts(shop: Shop, talk) -> None:
    """The window, what comes back and who pays the postage; then the confirmation."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    chat = talk(buyer).says(f"return {number}").presses("I don't need it any more")
    chat.says("what is your return policy").hears(
        "return_policy_until", "returns_facts_return_and_refund", "returns_ask_confirm_return_seller"
    )


def test_a_question_at_each_step_comes_back_to_that_step(shop: Shop, talk) -> None:
    """Items, reason and kind are each asked again after something in between."""
    buyer = shop.buyer()
    number = delivered(shop, buyer, MUG_AND_SOCKS)
    chat = (
        talk(buyer)
        .says(f"return {number}")
        .says("are you a robot")
        .hears("bot_challenge", "returns_ask_lines")
    )
    chat.says("the socks").says("are you a robot").hears("bot_challenge", "returns_ask_reason")
    chat.presses("It doesn't fit").says("are you a robot").hears("bot_challenge", "returns_ask_kind")
    chat.presses("Send it back").says("yes").hears("returns_requested_return")


def test_another_reason_at_the_confirmation(shop: Shop, talk) -> None:
    """ "Actually it is damaged" changes the reason, and what is on offer with it."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    chat = talk(buyer).says(f"return {number}").presses("I don't need it any more")
    chat.hears("returns_ask_confirm_return_seller").says("the reason is that it arrived damaged")
    chat.hears("returns_ask_kind").presses("Money back").says("yes").hears("returns_requested_refund")
    assert shop.case(number).returns[0].reason == "damaged"


def test_another_kind_at_the_confirmation(shop: Shop, talk) -> None:
    """ "I'd rather have a replacement" changes what is asked for, with the same items and reason."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    chat = talk(buyer).says(f"return {number}").presses("It doesn't work").presses("Send it back")
    chat.hears("returns_ask_confirm_return_seller").says("send me a replacement instead")
    chat.hears("returns_ask_confirm_replacement_seller").says("yes").hears("returns_requested_replacement")
    asked = shop.case(number).returns[0]
    assert (asked.kind, asked.reason) == (ReturnKind.REPLACEMENT, "defective")


def test_yes_but_only_some(shop: Shop, talk) -> None:
    """A yes with a limit is not a yes; the limit is asked to be confirmed."""
    buyer = shop.buyer()
    number = delivered(shop, buyer, MUG_AND_SOCKS)
    chat = talk(buyer).says(f"return {number}").says("all of them").presses("I don't need it any more")
    chat.hears_words("$29.00").says("yes but only the socks").hears("returns_ask_confirm_return_seller")
    chat.hears_words("$5.00")
    assert not shop.case(number).returns
    chat.says("yes")
    assert shop.case(number).returns[0].line_ids == (f"{number}-3",)


def test_another_order_at_the_confirmation(shop: Shop, talk) -> None:
    """ "No, the other one" goes on with the other order; the first is left alone."""
    buyer = shop.buyer()
    first, second = delivered(shop, buyer), delivered(shop, buyer, [("Lip Oil", "8.00")])
    chat = talk(buyer).says("I want to return something").presses(f"…{first[-6:]}")
    chat.presses("I don't need it any more").says("no, the other one")
    chat.hears("returns_ask_confirm_return_seller").hears_words(second[-6:]).says("yes")
    assert not shop.case(first).returns and len(shop.case(second).returns) == 1


def test_a_cancellation_takes_the_place_of_a_return(shop: Shop, talk) -> None:
    """Another journey with an effect: the return that was asked about is dropped, and its old yes does nothing."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    other = shop.order(buyer, "ON_HOLD", [("Lip Oil", "8.00")])
    chat = talk(buyer).says(f"return {number}").presses("I don't need it any more")
    old = chat.payload("Yes, go ahead")
    chat.says(f"cancel order {other}").hears("cancel_ask_reason").says(old)
    chat.hears("error_stale_action", "cancel_ask_reason")
    assert not shop.case(number).returns and shop.case(other).order.status is OrderStatus.ON_HOLD


def test_cancel_it_while_returning_cancels_no_order(shop: Shop, talk) -> None:
    """ "Cancel" in the middle of a return starts nothing by itself."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    chat = talk(buyer).says(f"return {number}").presses("I don't need it any more").says("cancel that")
    case = shop.case(number)
    assert case.order.status is OrderStatus.DELIVERED and not case.returns and not case.cancellations
    assert chat.names and "cancel_done" not in chat.names


@pytest.mark.parametrize(
    "words", ["no", "never mind", "stop", "forget it", "i changed my mind, i'll keep it"]
)
def test_a_no_in_any_words(shop: Shop, talk, words: str) -> None:
    """Nothing is returned, and the yes after it does nothing either."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    chat = talk(buyer).says(f"return {number}").presses("I don't need it any more")
    chat.hears("returns_ask_confirm_return_seller").says(words)
    assert chat.names and "returns_requested_return" not in chat.names
    assert [row.state for row in shop.rows(PendingAction, customer_id=buyer.customer.id)] == [
        PendingState.VOID
    ]
    chat.says("yes").never_hears("RT-")
    assert not shop.rows(Return, order_id=number)


def test_the_window_and_then_the_return(shop: Shop, talk) -> None:
    """Asked about and then meant: "it" is the order talked about, not the newest."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    shop.order(buyer, "IN_TRANSIT", [("Air Fryer", "59.00")], ago=timedelta(days=2))
    chat = talk(buyer).says(f"until when can I return {number}?").hears("return_policy_until")
    chat.says("ok return it").hears("returns_ask_reason").hears_words("Oversized Hoodie")
