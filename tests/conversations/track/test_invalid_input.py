"""Wrong numbers, numbers of other things, other people's orders, strangers: a clear answer, and nothing given away."""

from __future__ import annotations

from datetime import timedelta

import pytest

from orderdesk.model import Watch
from tests.shop import Shop

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    "ask", ["where is order {}", "when will {} arrive", "tell me when {} arrives", "order {} arrived damaged"]
)
def test_somebody_elses_and_unknown_numbers_get_one_answer(shop: Shop, talk, ask: str) -> None:
    """Nobody can find out by asking whether an order exists."""
    stranger, buyer = shop.buyer(), shop.buyer()
    foreign = shop.order(stranger, "IN_TRANSIT", [("Secret Lamp", "30.00")], ago=3 * DAY)
    shop.order(buyer, "DELIVERED", ago=7 * DAY), shop.order(buyer, "IN_TRANSIT", ago=3 * DAY)
    unknown = "579999999999999999"
    answers = []
    for number in (foreign, unknown):
        chat = talk(buyer).says(ask.format(number)).never_hears("Secret", "Lamp")
        answers.append([text.replace(number, "N") for text in chat.texts])
        assert chat.names[0] == "order_not_found"
    assert answers[0] == answers[1]
    assert not shop.rows(Watch, order_id=foreign)


@pytest.mark.parametrize(
    "intent", ["track_order", "delivery_eta", "arrival_notice", "delivery_problem", "change_order"]
)
def test_a_forged_button_gets_nowhere(shop: Shop, talk, intent: str) -> None:
    """An order put into a payload is checked like one that is typed."""
    foreign = shop.order(shop.buyer(), "IN_TRANSIT", [("Secret Lamp", "30.00")], ago=3 * DAY)
    buyer = shop.buyer()
    shop.order(buyer, "DELIVERED", ago=7 * DAY), shop.order(buyer, "IN_TRANSIT", ago=3 * DAY)
    chat = talk(buyer).says(f'/{intent}{{"order": "{foreign}"}}').never_hears("Secret", "Lamp")
    assert chat.names[0] == "order_not_found"
    assert not shop.rows(Watch, order_id=foreign)


@pytest.mark.parametrize(
    "entities",
    [
        '{"order": ["a"]}',
        '{"order": {"x": 1}}',
        '{"choice": "more"}',
        '{"choice": 7}',
        '{"order_number": 5, "order_suffix": {}, "date": 7, "ordinal": {"a": 1}}',
        '{"product_phrase": [1], "tracking_number": 3, "reason": {}, "lines": 4, "quantity": "x"}',
        '{"order": "' + "9" * 400 + '"}',
    ],
)
@pytest.mark.parametrize("intent", ["track_order", "list_orders", "delivery_problem"])
def test_odd_payloads_get_an_answer(shop: Shop, talk, intent: str, entities: str) -> None:
    """Whatever a payload holds, there is one honest answer."""
    buyer = shop.buyer()
    shop.order(buyer, "DELIVERED", ago=7 * DAY), shop.order(buyer, "IN_TRANSIT", ago=3 * DAY)
    chat = talk(buyer).says(f"/{intent}{entities}")
    assert chat.texts and "error_unknown" not in chat.names, (chat.names, chat.texts)


@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("track TT9999999999US", "order_looks_like_tracking_number"),
        ("my phone number is +1 202 555 0142, where is my parcel", "order_looks_like_phone_number"),
        ("where is order 57646141303878575", "order_looks_like_malformed_number"),
    ],
)
def test_numbers_of_other_things(shop: Shop, talk, text: str, response: str) -> None:
    """A number that is no order's is said to be that, and the orders are offered."""
    buyer = shop.buyer()
    shop.order(buyer, "DELIVERED", ago=7 * DAY), shop.order(buyer, "IN_TRANSIT", ago=3 * DAY)
    chat = talk(buyer).says(text)
    assert chat.names[0] in (response, "order_not_found"), (chat.names, chat.texts)
    assert chat.labels


def test_somebody_elses_tracking_number(shop: Shop, talk) -> None:
    """A tracking number of another buyer's parcel finds nothing."""
    foreign = shop.order(shop.buyer(), "IN_TRANSIT", [("Secret Lamp", "30.00")], ago=3 * DAY)
    tracking = shop.case(foreign).parcels[0].tracking_number
    buyer = shop.buyer()
    shop.order(buyer, "DELIVERED", ago=7 * DAY), shop.order(buyer, "IN_TRANSIT", ago=3 * DAY)
    chat = talk(buyer).says(f"where is parcel {tracking}").never_hears("Secret", "Lamp")
    chat.hears_among("order_looks_like_tracking_number")


def test_a_product_that_was_never_bought(shop: Shop, talk) -> None:
    """It is said that there is no such thing, and the orders are offered."""
    buyer = shop.buyer()
    shop.order(buyer, "DELIVERED", ago=7 * DAY), shop.order(buyer, "IN_TRANSIT", ago=3 * DAY)
    talk(buyer).says("where is my trampoline").hears("order_no_match", "track_ask_order").hears_words(
        "trampoline"
    )


def test_talk_is_not_taken_for_a_product(shop: Shop, talk) -> None:
    """Words that name nothing are no reason to say that something was not found."""
    buyer = shop.buyer()
    shop.order(buyer, "IN_TRANSIT", ago=3 * DAY)
    chat = talk(buyer).says("my nephew wishes to be informed where on the planet that parcel is at present")
    assert "order_no_match" not in chat.names, chat.texts


def test_not_signed_in(talk) -> None:
    """A stranger is told how to sign in; how long delivery takes is answered in general."""
    chat = talk("nobody-signed-in-here").says("where is my order").hears("error_not_signed_in")
    chat.says("show my orders").hears("error_not_signed_in")
    chat.says("how long does delivery take").hears("eta_stranger")


@pytest.mark.parametrize(
    "title",
    ['<b>Glow</b> {name} ✨ [x](y) & "Gloss"', "Sneakers, size 40[EU]", "قميص قطن أسود", "Thing " * 60],
)
def test_odd_titles_stay_text(shop: Shop, talk, title: str) -> None:
    """Markup, braces, brackets, other scripts and long names are shown as they are, and break nothing."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", [(title, "8.00")], ago=3 * DAY)
    chat = talk(buyer).says(f"track {number}").hears("track_status_in_transit", "track_details", "track_next")
    assert title.strip() in chat.texts[1].replace("\u2060", "")
    chat.says("show my orders").hears("orders_list").never_hears("{orders}", "{place}")
