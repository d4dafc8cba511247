"""Disputes in conversation: opening, evidence, status, and every kind of turn in between."""

from __future__ import annotations

from datetime import timedelta

import pytest

from orderdesk.bootstrap import Desk
from orderdesk.model import Dispute, DisputeStatus, Evidence, OutboxRow
from orderdesk.services import deciding
from orderdesk.services.deadlines import note
from tests.shop import Shop

WEEK = timedelta(days=7)
TWO = [("Phone Case", "9.90"), ("Wool Socks", "5.00")]


def disputes(shop: Shop, number: str) -> list[Dispute]:
    return shop.rows(Dispute, order_id=number)


def described(shop: Shop, talk, items=(("Oversized Hoodie", "19.90"),)):
    """A chat at the yes, the buyer, and the order's number."""
    buyer = shop.buyer()
    number = shop.order(buyer, "DELIVERED", items, ago=WEEK)
    chat = (
        talk(buyer).says("i want to open a dispute").hears("dispute_ask_about").presses("It arrived damaged")
    )
    return chat, buyer, number


def test_from_complaint_to_case_number(shop: Shop, talk) -> None:
    """About what, what happened, a yes that names it: dispute, evidence and letter are there."""
    chat, buyer, number = described(shop, talk)
    chat.hears("dispute_ask_text").says("The zip is broken and a photo shows the tear.").hears(
        "dispute_ask_confirm"
    )
    chat.hears_words("Cloudloft", number[-6:], "damaged")
    assert not disputes(shop, number)
    chat.says("yes").hears("dispute_done")
    (row,) = disputes(shop, number)
    chat.hears_words(row.id).offers("Add evidence")
    texts = [one.text for one in shop.rows(Evidence, dispute_id=row.id)]
    assert (row.about, texts) == ("damaged", ["The zip is broken and a photo shows the tear."])
    assert [one.template for one in shop.rows(OutboxRow, customer_id=buyer.customer.id)] == ["dispute_opened"]


def test_about_some_items(shop: Shop, talk) -> None:
    """With several items it is asked which; the others are not part of it."""
    chat, _, number = described(shop, talk, TWO)
    chat.hears("dispute_ask_lines").presses("Wool Socks").hears("dispute_ask_text").presses("Nothing to add")
    chat.hears("dispute_ask_confirm").hears_words("Wool Socks").says("yes").hears("dispute_done")
    (row,) = disputes(shop, number)
    assert row.line_ids == (f"{number}-2",) and not shop.rows(Evidence, dispute_id=row.id)


def test_about_all_of_it(shop: Shop, talk) -> None:
    """All of it is all of it."""
    chat, _, number = described(shop, talk, TWO)
    chat.presses("All of it").presses("Nothing to add").says("yes").hears("dispute_done")
    assert len(disputes(shop, number)[0].line_ids) == 2


def test_what_it_is_about_in_free_words(shop: Shop, talk) -> None:
    """ "they sent the wrong item" is wrong_item."""
    buyer = shop.buyer()
    number = shop.order(buyer, "DELIVERED", ago=WEEK)
    chat = talk(buyer).says("open a dispute").hears("dispute_ask_about").says("they sent the wrong item")
    chat.hears("dispute_ask_text").presses("Nothing to add").says("yes").hears("dispute_done")
    assert disputes(shop, number)[0].about == "wrong_item"


def test_a_lost_parcel(shop: Shop, talk) -> None:
    """So late that it counts as lost: one matter, so it is not asked."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=timedelta(days=30))
    chat = talk(buyer).says(f"i want to file a dispute for order {number}").hears("dispute_ask_text")
    chat.says("the tracking has not moved for weeks").hears("dispute_ask_confirm").says("yes").hears(
        "dispute_done"
    )
    assert disputes(shop, number)[0].about == "not_received"


def test_the_seller_comes_first(shop: Shop, talk) -> None:
    """Without a ground: why not, and what works instead."""
    buyer = shop.buyer()
    number = shop.order(buyer, "AWAITING_SHIPMENT", ago=timedelta(hours=5))
    chat = talk(buyer).says("open a dispute").hears("dispute_refused_dispute_ask_seller_first", "offers")
    chat.offers("Message the seller", "Talk to a person")
    assert not disputes(shop, number)


@pytest.mark.parametrize(
    ("status", "ago", "response"),
    [
        ("UNPAID", timedelta(hours=3), "dispute_refused_dispute_unpaid"),
        ("CANCELLED", timedelta(days=2), "dispute_refused_dispute_order_cancelled"),
        ("COMPLETED", timedelta(days=200), "dispute_refused_dispute_protection_over"),
    ],
)
def test_refusals(shop: Shop, talk, status: str, ago: timedelta, response: str) -> None:
    """Each reason in its own words, with a person as the last way out; nothing is opened."""
    buyer = shop.buyer()
    number = shop.order(buyer, status, ago=ago)
    talk(buyer).says(f"open a dispute about order {number}").hears_among(response).offers("Talk to a person")
    assert not disputes(shop, number)


def test_a_second_one_leads_to_the_first(shop: Shop, talk) -> None:
    """While one runs: its number, its status, and adding to it."""
    chat, _, number = described(shop, talk)
    chat.presses("Nothing to add").says("yes").hears("dispute_done").says("i want to open a dispute")
    chat.hears("dispute_refused_dispute_open", "offers").offers("Add evidence", "Where is my dispute?")
    chat.presses("Where is my dispute?").hears("dispute_status_running")
    assert len(disputes(shop, number)) == 1


def test_adding_evidence_later(shop: Shop, talk) -> None:
    """By the button; the words are kept once, and the open question of nothing else is disturbed."""
    chat, _, number = described(shop, talk)
    chat.presses("Nothing to add").says("yes").presses("Add evidence").hears("evidence_ask_text")
    chat.says("A second photo shows the seam.").hears("evidence_done").presses("Add evidence")
    chat.says("A second photo shows the seam.").hears("evidence_again_done")
    assert len(shop.rows(Evidence, dispute_id=disputes(shop, number)[0].id)) == 1
    chat.says("where is my dispute?").hears("dispute_status_running").hears_words("1")


def test_evidence_in_the_middle_of_something_else(shop: Shop, talk) -> None:
    """After it the cancellation's question comes back."""
    chat, buyer, number = described(shop, talk)
    chat.presses("Nothing to add").says("yes").hears("dispute_done")
    add = chat.payload("Add evidence")
    other = shop.order(buyer, "ON_HOLD", [("Lip Oil", "8.00")])
    chat.says(f"cancel order {other}").hears("cancel_ask_reason").says(add).hears("evidence_ask_text")
    chat.says("One more photo.").hears("evidence_done", "cancel_ask_reason")
    assert len(shop.rows(Evidence, dispute_id=disputes(shop, number)[0].id)) == 1


@pytest.mark.parametrize(
    ("outcome", "response"),
    [
        (DisputeStatus.SUPPORT_BUYER, "dispute_status_won"),
        (DisputeStatus.SUPPORT_SELLER, "dispute_status_lost"),
        (DisputeStatus.CLOSED, "dispute_status_closed"),
    ],
)
def test_how_it_was_decided(shop: Shop, talk, live_desk: Desk, outcome: DisputeStatus, response: str) -> None:
    """The status tells the outcome and the money."""
    chat, _, number = described(shop, talk)
    chat.presses("Nothing to add").says("yes").hears("dispute_done")
    with live_desk.store.write() as unit:
        case = unit.case(number)
        now = live_desk.clock.now()
        change = deciding.decide(live_desk, unit, case, case.disputes[0], outcome, "a_person", now)
        note(live_desk, unit, "dispute_decided", case, change)
    chat.says("what happened to my dispute?").hears(response)
    assert bool(shop.case(number).refunds) == (outcome is DisputeStatus.SUPPORT_BUYER)


@pytest.mark.parametrize("words", ["no", "never mind"])
def test_a_no_opens_nothing(shop: Shop, talk, words: str) -> None:
    """And a stray yes afterwards does nothing."""
    chat, _, number = described(shop, talk)
    chat.presses("Nothing to add").hears("dispute_ask_confirm").says(words).hears("dispute_declined")
    chat.says("yes").hears("nothing_asked")
    assert not disputes(shop, number)


def test_a_question_in_between(shop: Shop, talk) -> None:
    """At each question; then back."""
    buyer = shop.buyer()
    number = shop.order(buyer, "DELIVERED", ago=WEEK)
    chat = talk(buyer).says("open a dispute").hears("dispute_ask_about")
    chat.says("are you a bot?").hears("bot_challenge", "dispute_ask_about").presses("It arrived damaged")
    chat.presses("Nothing to add").hears("dispute_ask_confirm").says("how do i cancel an order?")
    chat.hears("cancel_how", "dispute_ask_confirm").says("yes").hears("dispute_done")
    assert len(disputes(shop, number)) == 1


def test_another_order_at_the_yes(shop: Shop, talk) -> None:
    """A correction changes the order; nothing is opened about the first."""
    chat, buyer, first = described(shop, talk)
    second = shop.order(buyer, "DELIVERED", [("Air Fryer", "59.00")], ago=WEEK)
    chat.presses("Nothing to add").hears("dispute_ask_confirm").says(f"no, order {second}")
    if "dispute_ask_about" in chat.names:
        chat.presses("It arrived damaged")
    chat.hears_words(second[-6:]).says("yes").hears("dispute_done")
    assert not disputes(shop, first) and len(disputes(shop, second)) == 1


def test_a_repeated_yes(shop: Shop, talk) -> None:
    """The same dispute, told as open already."""
    chat, _, number = described(shop, talk)
    button = chat.presses("Nothing to add").payload("Yes, open it")
    chat.says(button).hears("dispute_done").says(button).hears("dispute_again_done")
    chat.says("yes").hears("dispute_again_done")
    assert len(disputes(shop, number)) == 1


def test_somebody_elses_order(shop: Shop, talk) -> None:
    """Not found, for opening and for adding evidence."""
    mine, theirs = shop.buyer(), shop.buyer()
    shop.order(mine, "DELIVERED", ago=WEEK)
    number = shop.order(theirs, "DELIVERED", ago=WEEK)
    chat = talk(mine).says(f"open a dispute about {number}").hears_among("order_not_found")
    chat.says(f'/add_evidence{{"order": "{number}"}}')
    assert not disputes(shop, number)


def test_no_disputes(shop: Shop, talk) -> None:
    """Asked about none, and asked to add to none."""
    buyer = shop.buyer()
    shop.order(buyer, "DELIVERED", ago=WEEK)
    chat = talk(buyer).says("where is my dispute?").hears("dispute_status_none_at_all")
    chat.says("/add_evidence").hears("evidence_no_dispute")


def test_not_signed_in(talk) -> None:
    """Strangers are asked to sign in."""
    talk("stranger-dispute").says("open a dispute").hears("error_not_signed_in")
