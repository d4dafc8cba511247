"""Returns that go through: each way to say it, each kind, to the end of the money."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from orderdesk.model import OutboxRow, PendingAction, PendingState, Return, ReturnKind, ReturnStatus
from orderdesk.services.clock import tick
from tests.services.parcels import MUG_AND_SOCKS, delivered
from tests.shop import Buyer, Shop


def mails(shop: Shop, buyer: Buyer) -> list[str]:
    return sorted(
        row.template for row in shop.rows(OutboxRow, customer_id=buyer.customer.id, channel="email")
    )


def test_a_return_from_the_first_word_to_the_money(shop: Shop, talk) -> None:
    """Asked, approved by the seller, sent, received, refunded: every step is in the chat, the database and the mail."""
    buyer = shop.buyer()
    number = delivered(shop, buyer, seller=shop.seller(manner="accepts"))
    chat = talk(buyer).says("I want to return my order").hears("returns_ask_reason")
    chat.presses("I don't need it any more").hears("returns_ask_confirm_return_seller")
    chat.hears_words(number[-6:], "Oversized Hoodie", "$19.90").says("yes").hears("returns_requested_return")
    asked = shop.case(number).returns[0]
    assert asked.status is ReturnStatus.PENDING and asked.reason == "no_longer_needed"
    tick(shop.desk)
    approved = shop.case(number).returns[0]
    assert approved.status is ReturnStatus.AWAITING_BUYER_SHIP and approved.label
    chat.says("where is my return").hears("return_status_to_send").hears_words(approved.label)
    chat.presses("I've sent it").hears("return_sent_ask_confirm").says("yes").hears("return_sent_done")
    assert shop.case(number).returns[0].status is ReturnStatus.BUYER_SHIPPED
    tick(shop.desk)
    case = shop.case(number)
    assert [refund.amount.amount for refund in case.refunds] == [Decimal("19.90")]
    chat.says("where is my refund").hears("refunds_pending").hears_words("$19.90", case.refunds[0].id)
    assert mails(shop, buyer) == ["return_approved", "return_label", "return_refunded", "return_requested"]


def test_where_nobody_needs_to_look_the_label_comes_at_once(shop: Shop, talk) -> None:
    """The UK's first days: approved with the yes, label and day in the chat as in the row."""
    buyer = shop.buyer("uk")
    number = delivered(shop, buyer)
    chat = talk(buyer).says(f"return order {number}").presses("It doesn't fit").hears("returns_ask_kind")
    chat.presses("Send it back").hears("returns_ask_confirm_return_now").presses("Yes, go ahead")
    chat.hears("returns_done_return", "returns_done_label", "returns_done_return_next").offers("I've sent it")
    live = shop.case(number).live_return
    assert live is not None and live.label
    chat.hears_words(live.label, live.id, "$23.90")


@pytest.mark.parametrize(
    ("label", "kind", "response"),
    [
        ("Send it back", ReturnKind.RETURN_AND_REFUND, "requested_return"),
        ("Money back", ReturnKind.REFUND, "requested_refund"),
        ("A replacement", ReturnKind.REPLACEMENT, "requested_replacement"),
    ],
)
def test_something_broken_leaves_the_choice(
    shop: Shop, talk, label: str, kind: ReturnKind, response: str
) -> None:
    """Back for money, money alone, another one: what is chosen is what is asked for."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    chat = talk(buyer).says(f"i want to return {number}").says("it is broken").hears("returns_ask_kind")
    chat.presses(label).says("yes").hears(f"returns_{response}")
    asked = shop.case(number).returns[0]
    assert (asked.kind, asked.reason) == (kind, "damaged")


def test_exchange_presets_the_replacement(shop: Shop, talk) -> None:
    """Whoever asks for another one is not asked what for."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    chat = talk(buyer).says("can I exchange my hoodie?").hears("returns_ask_reason")
    chat.presses("It doesn't fit").hears("returns_ask_confirm_replacement_seller")
    chat.says("yes").hears("returns_requested_replacement")
    assert shop.case(number).returns[0].kind is ReturnKind.REPLACEMENT


def test_money_back_for_what_arrived_offers_only_ways_to_money(shop: Shop, talk) -> None:
    """No replacement among the choices when a refund was asked for."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    chat = talk(buyer).says("I want a refund").presses("It doesn't work").hears("returns_ask_kind")
    chat.never_hears("A replacement").presses("Money back").says("yes").hears("returns_requested_refund")
    assert shop.case(number).returns[0].kind is ReturnKind.REFUND


def test_money_back_for_what_is_late_needs_one_yes(shop: Shop, talk) -> None:
    """Late, so there is one reason and one kind: the first answer is already the question."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=timedelta(days=9), seller=shop.seller(manner="accepts"))
    chat = talk(buyer).says("I want my money back").hears("returns_ask_confirm_refund_seller")
    chat.hears_words("$23.90").says("yes").hears("returns_requested_refund")
    tick(shop.desk)
    case = shop.case(number)
    assert [refund.amount.amount for refund in case.refunds] == [Decimal("23.90")]
    assert case.returns[0].reason == "not_received" and case.returns[0].status is ReturnStatus.COMPLETE


def test_a_late_order_in_parts(shop: Shop, talk) -> None:
    """ "Only some items" of what is late."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", MUG_AND_SOCKS, ago=timedelta(days=9))
    chat = talk(buyer).says("I want my money back").presses("Only some items").hears("returns_ask_lines")
    chat.says("the socks").hears("returns_ask_confirm_refund_seller").hears_words("$5.00").says("yes")
    assert shop.case(number).returns[0].line_ids == (f"{number}-3",)


@pytest.mark.parametrize(
    ("words", "places", "amount"),
    [
        ("the socks", (3,), "5.00"),
        ("Wool Socks", (3,), "5.00"),
        ("all of them", (1, 2, 3), "29.00"),
        ("everything but the socks", (1, 2), "24.00"),
        ("both mugs", (1, 2), "24.00"),
        ("3", (3,), "5.00"),
    ],
)
def test_which_items_in_words(shop: Shop, talk, words: str, places: tuple[int, ...], amount: str) -> None:
    """One, all, all but one, two alike, by number of the button: what is said is what is sent back."""
    buyer = shop.buyer()
    number = delivered(shop, buyer, MUG_AND_SOCKS)
    chat = talk(buyer).says(f"return {number}").hears("returns_ask_lines")
    chat.says(words).hears("returns_ask_reason").presses("I don't need it any more")
    chat.hears("returns_ask_confirm_return_seller").hears_words(f"${amount}").says("yes")
    assert shop.case(number).returns[0].line_ids == tuple(f"{number}-{place}" for place in places)


def test_everything_in_one_sentence(shop: Shop, talk) -> None:
    """Item and reason in the first message are not asked for again."""
    buyer = shop.buyer()
    number = delivered(shop, buyer, MUG_AND_SOCKS)
    chat = talk(buyer).says("I want to return the socks because they don't fit").hears("returns_ask_kind")
    chat.presses("Send it back").hears("returns_ask_confirm_return_seller").says("yes")
    asked = shop.case(number).returns[0]
    assert (asked.line_ids, asked.reason) == ((f"{number}-3",), "does_not_fit")


def test_the_item_is_remembered_while_the_order_is_asked(shop: Shop, talk) -> None:
    """ "Return the socks" with two such orders: after the order is picked, the socks are still meant."""
    buyer = shop.buyer()
    first, second = delivered(shop, buyer, MUG_AND_SOCKS), delivered(shop, buyer, MUG_AND_SOCKS)
    chat = talk(buyer).says("return the wool socks").hears("returns_ask_order").presses(f"…{first[-6:]}")
    chat.hears("returns_ask_reason").presses("I don't need it any more").says("yes")
    assert shop.case(first).returns[0].line_ids == (f"{first}-3",) and not shop.case(second).returns


def test_own_words_are_kept_for_the_seller(shop: Shop, talk) -> None:
    """A reason that fits no code is kept as a note, and the closest code is asked for."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    chat = talk(buyer).says(f"return {number}").hears("returns_ask_reason")
    chat.says("the pattern makes my cat nervous").hears("returns_ask_reason_again")
    chat.presses("Not as described").presses("Send it back").says("yes").hears("returns_requested_return")
    assert shop.case(number).returns[0].note == "the pattern makes my cat nervous"


def test_five_times_yes_is_one_return(shop: Shop, talk) -> None:
    """The same reply, marked as done, and one of everything."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    chat = talk(buyer).says(f"return {number}").presses("I don't need it any more")
    yes = chat.payload("Yes, go ahead")
    chat.says(yes).hears("returns_requested_return")
    for _ in range(2):
        chat.says("yes").hears("returns_again_done", "returns_requested_return")
        chat.says(yes).hears("returns_again_done", "returns_requested_return")
    assert len(shop.rows(Return, order_id=number)) == 1 and mails(shop, buyer) == ["return_requested"]


def test_taking_it_back(shop: Shop, talk) -> None:
    """ "Cancel the return" ends the return, not the order; a no leaves it."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    chat = talk(buyer).says(f"return {number}").presses("I don't need it any more").says("yes")
    chat.says("cancel the return").hears("withdraw_return_ask_confirm").says("no").hears(
        "withdraw_return_declined"
    )
    assert shop.case(number).live_return is not None
    chat.says("cancel my return please").hears("withdraw_return_ask_confirm").says("yes")
    chat.hears("withdraw_return_done").says("yes").hears("withdraw_return_again_done")
    case = shop.case(number)
    assert case.returns[0].status is ReturnStatus.CANCELLED and not case.cancellations and not case.refunds
    assert mails(shop, buyer) == ["return_requested", "return_withdrawn"]


def test_a_no_to_the_return_leaves_nothing_behind(shop: Shop, talk) -> None:
    """Declined: no return, and the yes after it does nothing."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    chat = talk(buyer).says(f"return {number}").presses("I don't need it any more")
    chat.hears("returns_ask_confirm_return_seller").says("no").hears("returns_declined")
    chat.says("yes").hears("nothing_asked")
    assert not shop.case(number).returns
    states = [row.state for row in shop.rows(PendingAction, customer_id=buyer.customer.id)]
    assert states == [PendingState.VOID]
