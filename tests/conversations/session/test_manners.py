"""Hello, thanks, insults, nonsense, silence, ten messages at once: what belongs to no journey."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from orderdesk.model import OrderStatus, OutboxRow, PendingAction
from tests.shop import Shop


@pytest.mark.parametrize(
    ("words", "response"),
    [
        ("hello", "greet"),
        ("good morning", "greet"),
        ("thanks a lot", "thank"),
        ("bye", "goodbye"),
        ("are you a bot or a person?", "bot_challenge"),
        ("what can you do", "help"),
        ("you are useless idiots", "insult"),
        ("tell me a joke please", "chitchat"),
        ("what's the capital of peru", "out_of_scope"),
        ("can you set an alarm for 7", "out_of_scope"),
        ("never mind", "nothing_to_stop"),
        ("let's start over", "start_over"),
    ],
)
def test_small_things_get_their_small_answer(shop: Shop, talk, words: str, response: str) -> None:
    """Each of these has one answer, and changes nothing."""
    talk(shop.buyer()).says(words).hears(response)


def test_a_stranger_is_greeted_without_a_name(talk) -> None:
    """Nobody signed in: general help and a pointer."""
    talk("a-stranger").says("hi").hears("greet_stranger").never_hears("Mia")


def test_a_stray_yes_or_no_does_nothing(shop: Shop, talk) -> None:
    """Nothing was asked, so nothing is meant."""
    buyer = shop.buyer()
    shop.order(buyer, "ON_HOLD")
    chat = talk(buyer).says("yes").hears("nothing_asked")
    chat.says("no").hears("all_right")
    assert not shop.rows(PendingAction, customer_id=buyer.customer.id)


def test_not_understood_twice_offers_a_person(shop: Shop, talk) -> None:
    """First the likely meanings, then somebody who can help."""
    chat = talk(shop.buyer()).says("zzgl frobnic trzwq").says("qwpoeiru blarg nnnn")
    chat.offers("Talk to a person")


def test_silence_past_the_session_leaves_nothing_open(shop: Shop, talk) -> None:
    """After an hour a yes means nothing: the question is forgotten, nothing was done."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    chat = talk(buyer).says(f"cancel {number}").presses("Ordered by mistake").hears("cancel_ask_confirm_now")
    chat.silence(61).says("yes").hears("nothing_asked")
    assert shop.case(number).order.status is OrderStatus.ON_HOLD


def test_the_same_yes_ten_times_at_once_cancels_once(shop: Shop, talk) -> None:
    """Ten at once: one cancellation, one refund, one e-mail, and ten answers that are true."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    chat = talk(buyer).says(f"cancel {number}").presses("Ordered by mistake").hears("cancel_ask_confirm_now")
    yes = chat.payload("Yes")
    with ThreadPoolExecutor(10) as threads:
        answers = list(threads.map(lambda _: talk(buyer).says(yes).texts, range(10)))
    assert all(answers)
    case = shop.case(number)
    assert case.order.status is OrderStatus.CANCELLED
    assert len(case.cancellations) == len(case.refunds) == 1
    assert len(shop.rows(OutboxRow, customer_id=buyer.customer.id)) == 1


def test_ten_conversations_of_one_buyer_cancel_one_order_once(shop: Shop, talk) -> None:
    """Ten tabs, each with its own yes: one effect, and the others are told the truth."""
    from orderdesk.services.sessions import open_session
    from tests.shop import Buyer

    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    tabs = [
        Buyer(buyer.customer, open_session(shop.desk, buyer.customer.handle).conversation_id)
        for _ in range(10)
    ]
    chats = [talk(tab) for tab in tabs]
    for chat in chats:
        chat.says(f"cancel {number}").presses("Ordered by mistake").hears("cancel_ask_confirm_now")
    with ThreadPoolExecutor(10) as threads:
        list(threads.map(lambda chat: chat.says("yes"), chats))
    done = [chat for chat in chats if "cancel_done" in chat.names]
    told = [chat for chat in chats if "cancel_changed" in chat.names]
    assert (len(done), len(told)) == (1, 9), [chat.names for chat in chats]
    assert len(shop.case(number).refunds) == 1
