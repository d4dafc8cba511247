"""Writing to the seller: what a yes sends, once, and what the seller's answer does."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from orderdesk.errors import BadInput, NotFound, StaleAction
from orderdesk.facts import unpack
from orderdesk.model import (
    AuditEntry,
    Cancellation,
    CancellationStatus,
    LineStatus,
    MessageStatus,
    OrderStatus,
    OutboxRow,
    ParcelStatus,
    Party,
    PendingAction,
    SellerMessage,
)
from orderdesk.services import answering, seller
from orderdesk.services.deadlines import note
from tests.conftest import SetClock
from tests.shop import Buyer, Shop

LONG_AGO = timedelta(days=61)


def sent(
    shop: Shop, buyer: Buyer, number: str, topic: str = "question", text: str = "Is it vegan?"
) -> SellerMessage:
    """A message that a yes has sent."""
    found = seller.check(shop.desk, shop.who(buyer), number, topic, text)
    assert found.pending is not None, found.decision
    seller.submit(shop.desk, shop.who(buyer), found.pending.id)
    return shop.case(number).messages[-1]


def answer(shop: Shop, number: str, text: str, agreed: bool | None) -> None:
    """The seller's answer to the last message."""
    with shop.desk.store.write() as unit:
        case = unit.case(number)
        message = case.messages[-1]
        change = answering.answer_message(shop.desk, unit, case, message, text, agreed, shop.desk.clock.now())
        note(shop.desk, unit, "message_answered", case, change, Party.SELLER)


def templates(shop: Shop, buyer: Buyer) -> list[str]:
    """The letters to a buyer, in order."""
    rows = shop.rows(OutboxRow, channel="email", customer_id=buyer.customer.id)
    return sorted(row.template for row in rows)


def test_a_yes_sends_the_text_once(shop: Shop) -> None:
    """Message, audit row and letter are there; pressed again, nothing is sent again."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=timedelta(days=2))
    found = seller.check(shop.desk, shop.who(buyer), number, "where_is_it", "Where is it?")
    first = seller.submit(shop.desk, shop.who(buyer), found.pending.id)
    again = seller.submit(shop.desk, shop.who(buyer), found.pending.id)
    assert again.repeated and again.result == first.result
    (message,) = shop.rows(SellerMessage, order_id=number)
    assert (message.text, message.topic, message.status) == (
        "Where is it?",
        "where_is_it",
        MessageStatus.SENT,
    )
    assert message.answer_by == shop.desk.clock.now() + timedelta(hours=24)
    assert unpack(first.result)["request"] == message.id
    assert [entry.verb for entry in shop.rows(AuditEntry, order_id=number)] == ["seller"]
    assert templates(shop, buyer) == ["seller_message_sent"]


def test_nothing_is_sent_without_a_yes(shop: Shop) -> None:
    """A check writes a pending action and nothing else."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    seller.check(shop.desk, shop.who(buyer), number, "question", "Hello?")
    assert not shop.rows(SellerMessage, order_id=number)
    assert not templates(shop, buyer)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Hello\x00\x07 there \r\n\r\n ok ", "Hello there\nok"),
        ("abc\u202edef", "abcdef"),
        ("family 👨‍👩‍👧 ✨", "family 👨‍👩‍👧 ✨"),
        ("half \ud800 sign", "half sign"),
        ("x" * 5000, "x" * 1000),
        ('<b>bold</b> & "quoted"', '<b>bold</b> & "quoted"'),
    ],
)
def test_the_text_is_made_fit(shop: Shop, typed: str, kept: str) -> None:
    """Control characters go, emoji and markup stay as text, and it has an end."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    assert sent(shop, buyer, number, text=typed).text == kept


@pytest.mark.parametrize("typed", ["", "   ", "\x00\x07", "\n\n"])
def test_an_empty_text_is_not_sent(shop: Shop, typed: str) -> None:
    """Nothing readable is no message."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    with pytest.raises(BadInput):
        seller.check(shop.desk, shop.who(buyer), number, "question", typed)


def test_a_topic_that_does_not_fit_the_order(shop: Shop) -> None:
    """An order that is still being packed cannot have arrived damaged."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    with pytest.raises(BadInput):
        seller.check(shop.desk, shop.who(buyer), number, "damaged", "It is broken.")


def test_somebody_elses_order(shop: Shop) -> None:
    """It is not found, whoever's it is."""
    mine, theirs = shop.buyer(), shop.buyer()
    number = shop.order(theirs, "ON_HOLD")
    with pytest.raises(NotFound):
        seller.check(shop.desk, shop.who(mine), number, "question", "Hello?")
    found = seller.check(shop.desk, shop.who(theirs), number, "question", "Hello?")
    with pytest.raises(NotFound):
        seller.submit(shop.desk, shop.who(mine), found.pending.id)


def test_one_message_at_a_time(shop: Shop, clock: SetClock) -> None:
    """While the seller has time to answer, a second one is refused; the minute after, it may follow."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=timedelta(days=2))
    sent(shop, buyer, number, "where_is_it")
    assert seller.look(shop.desk, shop.who(buyer), number).decision.rule == "message_waiting"
    clock.forward(hours=24)
    shop.sign_in(buyer)
    assert not seller.look(shop.desk, shop.who(buyer), number).decision.allowed
    clock.forward(minutes=1)
    assert seller.look(shop.desk, shop.who(buyer), number).decision.rule == "contact_again"


def test_a_yes_that_lost_its_ground(shop: Shop) -> None:
    """Two open questions, one yes each: the second finds the first message waiting."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=timedelta(days=2))
    first = seller.check(shop.desk, shop.who(buyer), number, "question", "One?")
    seller.submit(shop.desk, shop.who(buyer), first.pending.id)
    late = PendingAction(**{**vars(first.pending), "id": "PA-LATE0000"})
    with shop.desk.store.write() as unit:
        unit.add(late)
    with pytest.raises(StaleAction):
        seller.submit(shop.desk, shop.who(buyer), late.id)
    assert len(shop.rows(SellerMessage, order_id=number)) == 1


def test_too_old(shop: Shop) -> None:
    """After sixty days the seller cannot be written to, and what works instead is told."""
    buyer = shop.buyer()
    number = shop.order(buyer, "COMPLETED", ago=LONG_AGO)
    decision = seller.look(shop.desk, shop.who(buyer), number).decision
    assert decision.rule == "contact_too_old" and decision.alternatives


def test_the_answer_is_kept_and_mailed(shop: Shop) -> None:
    """The seller's own words reach the buyer."""
    buyer = shop.buyer()
    number = shop.order(buyer, "DELIVERED", ago=timedelta(days=7))
    sent(shop, buyer, number)
    answer(shop, number, "Yes, all of it.", None)
    message = shop.case(number).messages[-1]
    assert (message.status, message.answer, message.agreed) == (
        MessageStatus.ANSWERED,
        "Yes, all of it.",
        None,
    )
    assert templates(shop, buyer) == ["seller_answered", "seller_message_sent"]
    assert seller.orders_with_message(shop.desk, shop.who(buyer)) == (number,)


@pytest.mark.parametrize("status", ["AWAITING_SHIPMENT", "AWAITING_COLLECTION", "IN_TRANSIT"])
def test_a_seller_who_agrees_cancels(shop: Shop, status: str) -> None:
    """A late cancellation happens with the seller's yes: order, refund, both letters, and who asked for it."""
    buyer = shop.buyer()
    number = shop.order(buyer, status, ago=timedelta(days=2))
    sent(shop, buyer, number, "late_cancel", "Please stop it.")
    answer(shop, number, "Done.", True)
    case = shop.case(number)
    assert case.order.status is OrderStatus.CANCELLED and case.order.cancelled_by is Party.BUYER
    assert [one.status for one in case.cancellations] == [CancellationStatus.SUCCESS]
    assert case.cancellations[0].answered_by is Party.SELLER
    assert [refund.cause for refund in case.refunds] == [case.cancellations[0].id]
    assert templates(shop, buyer) == ["cancellation_approved", "seller_answered", "seller_message_sent"]


def test_a_seller_who_does_not_agree_changes_nothing(shop: Shop) -> None:
    """A no is an answer, not a cancellation."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=timedelta(days=2))
    sent(shop, buyer, number, "late_cancel")
    answer(shop, number, "Sorry.", False)
    case = shop.case(number)
    assert case.order.status is OrderStatus.IN_TRANSIT and not case.refunds and not case.cancellations


def test_an_agreement_that_comes_too_late(shop: Shop) -> None:
    """What has arrived cannot be cancelled by a yes; nothing at all is written."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=timedelta(days=2))
    sent(shop, buyer, number, "late_cancel")
    with shop.desk.store.write() as unit:
        order = unit.case(number).order
        unit.change(order, status=OrderStatus.DELIVERED, delivered_at=shop.desk.clock.now())
    with pytest.raises(StaleAction):
        answer(shop, number, "Done.", True)
    assert shop.case(number).messages[-1].status is MessageStatus.SENT


def test_an_answer_is_given_once(shop: Shop) -> None:
    """A second answer to the same message is refused."""
    buyer = shop.buyer()
    number = shop.order(buyer, "DELIVERED", ago=timedelta(days=7))
    sent(shop, buyer, number)
    answer(shop, number, "Yes.", None)
    with pytest.raises(StaleAction):
        answer(shop, number, "No.", None)


def test_agreeing_takes_the_waiting_request(shop: Shop) -> None:
    """With a cancellation request open, the seller's yes to the message approves that one, and makes no second."""
    from orderdesk.services import cancel

    buyer = shop.buyer()
    number = shop.order(buyer, "AWAITING_SHIPMENT", ago=timedelta(hours=5))
    asked = cancel.check(shop.desk, shop.who(buyer), number, (), "better_price")
    cancel.submit(shop.desk, shop.who(buyer), asked.pending.id)
    sent(shop, buyer, number, "late_cancel")
    answer(shop, number, "Done.", True)
    case = shop.case(number)
    assert [one.status for one in case.cancellations] == [CancellationStatus.SUCCESS]
    assert case.cancellations[0].reason == "better_price"


SPLIT = (("Hoodie", "19.90"), ("Socks", "5.00"))


def half_arrived(shop: Shop, buyer: Buyer) -> str:
    """A split order: the hoodie is there, the socks have not been sent."""
    number = shop.order(buyer, "PARTIALLY_SHIPPING", SPLIT, ago=timedelta(days=4), sent_lines=1)
    with shop.desk.store.write() as unit:
        there = shop.desk.clock.now() - timedelta(hours=3)
        unit.change(shop.case(number).parcels[0], status=ParcelStatus.COMPLETED, delivered_at=there)
    return number


@pytest.mark.parametrize("request_waits", [False, True])
def test_agreeing_cancels_only_what_has_not_arrived(shop: Shop, request_waits: bool) -> None:
    """What the buyer has is kept and paid for, even if a request that waits was about it, too; the letter says so."""
    buyer = shop.buyer()
    number = half_arrived(shop, buyer)
    if request_waits:
        ids = tuple(line.id for line in shop.case(number).lines)
        with shop.desk.store.write() as unit:
            unit.add(
                Cancellation(
                    f"CN-{number}", number, buyer.customer.id, ids, "other", CancellationStatus.PENDING,
                    shop.desk.clock.now(),
                )
            )  # fmt: skip
    sent(shop, buyer, number, "late_cancel", "Please cancel only the socks.")
    answer(shop, number, "Done.", True)
    case = shop.case(number)
    assert [line.status for line in case.lines] == [LineStatus.ACTIVE, LineStatus.CANCELLED]
    assert [refund.amount.amount for refund in case.refunds] == [Decimal("5.00")]
    assert [one.line_ids for one in case.cancellations] == [(f"{number}-2",)]
    assert case.order.status is not OrderStatus.CANCELLED
    (letter,) = shop.rows(
        OutboxRow, channel="email", customer_id=buyer.customer.id, template="cancellation_approved"
    )
    facts = unpack(letter.facts)
    assert (facts["items"], facts["whole_order"]) == (("Socks",), False)


def test_agreeing_when_all_that_is_left_is_there(shop: Shop) -> None:
    """A yes is too late when what is left of the order has arrived, parcel by parcel; nothing is written."""
    buyer = shop.buyer()
    number = half_arrived(shop, buyer)
    sent(shop, buyer, number, "late_cancel")
    with shop.desk.store.write() as unit:
        there = shop.desk.clock.now()
        unit.change(shop.case(number).parcels[1], status=ParcelStatus.COMPLETED, delivered_at=there)
    with pytest.raises(StaleAction):
        answer(shop, number, "Done.", True)
    assert not shop.case(number).cancellations and not shop.case(number).refunds
