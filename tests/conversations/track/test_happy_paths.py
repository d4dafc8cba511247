"""Where is my order: found in every way that people name it, shown in every state."""

from __future__ import annotations

from datetime import timedelta

import pytest

from orderdesk.model import ParcelEvent
from tests.shop import Shop

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("status", "ago", "words"),
    [
        ("UNPAID", timedelta(minutes=9), "isn't paid yet"),
        ("ON_HOLD", timedelta(minutes=9), "is paid and pending. It's due to be sent by"),
        ("AWAITING_SHIPMENT", 1 * DAY, "is preparing it. It's due to be sent by"),
        ("AWAITING_SHIPMENT", 5 * DAY, "hasn't been sent yet"),
        ("AWAITING_COLLECTION", 2 * DAY, "packed and waiting for the carrier. It's expected by"),
        ("IN_TRANSIT", 3 * DAY, "is on its way. It's expected by"),
        ("IN_TRANSIT", 7 * DAY, "It counts as late after"),
        ("IN_TRANSIT", 12 * DAY, "It's late: it was due by"),
        ("DELIVERED", 7 * DAY, "has arrived. It was delivered on"),
        ("COMPLETED", 60 * DAY, "has arrived and is completed"),
        ("CANCELLED", 2 * DAY, "is cancelled"),
    ],
)
def test_every_status_in_words(shop: Shop, talk, status: str, ago: timedelta, words: str) -> None:
    """Each state is told in its own words, with what is in the order, what it cost, and at least one thing to do."""
    buyer = shop.buyer()
    number = shop.order(buyer, status, ago=ago)
    before = shop.case(number)
    chat = talk(buyer).says(f"where is my order {number}")
    assert chat.names[:2] == [f"track_status_{status.lower()}", "track_details"]
    chat.hears_words(
        words, number[-6:], "Oversized Hoodie (M), $19.90", "Shipping, $4.00", "Ordered:", "$23.90"
    )
    chat.offers("Talk to a person")
    assert shop.case(number) == before


def test_parcels_with_carrier_number_and_scans(shop: Shop, talk) -> None:
    """Parcel by parcel: what is in it, carrier, tracking number, last scans in words."""
    buyer = shop.buyer()
    items = [("Phone Case", "9.90"), ("Wool Socks", "5.00")]
    number = shop.order(buyer, "PARTIALLY_SHIPPING", items, ago=2 * DAY, sent_lines=1)
    scans = [
        ParcelEvent(
            f"{number}-E{place}", f"{number}-P1", shop.desk.clock.now() - DAY / place, code, "Millbrook"
        )
        for place, code in enumerate(("label_created", "picked_up", "arrived_hub", "customs"), 1)
    ]
    with shop.desk.store.write() as unit:
        unit.add(*scans)
    first, second = shop.case(number).parcels
    chat = (
        talk(buyer)
        .says(f"track {number}")
        .hears_words(
            f"Parcel 1 of 2 (Phone Case): USPS, tracking number {first.tracking_number}",
            f"Parcel 2 of 2 (Wool Socks): USPS, tracking number {second.tracking_number}",
            "picked up by the carrier (Millbrook)",
            "with customs (Millbrook)",
            "hasn't scanned it yet",
            "Packed:",
        )
    )
    chat.never_hears("packed and labelled")  # only the last three scans
    chat.offers("Cancel what hasn't shipped", "Tell me when it arrives")


@pytest.mark.parametrize(
    "spelling",
    [
        "{0}",
        "#{0}",
        "{1} {2} {3}",
        "{1}-{2}-{3}",
        "order no. {0}",
        "track order {0} please",
        "ending {4}",
        "{5}",
    ],
)
def test_number_in_every_spelling(shop: Shop, talk, spelling: str) -> None:
    """Any spacing, a hash, the last digits: the same order."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=3 * DAY)
    shop.order(buyer, "IN_TRANSIT", [("Air Fryer", "59.00")], ago=2 * DAY)
    text = spelling.format(number, number[:6], number[6:12], number[12:], number[-5:], number[-6:])
    talk(buyer).says(text).hears_among("track_status_in_transit").hears_words(number[-6:], "Oversized Hoodie")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("where is my hoodie", "Oversized Hoodie"),
        ("where is my air frier", "Air Fryer"),
        ("track my last order", "Lip Oil"),
        ("status of my latest order", "Lip Oil"),
        ("where is the order i placed yesterday", "Air Fryer"),
    ],
)
def test_by_words_and_days(shop: Shop, talk, text: str, title: str) -> None:
    """Product words (typos too), "my last order" and days find the order without its number."""
    buyer = shop.buyer()
    shop.order(buyer, "DELIVERED", ago=9 * DAY)
    shop.order(buyer, "AWAITING_SHIPMENT", [("Air Fryer", "59.00")], ago=DAY)
    shop.order(buyer, "ON_HOLD", [("Lip Oil", "8.00")], ago=timedelta(0))
    chat = talk(buyer).says(text)
    assert any(name.startswith("track_status_") for name in chat.names), (chat.names, chat.texts)
    chat.hears_words(title)


def test_the_only_open_order_is_not_asked_for(shop: Shop, talk) -> None:
    """ "Where is my order" means the one that is still to come."""
    buyer = shop.buyer()
    shop.order(buyer, "COMPLETED", ago=60 * DAY)
    shop.order(buyer, "IN_TRANSIT", [("Air Fryer", "59.00")], ago=3 * DAY)
    talk(buyer).says("where is my order").hears_among("track_status_in_transit").hears_words("Air Fryer")


@pytest.mark.parametrize("pick", ["2", "the second one", "press", "the phone case"])
def test_from_the_list_of_buttons(shop: Shop, talk, pick: str) -> None:
    """A choice of orders is taken by button, by number, by place and by words."""
    buyer = shop.buyer()
    shop.order(buyer, "IN_TRANSIT", ago=2 * DAY)
    meant = shop.order(buyer, "IN_TRANSIT", [("Phone Case", "9.90")], ago=3 * DAY)
    chat = talk(buyer).says("where is my order").hears("track_ask_order")
    chat = chat.presses(f"…{meant[-6:]}") if pick == "press" else chat.says(pick)
    chat.hears("track_status_in_transit", "track_details", "track_next").hears_words("Phone Case")


def test_an_answered_question_is_not_asked_again(shop: Shop, talk) -> None:
    """After the order is shown nothing is left open: a stray yes says so, a number means a button."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=2 * DAY)
    shop.order(buyer, "IN_TRANSIT", [("Phone Case", "9.90")], ago=3 * DAY)
    chat = talk(buyer).says("where is my order").says("1").hears_words(number[-6:])
    chat.says("yes").hears("nothing_asked")
    chat.says(f"track {number}").offers("Tell me when it arrives").says("1").hears("watch_done")


def test_a_parcels_tracking_number_finds_its_order(shop: Shop, talk) -> None:
    """People copy what stands on the label."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=3 * DAY)
    shop.order(buyer, "IN_TRANSIT", [("Air Fryer", "59.00")], ago=2 * DAY)
    tracking = shop.case(number).parcels[0].tracking_number
    talk(buyer).says(f"track parcel {tracking}").hears_among("track_status_in_transit").hears_words(
        number[-6:]
    )


def test_a_bare_number_shows_the_order(shop: Shop, talk) -> None:
    """A number alone is understood as a wish to see that order."""
    buyer = shop.buyer()
    number = shop.order(buyer, "DELIVERED", ago=9 * DAY)
    shop.order(buyer, "IN_TRANSIT")
    talk(buyer).says(number).hears_among("track_status_delivered").hears_words(number[-6:])


def test_the_card_comes_beside_the_text(shop: Shop, talk) -> None:
    """A widget gets the order as JSON; text and buttons stay as they are."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=3 * DAY)
    chat = talk(buyer).says(f"track {number}")
    card = next(reply["custom"] for reply in chat.raw if "custom" in reply)
    assert (card["type"], card["order"], card["status"]) == ("order", number, "IN_TRANSIT")
    assert [step["code"] for step in card["timeline"]] == ["ordered", "paid", "sent", "expected"]
    assert (card["image"], card["amount"], card["title"]) == ("hoodie.svg", "$23.90", "Oversized Hoodie")
    assert len(chat.texts) == 3 and chat.labels


def test_late_says_what_that_allows(shop: Shop, talk) -> None:
    """A late order says so, and offers the money back first."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=10 * DAY)
    chat = talk(buyer).says(f"where is {number}").hears_among("track_next_late")
    assert chat.labels[0] == "Ask for a refund, it's late"
    assert number in chat.payload("Ask for a refund")


def test_delivered_says_until_when_it_can_be_returned(shop: Shop, talk) -> None:
    """Thirty days from delivery, on the day and minute."""
    buyer = shop.buyer()
    number = shop.order(buyer, "DELIVERED", ago=7 * DAY)
    talk(buyer).says(f"track {number}").hears_among("track_next_return").offers("Return it")


def test_what_goes_back_is_not_said_to_be_on_its_way(shop: Shop, talk) -> None:
    """When the carrier takes it back to the seller, that is the news."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=3 * DAY)
    scan = ParcelEvent(f"{number}-E", f"{number}-P1", shop.desk.clock.now(), "returned_to_sender", "Hub")
    with shop.desk.store.write() as unit:
        unit.add(scan)
    chat = talk(buyer).says(f"where is {number}").hears_among("track_status_going_back")
    chat.says("when will it arrive?").hears("eta_going_back")
    chat.says("tell me when it arrives").hears("watch_refused_watch_going_back", "offers")
