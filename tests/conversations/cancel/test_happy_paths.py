"""Cancelling that works, from the first words to the committed row."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from orderdesk.model import AuditEntry, CancellationStatus, LineStatus, OrderStatus, OrderType, OutboxRow
from tests.shop import Shop

HOURS_LATER = timedelta(hours=5)
THREE = [("Phone Case", "9.90"), ("Phone Case", "9.90"), ("Wool Socks", "5.00")]


def is_cancelled(shop: Shop, number: str) -> bool:
    return shop.case(number).order.status is OrderStatus.CANCELLED


def test_the_buyer_in_a_hurry_needs_four_turns(shop: Shop, talk) -> None:
    """Words, reason, yes: order, refund, audit and e-mail are all there, and the reply names them."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    chat = talk(buyer)
    chat.says("cancel my order").hears("cancel_ask_reason")
    chat.presses("Found a better price").hears("cancel_ask_confirm_now").hears_words(
        number[-6:], "$23.90", "Visa"
    )
    chat.says("yes").hears("cancel_done").hears_words(number[-6:], "$23.90", "CN-")
    assert is_cancelled(shop, number)
    assert [refund.amount.amount for refund in shop.case(number).refunds] == [Decimal("23.90")]
    assert [entry.verb for entry in shop.rows(AuditEntry, order_id=number)] == ["cancel"]
    assert [row.template for row in shop.rows(OutboxRow, customer_id=buyer.customer.id)] == [
        "cancellation_done"
    ]


@pytest.mark.parametrize(
    "spelling",
    ["{0}", "#{0}", "{1} {2} {3}", "{1}-{2}-{3}", "order no. {0}!!", "ending {4}", "the one ending in {4}"],
)
def test_an_order_number_in_any_spelling(shop: Shop, talk, spelling: str) -> None:
    """Spaces, hashes, dashes and endings all find the order."""
    buyer = shop.buyer()
    number, _ = shop.order(buyer, "ON_HOLD"), shop.order(buyer, "ON_HOLD", [("Lip Oil", "8.00")])
    text = spelling.format(number, number[:6], number[6:12], number[12:], number[-6:])
    talk(buyer).says(f"please cancel order {text}").hears("cancel_ask_reason").hears_words(number[-6:])


def test_everything_in_the_first_message_goes_straight_to_the_yes(shop: Shop, talk) -> None:
    """Number and reason at once: only the confirmation is left."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    chat = talk(buyer).says(f"cancel order {number}, i ordered it by mistake")
    chat.hears("cancel_ask_confirm_now").presses("Yes").hears("cancel_done")
    assert shop.case(number).cancellations[0].reason == "created_by_mistake"


def test_picking_from_the_list_by_number_word_and_button(shop: Shop, talk) -> None:
    """ "2", "the second one" and the button all mean the same order."""
    for pick in ("2", "the second one", None):
        buyer = shop.buyer()
        older = shop.order(buyer, "ON_HOLD", ago=timedelta(minutes=30))
        shop.order(buyer, "ON_HOLD", [("Lip Oil", "8.00")], ago=timedelta(minutes=5))
        chat = talk(buyer).says("i want to cancel an order").hears("cancel_ask_order")
        chat.says(pick) if pick else chat.presses(f"…{older[-6:]}")
        chat.hears("cancel_ask_reason").hears_words(older[-6:])


def test_product_words_with_a_typo_find_the_order(shop: Shop, talk) -> None:
    """ "the hodie" is the hoodie."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    shop.order(buyer, "ON_HOLD", [("Lip Oil", "8.00")])
    talk(buyer).says("cancel the hodie please").hears("cancel_ask_reason").hears_words(number[-6:])


def test_my_last_order_is_the_newest(shop: Shop, talk) -> None:
    """ "my last order" needs no question."""
    buyer = shop.buyer()
    shop.order(buyer, "ON_HOLD", ago=timedelta(hours=2))
    newest = shop.order(buyer, "ON_HOLD", [("Lip Oil", "8.00")], ago=timedelta(minutes=1))
    talk(buyer).says("cancel my last order").hears("cancel_ask_reason").hears_words(newest[-6:])


def test_after_the_window_the_seller_is_asked(shop: Shop, talk) -> None:
    """A request with a deadline instead of a promise; no refund yet."""
    buyer = shop.buyer()
    number = shop.order(buyer, "AWAITING_SHIPMENT", ago=HOURS_LATER)
    chat = talk(buyer).says(f"cancel {number}").presses("I don't need it")
    chat.hears("cancel_ask_confirm_seller").hears_words("Cloudloft", "agree").says("yes please")
    chat.hears("cancel_requested").hears_words("CN-")
    case = shop.case(number)
    assert case.live_cancellation and not case.refunds and case.order.status is OrderStatus.AWAITING_SHIPMENT


def test_an_unpaid_order_has_nothing_to_refund(shop: Shop, talk) -> None:
    """The reply says that nothing was charged."""
    buyer = shop.buyer()
    number = shop.order(buyer, "UNPAID")
    chat = (
        talk(buyer).says("cancel my order").presses("Ordered by mistake").hears("cancel_ask_confirm_unpaid")
    )
    chat.says("yes").hears("cancel_done_unpaid").never_hears("$")
    assert is_cancelled(shop, number)


def test_a_pre_order_can_be_cancelled_until_it_is_sent(shop: Shop, talk) -> None:
    """Past the free window, before shipping: at once."""
    buyer = shop.buyer()
    number = shop.order(buyer, "AWAITING_SHIPMENT", ago=HOURS_LATER, order_type=OrderType.PRE_ORDER)
    chat = (
        talk(buyer).says(f"cancel {number}").presses("Found a better price").hears("cancel_ask_confirm_now")
    )
    chat.says("yes").hears("cancel_done")
    assert is_cancelled(shop, number)


def test_just_one_item_by_words(shop: Shop, talk) -> None:
    """ "cancel the socks": that unit goes, the rest stays, shipping is not refunded."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD", THREE)
    chat = talk(buyer).says(f"cancel just the socks from order {number}").presses("I don't need it")
    chat.hears("cancel_ask_confirm_items_now").hears_words("Wool Socks", "$5.00").says("yes").hears(
        "cancel_done_items"
    )
    assert [line.title for line in shop.case(number).active_lines] == ["Phone Case", "Phone Case"]
    assert shop.case(number).refunds[0].amount.amount == Decimal("5.00")


def test_two_of_the_same_are_asked_about(shop: Shop, talk) -> None:
    """ "the phone case" of two: one or both?"""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD", THREE)
    chat = talk(buyer).says(f"cancel the phone case in {number}").hears("cancel_ask_lines")
    chat.offers("1 × Phone Case", "2 × Phone Case").presses("2 × Phone Case").presses("I don't need it").says(
        "yes"
    )
    assert [line.title for line in shop.case(number).active_lines] == ["Wool Socks"]


def test_all_but_something(shop: Shop, talk) -> None:
    """ "all but the socks" leaves the socks."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD", THREE)
    chat = talk(buyer).says(f"cancel order {number}").presses("Ordered by mistake").presses("Only some items")
    chat.hears("cancel_ask_lines").says("all but the socks").hears("cancel_ask_confirm_items_now").says("yes")
    chat.hears("cancel_done_items")
    assert [line.title for line in shop.case(number).active_lines] == ["Wool Socks"]
    gone = [line for line in shop.case(number).lines if line.status is LineStatus.CANCELLED]
    assert len(gone) == 2


def test_the_rest_of_a_partly_shipped_order(shop: Shop, talk) -> None:
    """The whole is refused, the unshipped part is one tap away, and the seller is asked for it."""
    buyer = shop.buyer()
    items = [("Phone Case", "9.90"), ("Wool Socks", "5.00")]
    number = shop.order(buyer, "PARTIALLY_SHIPPING", items, ago=timedelta(days=2), sent_lines=1)
    chat = talk(buyer).says(f"cancel {number}").hears("cancel_refused_partly_shipped", "offers")
    chat.presses("Cancel what hasn't shipped").hears("cancel_ask_reason").presses("I don't need it")
    chat.hears("cancel_ask_confirm_items_seller").says("yes").hears("cancel_requested_items")
    assert shop.case(number).live_cancellation.line_ids == (f"{number}-2",)


def test_taking_a_request_back(shop: Shop, talk) -> None:
    """The request ends, the order goes on."""
    buyer = shop.buyer()
    number = shop.order(buyer, "AWAITING_SHIPMENT", ago=HOURS_LATER)
    chat = (
        talk(buyer).says(f"cancel {number}").presses("I don't need it").says("yes").hears("cancel_requested")
    )
    chat.says("i want to take back my cancellation request").hears("withdraw_ask_confirm").says("yes")
    chat.hears("withdraw_done")
    assert [one.status for one in shop.case(number).cancellations] == [CancellationStatus.CANCELLED]


def test_its_status_is_read_from_the_rows(shop: Shop, talk) -> None:
    """ "did it cancel?" before, while waiting and afterwards."""
    buyer = shop.buyer()
    number = shop.order(buyer, "AWAITING_SHIPMENT", ago=HOURS_LATER)
    chat = talk(buyer).says("was my order cancelled?").hears("cancel_status_none")
    chat.says(f"cancel {number}").presses("I don't need it").says("yes").hears("cancel_requested")
    chat.says("did it cancel?").hears("cancel_status_pending").hears_words("Cloudloft", "CN-")
