"""Disputes: opened once, with evidence, decided by the market's rule, and paid back once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from orderdesk.errors import BadInput, NotFound, StaleAction
from orderdesk.model import (
    AuditEntry,
    DisputeStatus,
    Evidence,
    LineStatus,
    MessageStatus,
    OrderStatus,
    OutboxRow,
    Party,
    SellerMessage,
)
from orderdesk.policy.dispute import verdict
from orderdesk.policy.rules.state import running_dispute
from orderdesk.services import deciding, dispute
from orderdesk.services.deadlines import note
from tests.conftest import SetClock
from tests.shop import Buyer, Shop

WEEK = timedelta(days=7)
TWO = [("Phone Case", "9.90"), ("Wool Socks", "5.00")]


def opened(
    shop: Shop, buyer: Buyer, number: str, about: str = "damaged", lines=(), text: str = "It is cracked."
):
    """The dispute that a yes has opened."""
    found = dispute.check(shop.desk, shop.who(buyer), number, about, tuple(lines), text)
    assert found.pending is not None, found.decision
    dispute.submit(shop.desk, shop.who(buyer), found.pending.id)
    return shop.case(number).disputes[-1]


def decided(shop: Shop, number: str, outcome: DisputeStatus) -> None:
    """Decide the dispute that is running."""
    with shop.desk.store.write() as unit:
        case = unit.case(number)
        now = shop.desk.clock.now()
        running = running_dispute(case)
        if running is None:
            raise StaleAction(number)
        change = deciding.decide(shop.desk, unit, case, running, outcome, "a_person", now)
        note(shop.desk, unit, "dispute_decided", case, change)


def test_a_yes_opens_it_once(shop: Shop) -> None:
    """Dispute, evidence, audit and letter are there; pressed again, it is the same one."""
    buyer = shop.buyer()
    number = shop.order(buyer, "DELIVERED", ago=WEEK)
    found = dispute.check(shop.desk, shop.who(buyer), number, "damaged", (), "It is cracked.")
    first = dispute.submit(shop.desk, shop.who(buyer), found.pending.id)
    assert dispute.submit(shop.desk, shop.who(buyer), found.pending.id).repeated
    (row,) = shop.case(number).disputes
    assert row.id == first.result["request"] and row.status is DisputeStatus.IN_PROGRESS
    assert row.decide_by == shop.desk.clock.now() + timedelta(days=7)
    assert [one.text for one in shop.rows(Evidence, dispute_id=row.id)] == ["It is cracked."]
    assert [entry.verb for entry in shop.rows(AuditEntry, order_id=number)] == ["dispute"]
    assert [one.template for one in shop.rows(OutboxRow, customer_id=buyer.customer.id)] == ["dispute_opened"]


def test_it_names_some_units(shop: Shop) -> None:
    """A dispute about one of two items is about that one."""
    buyer = shop.buyer()
    number = shop.order(buyer, "DELIVERED", TWO, ago=WEEK)
    assert opened(shop, buyer, number, lines=[f"{number}-2"]).line_ids == (f"{number}-2",)


def test_a_second_one_is_refused_while_it_runs(shop: Shop) -> None:
    """One at a time."""
    buyer = shop.buyer()
    number = shop.order(buyer, "DELIVERED", ago=WEEK)
    opened(shop, buyer, number)
    found = dispute.check(shop.desk, shop.who(buyer), number, "damaged")
    assert found.pending is None and found.decision.rule == "dispute_open"


def test_what_it_cannot_be_about(shop: Shop) -> None:
    """Units of other orders, and matters that are not offered, are refused."""
    buyer = shop.buyer()
    number = shop.order(buyer, "DELIVERED", ago=WEEK)
    with pytest.raises(BadInput):
        dispute.check(shop.desk, shop.who(buyer), number, "damaged", ("577-1",))
    assert dispute.check(shop.desk, shop.who(buyer), number, "nonsense").pending is None


def test_the_seller_comes_first(shop: Shop) -> None:
    """Without a ground there is no dispute, and what works instead is told."""
    buyer = shop.buyer()
    number = shop.order(buyer, "AWAITING_SHIPMENT", ago=timedelta(hours=5))
    found = dispute.look(shop.desk, shop.who(buyer), number)
    assert not found.abouts and found.decision.rule == "dispute_ask_seller_first"
    assert found.decision.alternatives


def test_somebody_elses(shop: Shop) -> None:
    """Not found, for opening, evidence and yes alike."""
    mine, theirs = shop.buyer(), shop.buyer()
    number = shop.order(theirs, "DELIVERED", ago=WEEK)
    found = dispute.check(shop.desk, shop.who(theirs), number, "damaged")
    with pytest.raises(NotFound):
        dispute.submit(shop.desk, shop.who(mine), found.pending.id)
    with pytest.raises(NotFound):
        dispute.add_evidence(shop.desk, shop.who(mine), number, "a photo")


def test_evidence_until_the_minute(shop: Shop, clock: SetClock) -> None:
    """Up to the told minute it counts, a minute later it does not."""
    buyer = shop.buyer()
    number = shop.order(buyer, "DELIVERED", ago=WEEK)
    opened(shop, buyer, number, text="")
    clock.forward(days=3)
    shop.sign_in(buyer)
    assert dispute.add_evidence(shop.desk, shop.who(buyer), number, "A photo shows the crack.")[1]
    clock.forward(minutes=1)
    with pytest.raises(StaleAction):
        dispute.add_evidence(shop.desk, shop.who(buyer), number, "Another one.")
    assert len(shop.case(number).evidence) == 1
    assert [entry.verb for entry in shop.rows(AuditEntry, order_id=number)] == ["dispute", "evidence"]


def test_the_same_evidence_counts_once(shop: Shop) -> None:
    """Sent twice, it is there once."""
    buyer = shop.buyer()
    number = shop.order(buyer, "DELIVERED", ago=WEEK)
    opened(shop, buyer, number)
    assert not dispute.add_evidence(shop.desk, shop.who(buyer), number, " It is   cracked. ")[1]
    assert len(shop.case(number).evidence) == 1


def test_evidence_has_an_end(shop: Shop) -> None:
    """Twenty pieces are enough, and nothing is none."""
    buyer = shop.buyer()
    number = shop.order(buyer, "DELIVERED", ago=WEEK)
    opened(shop, buyer, number)
    for place in range(dispute.MOST_EVIDENCE - 1):
        dispute.add_evidence(shop.desk, shop.who(buyer), number, f"piece {place}")
    for text in ("one more", "", "\x00"):
        with pytest.raises(BadInput):
            dispute.add_evidence(shop.desk, shop.who(buyer), number, text)


def test_no_evidence_without_a_dispute(shop: Shop) -> None:
    """There is nothing to add to."""
    buyer = shop.buyer()
    number = shop.order(buyer, "DELIVERED", ago=WEEK)
    with pytest.raises(StaleAction):
        dispute.add_evidence(shop.desk, shop.who(buyer), number, "a photo")


@pytest.mark.parametrize(
    ("about", "text", "outcome"),
    [
        ("damaged", "It is cracked.", DisputeStatus.SUPPORT_BUYER),
        ("damaged", "", DisputeStatus.SUPPORT_SELLER),
        ("not_received", "", DisputeStatus.SUPPORT_SELLER),
        ("wrong_item", "Blue, not red.", DisputeStatus.SUPPORT_BUYER),
    ],
)
def test_the_rule_for_what_nobody_decided(shop: Shop, about: str, text: str, outcome: DisputeStatus) -> None:
    """Evidence decides, where it arrived."""
    buyer = shop.buyer()
    number = shop.order(buyer, "DELIVERED", ago=WEEK)
    opened(shop, buyer, number, about, text=text)
    case = shop.case(number)
    assert verdict(case, case.disputes[0], shop.desk.terms("default"), shop.desk.clock.now()) is outcome


def test_what_never_came_needs_no_evidence(shop: Shop) -> None:
    """A parcel that is lost is lost."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=timedelta(days=30))
    opened(shop, buyer, number, "not_received", text="")
    case = shop.case(number)
    assert (
        verdict(case, case.disputes[0], shop.desk.terms("default"), shop.desk.clock.now())
        is DisputeStatus.SUPPORT_BUYER
    )


def test_late_evidence_does_not_count(shop: Shop) -> None:
    """Only what came in time decides."""
    buyer = shop.buyer()
    number = shop.order(buyer, "DELIVERED", ago=WEEK)
    opened(shop, buyer, number)
    case = shop.case(number)
    late = replace(case.evidence[0], added_at=case.disputes[0].evidence_by + timedelta(minutes=1))
    case = replace(case, evidence=(late,))
    assert (
        verdict(case, case.disputes[0], shop.desk.terms("default"), shop.desk.clock.now())
        is DisputeStatus.SUPPORT_SELLER
    )


def test_in_the_buyers_favour_the_named_units_are_paid_back(shop: Shop) -> None:
    """The disputed unit's price goes back once; the other unit stays as it is."""
    buyer = shop.buyer()
    number = shop.order(buyer, "DELIVERED", TWO, ago=WEEK)
    opened(shop, buyer, number, lines=[f"{number}-2"])
    decided(shop, number, DisputeStatus.SUPPORT_BUYER)
    case = shop.case(number)
    assert [refund.amount.amount for refund in case.refunds] == [Decimal("5.00")]
    assert [line.status for line in case.lines] == [LineStatus.ACTIVE, LineStatus.RETURNED]
    assert case.disputes[0].status is DisputeStatus.SUPPORT_BUYER and case.disputes[0].decided_at
    with pytest.raises(StaleAction), shop.desk.store.write() as unit:
        again = shop.case(number).disputes[0]
        deciding.decide(
            shop.desk, unit, case, again, DisputeStatus.SUPPORT_BUYER, "again", shop.desk.clock.now()
        )
    assert len(shop.case(number).refunds) == 1


def test_in_the_sellers_favour_no_money_moves(shop: Shop) -> None:
    """The order stays as it is, and the buyer is told."""
    buyer = shop.buyer()
    number = shop.order(buyer, "DELIVERED", ago=WEEK)
    opened(shop, buyer, number)
    decided(shop, number, DisputeStatus.SUPPORT_SELLER)
    assert not shop.case(number).refunds and len(shop.case(number).active_lines) == 1
    letters = {one.template for one in shop.rows(OutboxRow, customer_id=buyer.customer.id)}
    assert letters == {"dispute_opened", "dispute_decided"}


def test_what_was_not_sent_is_cancelled_with_it(shop: Shop, clock: SetClock) -> None:
    """A silent seller of an order that never left: the dispute cancels it and refunds all of it, shipping too."""
    buyer = shop.buyer()
    number = shop.order(buyer, "AWAITING_SHIPMENT", ago=timedelta(hours=5))
    now = shop.desk.clock.now()
    message = SellerMessage(
        "SM-SILENT00", number, buyer.customer.id, shop.case(number).seller.id, "where_is_it", "Hello?",
        MessageStatus.SENT, now, now + timedelta(hours=24),
    )  # fmt: skip
    with shop.desk.store.write() as unit:
        unit.add(message)
    clock.forward(hours=25)
    shop.sign_in(buyer)
    assert opened(shop, buyer, number, "no_answer", text="").cause == message.id
    decided(shop, number, DisputeStatus.SUPPORT_BUYER)
    case = shop.case(number)
    assert case.order.status is OrderStatus.CANCELLED and case.order.cancelled_by is Party.BUYER
    assert [refund.amount.amount for refund in case.refunds] == [Decimal("23.90")]


def test_more_than_was_paid_never_goes_back(shop: Shop) -> None:
    """Two disputes, both won, about everything: the second finds nothing left."""
    buyer = shop.buyer()
    number = shop.order(buyer, "DELIVERED", TWO, ago=WEEK)
    opened(shop, buyer, number)
    decided(shop, number, DisputeStatus.SUPPORT_BUYER)
    paid = shop.case(number).payment
    assert paid.refunded <= paid.amount
    opened(shop, buyer, number)
    decided(shop, number, DisputeStatus.SUPPORT_BUYER)
    assert shop.case(number).payment.refunded == paid.refunded
