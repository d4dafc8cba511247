"""What becomes of a return: the seller's yes or no, the parcel that comes back or never does, and the money."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from orderdesk.errors import StaleAction
from orderdesk.facts import unpack
from orderdesk.model import (
    LineStatus,
    OrderCase,
    OutboxRow,
    Party,
    Refund,
    Return,
    ReturnKind,
    ReturnStatus,
)
from orderdesk.notices.render import render
from orderdesk.policy.refund import refund_span
from orderdesk.ports import Unit
from orderdesk.services import cancel, returning, returns
from orderdesk.services.cancelling import carry_out
from orderdesk.services.effect import Change, record
from orderdesk.services.returns import ReturnAsk
from tests.policy.cases import a_cancellation
from tests.services.parcels import MUG_AND_SOCKS, asked, delivered
from tests.shop import Buyer, Shop

KEEP, REPLACE = ReturnKind.REFUND, ReturnKind.REPLACEMENT
Verb = Callable[[Unit, OrderCase, Return], Change]


def approve(shop: Shop, by: Party = Party.SELLER) -> Verb:
    return lambda unit, case, live: returning.approve(shop.desk, unit, case, live, by, shop.desk.clock.now())


def refuse(shop: Shop) -> Verb:
    return lambda unit, case, live: returning.refuse(shop.desk, unit, case, live, shop.desk.clock.now())


def receive(shop: Shop) -> Verb:
    return lambda unit, case, live: returning.receive(shop.desk, unit, case, live, shop.desk.clock.now())


def lapse(shop: Shop) -> Verb:
    return lambda unit, case, live: returning.lapse(shop.desk, unit, case, live, shop.desk.clock.now())


def does(shop: Shop, number: str, verb: Verb) -> Change:
    """One step, recorded as the clock records it."""
    with shop.desk.store.write() as unit:
        case = unit.case(number)
        assert case is not None and case.live_return is not None
        change = verb(unit, case, case.live_return)
        buyer = case.order.customer_id
        record(shop.desk, unit, None, "step", number, change, actor=Party.SELLER, customer_id=buyer)
    return change


def partly_sent(shop: Shop, buyer: Buyer) -> str:
    """A late order of which only the mug has left."""
    items = [("Stone Mug", "12.00"), ("Wool Socks", "5.00")]
    return shop.order(buyer, "PARTIALLY_SHIPPING", items, ago=timedelta(days=9), sent_lines=1)


def letters(shop: Shop, buyer: Buyer) -> list[str]:
    """The letters so far, each of which can be rendered with the facts that it was given."""
    rows = shop.rows(OutboxRow, channel="email", customer_id=buyer.customer.id)
    for row in rows:
        assert render(row, buyer.customer, "Orderdesk <desk@example.com>")["Subject"]
    return sorted(row.template for row in rows)


def test_an_approved_return_gets_a_label_and_the_money_only_when_the_goods_are_back(shop: Shop) -> None:
    """Approved: label and day; received: units returned, one refund of the promised amount by the promised days."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    asked(shop, buyer, number)
    does(shop, number, approve(shop))
    live = shop.case(number).live_return
    assert live is not None and live.status is ReturnStatus.AWAITING_BUYER_SHIP and live.label
    assert live.ship_by == shop.desk.clock.now() + timedelta(days=14) and not shop.case(number).refunds
    does(shop, number, receive(shop))
    case = shop.case(number)
    (refund,) = case.refunds
    assert case.live_return is None and case.returns[0].closed_at == shop.desk.clock.now()
    assert (refund.cause, refund.amount.amount) == (case.returns[0].id, Decimal("19.90"))
    terms = shop.desk.terms("default")
    assert (refund.expected_from, refund.expected_by) == refund_span(
        terms, refund.created_at, "returns.refund"
    )
    assert case.payment is not None and case.payment.refunded == refund.amount
    assert [line.status for line in case.lines] == [LineStatus.RETURNED]
    assert letters(shop, buyer) == ["return_approved", "return_label", "return_refunded", "return_requested"]


def test_an_approved_refund_without_return_pays_at_once(shop: Shop) -> None:
    """Nothing comes back, so the yes itself is the end: one refund, and the units are settled."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    asked(shop, buyer, number, kind=KEEP, reason="damaged")
    change = does(shop, number, approve(shop, Party.SYSTEM))
    case = shop.case(number)
    assert case.returns[0].status is ReturnStatus.COMPLETE and case.returns[0].label is None
    assert [refund.amount.amount for refund in case.refunds] == [Decimal("19.90")]
    assert change.rule == "return_settled_system" and unpack(change.result)["refund_id"] == case.refunds[0].id
    assert letters(shop, buyer) == ["return_refunded", "return_requested"]
    found = returns.look(shop.desk, shop.who(buyer), number, ReturnAsk())
    assert found.decision.rule == "already_returned"


def test_a_replacement_ends_without_money(shop: Shop) -> None:
    """The old one is back: settled, no refund, the unit stays part of the order."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    asked(shop, buyer, number, kind=REPLACE, reason="defective")
    does(shop, number, approve(shop))
    does(shop, number, receive(shop))
    case = shop.case(number)
    assert case.returns[0].status is ReturnStatus.COMPLETE and not case.refunds
    assert case.lines[0].status is LineStatus.ACTIVE
    assert letters(shop, buyer) == ["return_approved", "return_label", "return_replaced", "return_requested"]


def test_a_refused_return_says_what_helps_and_leaves_everything_else(shop: Shop) -> None:
    """The seller's no: closed, no money, and a letter with alternatives that the policy knows to work."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    asked(shop, buyer, number)
    change = does(shop, number, refuse(shop))
    case = shop.case(number)
    assert case.returns[0].status is ReturnStatus.REJECTED and not case.refunds and case.live_return is None
    offered = unpack(change.result)["alternatives"]
    assert offered[0] == "open_dispute" and offered[-1] == "human"
    assert letters(shop, buyer) == ["return_refused", "return_requested"]


def test_a_return_that_is_never_sent_closes_and_another_may_follow(shop: Shop) -> None:
    """After the day to send it by: closed, no money, goods stay, a new return is possible inside the window."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    asked(shop, buyer, number)
    does(shop, number, approve(shop))
    does(shop, number, lapse(shop))
    case = shop.case(number)
    assert case.returns[0].status is ReturnStatus.CANCELLED and not case.refunds
    assert case.lines[0].status is LineStatus.ACTIVE
    assert "return_lapsed" in letters(shop, buyer)
    asked(shop, buyer, number)
    assert len(shop.case(number).returns) == 2


def test_line_by_line_returns_never_exceed_what_was_paid(shop: Shop) -> None:
    """Three units in three returns: each pays its own price once, together no more than the payment."""
    buyer = shop.buyer()
    number = delivered(shop, buyer, MUG_AND_SOCKS)
    for place in (1, 2, 3):
        asked(shop, buyer, number, lines=(f"{number}-{place}",))
        does(shop, number, approve(shop))
        does(shop, number, receive(shop))
    case = shop.case(number)
    amounts = sorted(str(refund.amount.amount) for refund in case.refunds)
    assert amounts == ["12.00", "12.00", "5.00"]
    assert (
        case.payment is not None
        and case.payment.refunded.amount == Decimal("29.00") < case.payment.amount.amount
    )
    assert returns.look(shop.desk, shop.who(buyer), number, ReturnAsk()).decision.rule == "already_returned"


def test_what_was_cancelled_meanwhile_is_not_paid_twice(shop: Shop) -> None:
    """A late, partly sent order: a refund is asked for, then the unsent part is cancelled: paid back once."""
    buyer = shop.buyer()
    number = partly_sent(shop, buyer)
    asked(shop, buyer, number, lines=(f"{number}-2",), kind=KEEP, reason="not_received")
    assert cancel.check(shop.desk, shop.who(buyer), number, (f"{number}-2",), "better_price").pending is None
    request = a_cancellation(id="CN-MEANWHILE", order_id=number, line_ids=(f"{number}-2",))
    request = replace(request, customer_id=buyer.customer.id)
    with shop.desk.store.write() as unit:
        case = unit.case(number)
        assert case is not None
        carry_out(shop.desk, unit, case, request, Party.SELLER, shop.desk.clock.now())
    does(shop, number, approve(shop))
    paid_back = sum(refund.amount.amount for refund in shop.case(number).refunds)
    assert paid_back == Decimal("5.00")


def test_a_unit_paid_back_as_lost_cannot_be_cancelled_for_money_again(shop: Shop) -> None:
    """The other way round: refunded first, then cancelling that unit is no longer possible."""
    buyer = shop.buyer()
    number = partly_sent(shop, buyer)
    asked(shop, buyer, number, lines=(f"{number}-2",), kind=KEEP, reason="not_received")
    does(shop, number, approve(shop))
    found = cancel.look(shop.desk, shop.who(buyer), number, (f"{number}-2",))
    assert found.refund.amount == 0 and not found.decision.allowed


@pytest.mark.parametrize("step", ["approve", "refuse", "receive", "lapse"])
@pytest.mark.parametrize("status", list(ReturnStatus))
def test_each_step_is_taken_only_from_where_it_leads_on(shop: Shop, step: str, status: ReturnStatus) -> None:
    """Every step from every state: either it is the one that leads on from there, or nothing happens."""
    leads_on = {
        "approve": {ReturnStatus.PENDING},
        "refuse": {ReturnStatus.PENDING},
        "receive": {ReturnStatus.AWAITING_BUYER_SHIP, ReturnStatus.BUYER_SHIPPED},
        "lapse": {ReturnStatus.AWAITING_BUYER_SHIP},
    }
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    _, live = asked(shop, buyer, number)
    with shop.desk.store.write() as unit:
        unit.change(live, status=status)
    verb = {"approve": approve(shop), "refuse": refuse(shop), "receive": receive(shop), "lapse": lapse(shop)}[
        step
    ]
    allowed = status in leads_on[step]

    def act() -> None:
        with shop.desk.store.write() as unit:
            case = unit.case(number)
            assert case is not None
            verb(unit, case, case.returns[0])

    if allowed:
        act()
        assert shop.case(number).returns[0].status is not status
    else:
        with pytest.raises(StaleAction):
            act()
        assert shop.case(number).returns[0].status is status and not shop.rows(Refund, order_id=number)


def test_two_workers_settle_a_return_once(shop: Shop) -> None:
    """The same case read twice: the second to act finds the return moved, and pays nothing."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    old_case, old = asked(shop, buyer, number, kind=KEEP, reason="damaged")
    does(shop, number, approve(shop))
    with pytest.raises(StaleAction), shop.desk.store.write() as unit:
        returning.approve(shop.desk, unit, old_case, old, Party.SYSTEM, shop.desk.clock.now())
    assert len(shop.rows(Refund, order_id=number)) == 1


def test_the_database_refuses_more_than_was_paid(shop: Shop) -> None:
    """Even a return whose amount was tampered with cannot take out more than the payment."""
    buyer = shop.buyer()
    number = delivered(shop, buyer)
    case, live = asked(shop, buyer, number, kind=KEEP, reason="damaged")
    paid = case.order.total
    with shop.desk.store.write() as unit:
        unit.change(live, amount=replace(paid, amount=paid.amount * 2))
    does(shop, number, approve(shop))
    after = shop.case(number)
    assert after.payment is not None and after.payment.refunded.amount == Decimal("19.90")
