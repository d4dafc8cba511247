"""What a card says, a text says in the same words: days, and the order's name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions._card import order_card
from actions._cards import reason_words, refund_card, thread_card
from actions._offers import say_reasons
from actions._story import parcels, way
from actions._turn import Turn
from actions._words import word
from actions.dispute import DisputeStart
from orderdesk.decision import Decision, Outcome, Reason
from orderdesk.model import MessageStatus, ParcelEvent, SellerMessage
from tests.contracts.domain import variables
from tests.contracts.test_words import every_rule, refusals
from tests.shop import Buyer, Shop

ORDER = "576461413038785752"
AMERICAN, BRITISH = ("en_US", "America/New_York"), ("en_GB", "Europe/London")
NAMES_AN_ORDER = [
    pair
    for pair in refusals()
    if pair[1] != "unclear" and "order" in variables(f"{pair[0]}_refused_{pair[1]}")
]


def turn(shop: Shop, buyer: Buyer, locale: str = "en_US", zone: str = "UTC", **entities: str) -> Turn:
    """A turn of a buyer from there."""
    found = [{"entity": name, "value": value} for name, value in entities.items()]
    message = {"text": "", "intent": {"name": "open_dispute", "confidence": 1.0}, "entities": found}
    tracker = Tracker(buyer.conversation, {}, message, [], False, None, {}, "action_listen")
    who = shop.who(buyer)
    who = replace(who, customer=replace(who.customer, locale=locale, timezone=zone))
    return Turn(shop.desk, tracker, CollectingDispatcher(), who)


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("place", "ordered", "expected"),
    [(AMERICAN, "Sat, Nov 21, 7:00 AM", "Fri, Nov 27"), (BRITISH, "Sat 21 Nov, 12:00", "Fri 27 Nov")],
)
def test_an_orders_card_has_the_days_of_its_story(
    shop: Shop, place: tuple[str, str], ordered: str, expected: str
) -> None:
    """Each step and the parcel's last scan, letter for letter; ISO times stay beside them."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=timedelta(days=2))
    here = turn(shop, buyer, *place)
    case = shop.case(number)
    assert case.order.paid_at
    scan = ParcelEvent("EV-1", case.parcels[0].id, case.order.paid_at, "arrived_hub", "Secaucus")
    case = replace(case, events=(scan,))
    card, told = order_card(here, case, "Hoodie"), way(here, case)
    said = {one["code"]: plain(one["shown"]) for one in card["timeline"]}
    assert (said["ordered"], said["expected"]) == (ordered, expected)
    assert [one["shown"] for one in card["timeline"] if one["shown"] not in told] == []
    assert card["timeline"][0]["at"] == case.order.created_at.isoformat()
    assert plain(card["parcels"][0]["shown"]) == ordered
    assert card["parcels"][0]["shown"] in parcels(here, case)


@pytest.mark.parametrize(("place", "day"), [(AMERICAN, "Mon, Nov 23"), (BRITISH, "Mon 23 Nov")])
def test_money_and_messages_have_the_same_days(shop: Shop, place: tuple[str, str], day: str) -> None:
    """By when it comes back; when who wrote, and by when an answer is due."""
    buyer, now = shop.buyer(), shop.desk.clock.now()
    case, here = shop.case(shop.order(buyer, "ON_HOLD")), turn(shop, buyer, *place)
    card = refund_card(here, case, case.lines, case.order.total, now)
    assert card and (card["by"], card["by_shown"]) == (now.isoformat(), day)
    message = SellerMessage(
        "SM-1",
        case.order.id,
        buyer.customer.id,
        case.seller.id,
        "late",
        "Where?",
        MessageStatus.SENT,
        now,
        now,
    )
    thread = thread_card(here, replace(case, messages=(message,)))
    assert thread and thread["entries"][0]["shown"] == thread["answer_by_shown"]
    assert thread["answer_by_shown"].startswith(f"{day}, ")


def reason(code: str) -> Reason:
    """With facts of the kind that the rule gives."""
    facts: Mapping[str, Any] = {name: ORDER if name == "order" else "x" for name in every_rule()[code].facts}
    return Reason(code, facts)


@pytest.mark.parametrize(("journey", "code"), NAMES_AN_ORDER)
def test_a_refusal_names_the_order_by_its_end(shop: Shop, journey: str, code: str) -> None:
    """On the card and in the text alike, which the widget shows once only where both are the same."""
    here, why = turn(shop, shop.buyer()), reason(code)
    told = reason_words(here, journey, why)
    assert "…785752" in told and ORDER not in told
    say_reasons(here, journey, Decision(Outcome.REFUSE, (why,), ()))
    (said,) = here.dispatcher.messages
    assert word(said["response"].removeprefix("utter_")).format(**said) == told


def test_a_dispute_that_comes_too_early_names_the_order_by_its_end(shop: Shop) -> None:
    """Nothing that is said has the whole number."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=timedelta(days=2))
    here = turn(shop, buyer, order=number)
    DisputeStart().handle(here)
    reasons = [one for one in here.dispatcher.messages if "ask_seller_first" in one["response"]]
    assert [one["order"] for one in reasons] == [f"…{number[-6:]}"]
