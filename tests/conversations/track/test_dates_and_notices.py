"""When does it arrive, and "tell me when it does"."""

from __future__ import annotations

from datetime import timedelta

import pytest

from orderdesk.model import AuditEntry, ParcelEvent, Watch
from tests.shop import Shop

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("status", "ago", "response"),
    [
        ("UNPAID", timedelta(minutes=5), "eta_pay"),
        ("AWAITING_SHIPMENT", 1 * DAY, "eta_send"),
        ("AWAITING_SHIPMENT", 5 * DAY, "eta_send_overdue"),
        ("IN_TRANSIT", 3 * DAY, "eta_expect"),
        ("IN_TRANSIT", 7 * DAY, "eta_slipping"),
        ("IN_TRANSIT", 10 * DAY, "eta_late"),
        ("DELIVERED", 7 * DAY, "eta_delivered"),
        ("CANCELLED", 2 * DAY, "eta_cancelled"),
    ],
)
def test_date(shop: Shop, talk, status: str, ago: timedelta, response: str) -> None:
    """The date that is promised, and honestly when it has passed or there is none."""
    buyer = shop.buyer()
    number = shop.order(buyer, status, ago=ago)
    talk(buyer).says(f"when will order {number} arrive?").hears(response).hears_words(number[-6:])


def test_no_date_is_said_to_be_none(shop: Shop, talk) -> None:
    """Nothing is invented."""
    buyer = shop.buyer()
    shop.order(buyer, "IN_TRANSIT", ago=3 * DAY, expected_at=None, delivery_due_at=None)
    talk(buyer).says("when is my delivery coming").hears("eta_unknown")


def test_the_carriers_last_word(shop: Shop, talk) -> None:
    """With the date comes where it was seen last."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=3 * DAY)
    scan = ParcelEvent(f"{number}-E", f"{number}-P1", shop.desk.clock.now(), "out_for_delivery", "Fairhaven")
    with shop.desk.store.write() as unit:
        unit.add(scan)
    talk(buyer).says("what's the delivery date").hears("eta_expect").hears_words(
        "out for delivery (Fairhaven)"
    )


def test_asked_for_the_order_and_answered(shop: Shop, talk) -> None:
    """With several on their way, it asks which, and takes the answer in words."""
    buyer = shop.buyer()
    shop.order(buyer, "IN_TRANSIT", ago=2 * DAY)
    shop.order(buyer, "IN_TRANSIT", [("Phone Case", "9.90")], ago=3 * DAY)
    chat = talk(buyer).says("when will my parcel get here").hears("eta_ask_order")
    chat.says("the phone case").hears("eta_expect").hears_words("Phone Case")
    chat.says("and when does the hoodie come?").hears("eta_expect").hears_words("Oversized Hoodie")


def test_notice(shop: Shop, talk) -> None:
    """It is written down once, however often it is asked for, with one audit row."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=3 * DAY)
    chat = talk(buyer).says(f"track {number}").presses("Tell me when it arrives").hears("watch_done")
    chat.says("let me know when it arrives").hears("watch_again_done")
    chat.says(f"track {number}").hears_words("I'll e-mail you when it arrives")
    assert "Tell me when it arrives" not in chat.labels
    assert [row.order_id for row in shop.rows(Watch, customer_id=buyer.customer.id)] == [number]
    assert [row.verb for row in shop.rows(AuditEntry, order_id=number)] == ["watch"]


@pytest.mark.parametrize(
    ("status", "rule", "offer"),
    [
        ("DELIVERED", "watch_arrived", "It isn't here: refund me"),
        ("CANCELLED", "watch_cancelled", "Talk to a person"),
        ("UNPAID", "watch_unpaid", "Cancel the whole order"),
    ],
)
def test_no_notice_of_what_will_not_come(shop: Shop, talk, status: str, rule: str, offer: str) -> None:
    """A kind no, with something that works; nothing is written down."""
    buyer = shop.buyer()
    number = shop.order(buyer, status, ago=7 * DAY if status == "DELIVERED" else DAY)
    chat = talk(buyer).says(f"notify me when {number} is delivered").hears(f"watch_refused_{rule}", "offers")
    chat.offers(offer)
    assert not shop.rows(Watch, customer_id=buyer.customer.id)


def test_notice_in_the_middle_of_a_cancellation(shop: Shop, talk) -> None:
    """The notice is set, and the question comes again."""
    buyer = shop.buyer()
    number = shop.order(buyer, "AWAITING_SHIPMENT", ago=DAY)
    chat = (
        talk(buyer)
        .says(f"cancel {number}")
        .presses("Found a better price")
        .hears("cancel_ask_confirm_seller")
    )
    chat.says("please tell me when it arrives").hears("watch_done", "cancel_ask_confirm_seller")
    chat.says("no").hears("cancel_declined")
    assert len(shop.rows(Watch, order_id=number)) == 1


def test_refused_cancellation_to_notice(shop: Shop, talk) -> None:
    """The way out of a refused cancellation leads to a notice that is really there."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=2 * DAY)
    chat = talk(buyer).says(f"cancel {number}").hears_among("cancel_refused_in_transit", "offers")
    chat.presses("Tell me when it arrives").hears("watch_done")
    assert len(shop.rows(Watch, order_id=number)) == 1


def test_nothing_to_come(shop: Shop, talk) -> None:
    """Who waits for nothing is told so; one order by name still gets its own answer."""
    buyer = shop.buyer()
    number = shop.order(buyer, "DELIVERED", ago=9 * DAY)
    shop.order(buyer, "CANCELLED", [("Phone Case", "9.90")], ago=3 * DAY)
    chat = talk(buyer).says("when will my package arrive").hears("eta_nothing").offers("My orders")
    chat.says(f"when will {number} arrive").hears("eta_delivered")
