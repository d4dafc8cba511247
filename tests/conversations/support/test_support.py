"""A person, the ticket, and records of what was done."""

from __future__ import annotations

from datetime import timedelta

import pytest

from orderdesk.facts import unpack
from orderdesk.model import OrderStatus, OutboxRow, PendingAction, PendingState, Ticket
from tests.shop import Buyer, Shop


def tickets(shop: Shop, buyer: Buyer) -> list[Ticket]:
    return shop.rows(Ticket, customer_id=buyer.customer.id)


def transcripts(shop: Shop, buyer: Buyer) -> list[OutboxRow]:
    return shop.rows(OutboxRow, customer_id=buyer.customer.id, template="transcript")


@pytest.mark.parametrize(
    "words", ["talk to a human", "i want to speak to a real person", "customer service please"]
)
def test_a_person_at_once(shop: Shop, talk, words: str) -> None:
    """No question, a ticket with its number and its time."""
    buyer = shop.buyer()
    shop.order(buyer, "ON_HOLD")
    chat = talk(buyer).says(words).hears("support_done")
    (row,) = tickets(shop, buyer)
    chat.hears_words(row.id)
    letters = shop.rows(OutboxRow, customer_id=buyer.customer.id)
    assert [one.template for one in letters] == ["ticket_opened"]


def test_the_summary_is_made_of_facts(shop: Shop, talk) -> None:
    """Order, state, what was asked for and what was left open; not what was typed."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    chat = talk(buyer).says("my secret word is rumpelstiltskin")
    chat.says(f"cancel order {number}").hears("cancel_ask_reason").says("get me a human").hears(
        "support_done"
    )
    (row,) = tickets(shop, buyer)
    assert number in row.summary and "Oversized Hoodie" in row.summary and "Cancel an order" in row.summary
    assert "Why would you like to cancel" in row.summary and row.topic == "cancel"
    assert "rumpelstiltskin" not in row.summary
    assert shop.case(number).order.status is OrderStatus.ON_HOLD


def test_asked_again_it_is_the_same_ticket(shop: Shop, talk) -> None:
    """One open ticket a conversation, one letter."""
    buyer = shop.buyer()
    chat = talk(buyer).says("talk to a human").hears("support_done").says("give me an agent!!")
    chat.hears("support_again_done").hears_words(tickets(shop, buyer)[0].id)
    assert len(tickets(shop, buyer)) == 1


def test_a_person_in_the_middle_leaves_nothing_to_confirm(shop: Shop, talk) -> None:
    """At the yes of a cancellation: the person comes, and a later yes cancels nothing."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    chat = talk(buyer).says(f"cancel {number}, ordered by mistake").hears("cancel_ask_confirm_now")
    chat.says("i'd rather talk to a person").hears("support_done").says("yes")
    assert shop.case(number).order.status is OrderStatus.ON_HOLD
    states = {row.state for row in shop.rows(PendingAction, customer_id=buyer.customer.id)}
    assert states == {PendingState.VOID}


def test_from_a_refusal(shop: Shop, talk) -> None:
    """The last of the alternatives works, and knows the order."""
    buyer = shop.buyer()
    number = shop.order(buyer, "COMPLETED", ago=timedelta(days=90))
    talk(buyer).says(f"cancel {number}").presses("Talk to a person").hears("support_done")
    assert tickets(shop, buyer)[0].order_id == number


def test_somebody_elses_order_stays_out_of_it(shop: Shop, talk) -> None:
    """A ticket, but not about it."""
    mine, theirs = shop.buyer(), shop.buyer()
    number = shop.order(theirs, "ON_HOLD", [("Secret Thing", "1.00")])
    talk(mine).says(f'/talk_to_human{{"order": "{number}"}}').hears("support_done").never_hears(
        "Secret Thing"
    )
    assert tickets(shop, mine)[0].order_id is None


def test_where_is_my_ticket(shop: Shop, talk) -> None:
    """None, then its number and time."""
    buyer = shop.buyer()
    chat = (
        talk(buyer)
        .says("what about my support ticket?")
        .hears("support_status_none")
        .offers("Talk to a person")
    )
    chat.presses("Talk to a person").hears("support_done").says("ticket status").hears("support_status_open")
    chat.hears_words(tickets(shop, buyer)[0].id)


def test_the_ticket_in_between(shop: Shop, talk) -> None:
    """A look at the ticket goes back to the open question."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    chat = talk(buyer).says("talk to a human").says(f"cancel {number}").hears("cancel_ask_reason")
    chat.says("what about my ticket").hears("support_status_open", "cancel_ask_reason")


def test_a_copy_with_references(shop: Shop, talk) -> None:
    """References in the chat; the letter holds both sides, pressed buttons by their words."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    chat = (
        talk(buyer)
        .says(f"cancel order {number}")
        .presses("Found a better price")
        .says("yes")
        .hears("cancel_done")
    )
    chat.says("send me a copy of this").hears("records_references", "records_sent")
    case = shop.case(number)
    chat.hears_words(case.cancellations[0].id, case.refunds[0].id)
    (row,) = transcripts(shop, buyer)
    turns = [(turn["who"], turn["text"]) for turn in unpack(row.facts)["turns"]]
    assert ("buyer", f"cancel order {number}") in turns and ("buyer", "Found a better price") in turns
    assert any(who == "bot" and case.cancellations[0].id in text for who, text in turns)
    assert not any(text.startswith("/") for _, text in turns)


def test_a_copy_of_nothing_done(shop: Shop, talk) -> None:
    """Said so, and the conversation is sent all the same; twice in a row it is one letter."""
    buyer = shop.buyer()
    chat = talk(buyer).says("hello").says("email me a transcript of this chat")
    chat.hears("records_no_references", "records_sent").says("send me the transcript")
    assert chat.names[0] == "records_no_references" and len(transcripts(shop, buyer)) in (1, 2)


def test_a_copy_in_between(shop: Shop, talk) -> None:
    """Then back to the open question."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    chat = talk(buyer).says(f"cancel order {number}").hears("cancel_ask_reason")
    chat.says("send me a copy of this conversation").hears_among("records_sent", "cancel_ask_reason")


def test_not_signed_in(talk) -> None:
    """Strangers get no ticket and no letter, but are told how."""
    chat = talk("stranger-support").says("talk to a human").hears("support_stranger")
    chat.says("send me a transcript").hears("error_not_signed_in").says("ticket status").hears(
        "error_not_signed_in"
    )
