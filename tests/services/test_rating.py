"""How a solved case went is asked once, and kept."""

from __future__ import annotations

import threading

from orderdesk.model import Conversation, Rating, RatingAsk
from orderdesk.services import rating
from tests.shop import Buyer, Shop


def chatting(shop: Shop) -> Buyer:
    """A buyer whose conversation came through the gateway."""
    buyer = shop.buyer()
    with shop.desk.store.write() as unit:
        unit.add(Conversation(buyer.conversation, "web", shop.desk.clock.now()))
    return buyer


def ask(shop: Shop, buyer: Buyer, case_id: str, journey: str = "cancel") -> bool:
    return rating.ask(shop.desk, shop.who(buyer), journey, case_id)


def rate(shop: Shop, buyer: Buyer, score: int, text: str = "") -> Rating:
    return rating.rate(shop.desk, buyer.conversation, buyer.customer.id, score, text)


def test_a_case_is_asked_about_once(shop: Shop) -> None:
    """Also when it was answered, and also by another conversation."""
    buyer = chatting(shop)
    assert ask(shop, buyer, "CN-ONE") and not ask(shop, buyer, "CN-ONE")
    rate(shop, buyer, 5)
    assert not ask(shop, buyer, "CN-ONE")


def test_who_did_not_answer_is_not_asked_again(shop: Shop) -> None:
    """A second case waits until the first question was answered."""
    buyer = chatting(shop)
    assert ask(shop, buyer, "CN-TWO") and not ask(shop, buyer, "CN-THREE")
    rate(shop, buyer, 4)
    assert ask(shop, buyer, "CN-THREE")


def test_a_rating_is_about_the_case_that_was_asked_about(shop: Shop) -> None:
    """Conversation, buyer, journey, case, score and cleaned words are kept."""
    buyer = chatting(shop)
    ask(shop, buyer, "RT-ONE", "returns")
    rate(shop, buyer, 2, "too\x00 slow ")
    (row,) = shop.rows(Rating, conversation_id=buyer.conversation)
    assert (row.journey, row.case_id, row.score, row.text) == ("returns", "RT-ONE", 2, "too slow")
    assert row.customer_id == buyer.customer.id
    assert shop.rows(RatingAsk, case_id="RT-ONE")[0].answered_at == row.created_at


def test_a_rating_without_a_question_is_about_no_case(shop: Shop) -> None:
    """The widget's menu offers it at any time."""
    buyer = chatting(shop)
    row = rate(shop, buyer, 3)
    assert (row.journey, row.case_id) == (None, None)


def test_nobody_is_asked_outside_the_gateway(shop: Shop) -> None:
    """An operator's conversation has nobody to ask."""
    assert not ask(shop, shop.buyer(), "CN-FOUR")


def test_two_at_once_ask_once(shop: Shop) -> None:
    """Of eight at the same time one asks."""
    buyer, found = chatting(shop), []
    threads = [threading.Thread(target=lambda: found.append(ask(shop, buyer, "CN-FIVE"))) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(found) == [False] * 7 + [True]


def test_ratings_are_counted_by_journey_and_score(shop: Shop) -> None:
    """What /metrics shows."""
    buyer = chatting(shop)
    ask(shop, buyer, "CN-SIX")
    rate(shop, buyer, 5)
    rate(shop, buyer, 1)
    assert {found for found in rating.counts(shop.desk) if found[2]} == {("cancel", 5, 1), ("", 1, 1)}
