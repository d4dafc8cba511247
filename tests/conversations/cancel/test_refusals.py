"""When cancelling is refused: every reason, and at least one way out that works; nothing changes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from orderdesk.model import OrderType, PendingAction, Refund
from tests.shop import Shop

SITUATIONS = {
    "in transit": ("IN_TRANSIT", timedelta(days=2), "cancel_refused_in_transit", "Tell me when it arrives"),
    "late": (
        "IN_TRANSIT",
        timedelta(days=12),
        "cancel_refused_in_transit_late",
        "Ask for a refund, it's late",
    ),
    "packed": (
        "AWAITING_COLLECTION",
        timedelta(days=1),
        "cancel_refused_awaiting_collection",
        "Message the seller",
    ),
    "delivered": ("DELIVERED", timedelta(days=7), "cancel_refused_delivered", "Return it"),
    "completed": ("COMPLETED", timedelta(days=90), "cancel_refused_completed", "Talk to a person"),
    "cancelled": ("CANCELLED", timedelta(days=2), "cancel_refused_already_cancelled", "Talk to a person"),
}


def test_no_order_that_could_be_cancelled(shop: Shop, talk) -> None:
    """Where no order can be cancelled, that is said at once; each is offered with its reason and what works."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT")
    shop.order(buyer, "DELIVERED", [("Air Fryer", "59.00")])
    chat = talk(buyer).says("cancel my order").hears("cancel_ask_order_none")
    chat.says(number).hears_among("offers")


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_refusal_gives_its_reason_and_a_way_out(shop: Shop, talk, situation: str) -> None:
    """No effect, no pending action, a reason and an alternative."""
    status, ago, response, way_out = SITUATIONS[situation]
    buyer = shop.buyer()
    number = shop.order(buyer, status, ago=ago)
    before = shop.case(number)
    talk(buyer).says(f"cancel order {number}").hears(response, "offers").offers(way_out)
    assert shop.case(number) == before
    assert not shop.rows(PendingAction, customer_id=buyer.customer.id)
    assert not shop.rows(Refund, order_id=number)


@pytest.mark.parametrize(
    "reason",
    ["it is too expensive", "I ordered by mistake", "i dont need it anymore", "it's cheaper on amazon", "i regret it"],
)  # fmt: skip
def test_a_reason_after_a_refusal_is_heard(shop: Shop, talk, reason: str) -> None:
    """It changes nothing about the refusal, and what works for that order is offered again."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=timedelta(days=2))
    shop.order(buyer, "ON_HOLD", [("Air Fryer", "59.00")])
    chat = talk(buyer).says(f"cancel order {number}").hears("cancel_refused_in_transit", "offers")
    ways = chat.labels
    chat.says(reason).hears("cancel_reason_heard", "offers").hears_words(number[-6:])
    assert chat.labels == ways
    assert not shop.rows(PendingAction, customer_id=buyer.customer.id)


def test_a_reason_after_asking_whether_it_can_be_cancelled(shop: Shop, talk) -> None:
    """A look that ends in a no is one, too; after "start over" a reason is about nothing."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=timedelta(days=2))
    chat = talk(buyer).says(f"can i still cancel {number}?").hears("cancel_refused_in_transit", "offers")
    chat.says("found it cheaper").hears("cancel_reason_heard", "offers")
    chat.says("let's start over").says("found it cheaper").hears("inform_what")


def test_a_reason_that_a_return_has_goes_with_it(shop: Shop, talk) -> None:
    """The return that is offered does not ask for the reason again."""
    buyer = shop.buyer()
    number = shop.order(buyer, "DELIVERED", ago=timedelta(days=7))
    chat = talk(buyer).says(f"cancel order {number}").hears("cancel_refused_delivered", "offers")
    chat.says("i changed my mind").hears("cancel_reason_heard", "offers")
    chat.presses("Return it").hears("returns_ask_confirm_return_seller")


def test_a_fault_after_a_refusal_leads_to_the_return(shop: Shop, talk) -> None:
    """What arrived damaged is no matter of cancelling."""
    buyer = shop.buyer()
    number = shop.order(buyer, "DELIVERED", ago=timedelta(days=7))
    chat = talk(buyer).says(f"cancel order {number}").hears("cancel_refused_delivered", "offers")
    chat.says("it arrived damaged").hears("problem_goods", "problem_help").offers("Return it")


def test_a_reason_for_another_order_is_not_refused(shop: Shop, talk) -> None:
    """The no is about one order; the other one is shown with its own ways."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=timedelta(days=2))
    shop.order(buyer, "ON_HOLD", [("Air Fryer", "59.00")])
    chat = talk(buyer).says(f"cancel order {number}").hears("cancel_refused_in_transit", "offers")
    chat.says("i ordered the air fryer by mistake").hears_among("track_status_on_hold")
    chat.says("ordered by mistake").hears("inform_what")


def test_asked_twice_the_waiting_request_is_told(shop: Shop, talk) -> None:
    """A second request is not made; the first one and its deadline are named."""
    buyer = shop.buyer()
    number = shop.order(buyer, "AWAITING_SHIPMENT", ago=timedelta(hours=5))
    chat = (
        talk(buyer).says(f"cancel {number}").presses("I don't need it").says("yes").hears("cancel_requested")
    )
    chat.says(f"cancel order {number}").hears("cancel_refused_already_requested", "offers")
    chat.offers("Take back the request")
    assert len(shop.case(number).cancellations) == 1


def test_made_to_order_work_has_begun(shop: Shop, talk) -> None:
    """After the free window a made-to-order item stays."""
    buyer = shop.buyer()
    number = shop.order(
        buyer, "AWAITING_SHIPMENT", ago=timedelta(hours=5), order_type=OrderType.MADE_TO_ORDER
    )
    talk(buyer).says(f"cancel {number}").hears("cancel_refused_made_to_order", "offers").offers(
        "Message the seller"
    )


def test_single_items_where_the_market_has_whole_orders_only(shop: Shop, talk) -> None:
    """US: an item alone is refused, the whole order is offered."""
    buyer = shop.buyer(market="us")
    items = [("Phone Case", "9.90"), ("Wool Socks", "5.00")]
    number = shop.order(buyer, "ON_HOLD", items)
    chat = (
        talk(buyer)
        .says(f"cancel just the socks in {number}")
        .hears("cancel_refused_lines_not_offered", "offers")
    )
    chat.presses("Cancel the whole order").hears("cancel_ask_reason")
    assert len(shop.case(number).active_lines) == 2


def test_a_free_gift_cannot_go_alone(shop: Shop, talk) -> None:
    """The gift stays with its purchase."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD", [("Phone Case", "9.90"), ("Sticker Sheet", "0.00")])
    talk(buyer).says(f"cancel only the sticker sheet from {number}").hears(
        "cancel_refused_gift_alone", "offers"
    )
    assert len(shop.case(number).active_lines) == 2


def test_an_unknown_and_a_foreign_order_get_the_same_answer(shop: Shop, talk) -> None:
    """A thief who knows the number learns nothing."""
    owner, thief = shop.buyer(), shop.buyer()
    shop.order(thief, "ON_HOLD", [("Lip Oil", "8.00")])
    shop.order(thief, "ON_HOLD", [("Candle", "9.00")])
    number = shop.order(owner, "ON_HOLD", [("Secret Lamp", "99.00")])
    unknown = "579999999999999999"
    texts = [
        [text.replace(asked, "N") for text in talk(thief).says(f"cancel order {asked}").texts]
        for asked in (number, unknown)
    ]
    assert texts[0] == texts[1]
    chat = talk(thief).says(f"cancel order {number}").never_hears("Lamp", "99.00")
    assert chat.names[0] == "order_not_found"


def test_a_button_made_by_hand_does_not_open_somebody_elses_order(shop: Shop, talk) -> None:
    """Payloads name orders, the session decides whose they are."""
    owner, thief = shop.buyer(), shop.buyer()
    shop.order(thief, "ON_HOLD", [("Lip Oil", "8.00")])
    number = shop.order(owner, "ON_HOLD", [("Secret Lamp", "99.00")])
    talk(thief).says(f'/cancel_order{{"order": "{number}"}}').never_hears("Lamp", "99.00")
    assert not shop.rows(PendingAction, customer_id=thief.customer.id)


def test_a_buyer_without_orders_is_told_so(shop: Shop, talk) -> None:
    """Nothing to choose from is said plainly."""
    talk(shop.buyer()).says("cancel my order").hears("no_orders")


def test_nobody_signed_in_gets_general_answers_only(talk) -> None:
    """Orders need a sign-in; how cancelling works does not."""
    chat = talk("nobody-signed-in-here")
    chat.says("cancel my order").hears("error_not_signed_in")
    chat.says("how do I cancel an order?").hears("cancel_how")
    chat.says("until when can i cancel").hears("cancel_policy")
