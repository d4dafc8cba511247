"""Cancelling: what a yes does to the order, the refund ledger, the audit and the outbox."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from orderdesk.errors import BadInput, NotFound, StaleAction
from orderdesk.facts import unpack
from orderdesk.model import (
    AuditEntry,
    Cancellation,
    CancellationStatus,
    OrderStatus,
    OutboxRow,
    PendingAction,
    PendingState,
    Refund,
    ReturnKind,
)
from orderdesk.reader import Reader
from orderdesk.services import cancel, returns
from tests.conftest import SetClock
from tests.shop import Shop


def propose(shop: Shop, buyer, number, lines=(), reason="better_price"):
    found = cancel.check(shop.desk, shop.who(buyer), number, tuple(lines), reason)
    assert found.pending is not None, found.decision
    return found.pending.id


def test_within_the_free_window_a_yes_cancels_and_refunds_in_one_go(shop: Shop) -> None:
    """Within the window: order cancelled, everything refunded once, audited, mailed."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    done = cancel.submit(shop.desk, shop.who(buyer), propose(shop, buyer, number))
    case = shop.case(number)
    assert case.order.status is OrderStatus.CANCELLED
    assert [refund.amount.amount for refund in case.refunds] == [Decimal("23.90")]
    assert unpack(done.result)["refund"].amount == Decimal("23.90")
    assert [entry.verb for entry in shop.rows(AuditEntry, order_id=number)] == ["cancel"]
    assert [row.template for row in shop.rows(OutboxRow, customer_id=buyer.customer.id)] == [
        "cancellation_done"
    ]


def test_a_second_submit_changes_nothing_and_says_the_same(shop: Shop) -> None:
    """The same yes again gives the first result, marked as repeated."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    pending = propose(shop, buyer, number)
    first = cancel.submit(shop.desk, shop.who(buyer), pending)
    again = [cancel.submit(shop.desk, shop.who(buyer), pending) for _ in range(5)]
    assert all(done.repeated and done.result == first.result for done in again)
    assert len(shop.rows(Refund, order_id=number)) == len(shop.rows(Cancellation, order_id=number)) == 1
    assert len(shop.rows(OutboxRow, customer_id=buyer.customer.id)) == 1


def test_after_the_window_the_seller_is_asked_and_no_money_moves(shop: Shop) -> None:
    """Past the window: a request with a deadline; the order and the ledger stay as they are."""
    buyer = shop.buyer()
    number = shop.order(buyer, "AWAITING_SHIPMENT", ago=timedelta(hours=5))
    cancel.submit(shop.desk, shop.who(buyer), propose(shop, buyer, number))
    case = shop.case(number)
    assert case.order.status is OrderStatus.AWAITING_SHIPMENT and not case.refunds
    request = case.live_cancellation
    assert request is not None and request.answer_by == shop.desk.clock.now() + timedelta(hours=48)


def test_some_lines_are_cancelled_and_the_rest_stays(shop: Shop) -> None:
    """Cancelling one of three units refunds that unit, without shipping."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD", [("Phone Case", "9.90"), ("Phone Case", "9.90"), ("Socks", "5.00")])
    cancel.submit(shop.desk, shop.who(buyer), propose(shop, buyer, number, [f"{number}-1"]))
    case = shop.case(number)
    assert case.order.status is OrderStatus.ON_HOLD and len(case.active_lines) == 2
    assert [refund.amount.amount for refund in case.refunds] == [Decimal("9.90")]


def test_the_last_purchase_takes_its_free_gift_along(shop: Shop) -> None:
    """Nothing is sent that belongs to nothing: the preview names the gift, and the shipping comes back, too."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD", [("Protein", "30.00"), ("Shaker", "0.00")], is_gift=True)
    found = cancel.look(shop.desk, shop.who(buyer), number, (f"{number}-1",))
    assert [line.title for line in found.lines] == ["Protein", "Shaker"]
    assert found.refund.amount == Decimal("34.00")
    done = cancel.submit(shop.desk, shop.who(buyer), propose(shop, buyer, number, [f"{number}-1"]))
    case, facts = shop.case(number), unpack(done.result)
    assert case.order.status is OrderStatus.CANCELLED and not case.active_lines
    assert [refund.amount.amount for refund in case.refunds] == [Decimal("34.00")]
    assert (facts["items"], facts["whole_order"]) == (("Protein", "Shaker"), True)


def test_a_free_gift_stays_while_something_else_was_bought(shop: Shop) -> None:
    """Only with the last purchase does the gift go."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD", [("Protein", "30.00"), ("Socks", "5.00"), ("Shaker", "0.00")])
    cancel.submit(shop.desk, shop.who(buyer), propose(shop, buyer, number, [f"{number}-1"]))
    case = shop.case(number)
    assert [line.title for line in case.active_lines] == ["Socks", "Shaker"]
    assert [refund.amount.amount for refund in case.refunds] == [Decimal("30.00")]


def test_what_is_taken_out_of_an_unpaid_order_is_not_paid_for(shop: Shop) -> None:
    """The total goes down with it; what is left of the order keeps its shipping."""
    buyer = shop.buyer()
    number = shop.order(buyer, "UNPAID", [("Phone Case", "9.90"), ("Socks", "5.00")])
    cancel.submit(shop.desk, shop.who(buyer), propose(shop, buyer, number, [f"{number}-2"]))
    case = shop.case(number)
    assert case.order.status is OrderStatus.UNPAID and case.order.total.amount == Decimal("13.90")


def test_a_paid_total_stays_what_was_charged(shop: Shop) -> None:
    """Once it was paid, the money goes back by a refund, and the total tells what was paid."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD", [("Phone Case", "9.90"), ("Socks", "5.00")])
    cancel.submit(shop.desk, shop.who(buyer), propose(shop, buyer, number, [f"{number}-2"]))
    assert shop.case(number).order.total.amount == Decimal("18.90")


def test_cancelling_line_by_line_refunds_exactly_what_was_paid(shop: Shop) -> None:
    """All units one after another: the sum is what was paid, shipping included, and the order ends cancelled."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD", [("Phone Case", "9.90"), ("Socks", "5.00")])
    for line in (f"{number}-1", f"{number}-2"):
        cancel.submit(shop.desk, shop.who(buyer), propose(shop, buyer, number, [line]))
    case = shop.case(number)
    assert case.order.status is OrderStatus.CANCELLED
    assert sum(refund.amount.amount for refund in case.refunds) == case.order.total.amount


def test_unpaid_orders_are_dropped_without_a_refund(shop: Shop) -> None:
    """Nothing was charged, so nothing is refunded."""
    buyer = shop.buyer()
    number = shop.order(buyer, "UNPAID")
    cancel.submit(shop.desk, shop.who(buyer), propose(shop, buyer, number))
    assert shop.case(number).order.status is OrderStatus.CANCELLED and not shop.case(number).refunds


@pytest.mark.parametrize(
    "status", ["AWAITING_COLLECTION", "IN_TRANSIT", "DELIVERED", "COMPLETED", "CANCELLED"]
)
def test_what_the_policy_refuses_gets_no_pending_action(shop: Shop, status: str) -> None:
    """A refusal has nothing that a yes could do, and offers something that works."""
    buyer = shop.buyer()
    number = shop.order(buyer, status, ago=timedelta(days=6 if status != "COMPLETED" else 60))
    found = cancel.check(shop.desk, shop.who(buyer), number, (), "better_price")
    assert found.pending is None and found.decision.alternatives
    assert not shop.rows(PendingAction, customer_id=buyer.customer.id)


def test_somebody_elses_order_is_as_unknown_as_none(shop: Shop) -> None:
    """ "Not yours" and "does not exist" are the same answer, at check and at submit."""
    owner, thief = shop.buyer(), shop.buyer()
    number = shop.order(owner, "ON_HOLD")
    for unknown in (number, "570000000000000000"):
        with pytest.raises(NotFound):
            cancel.check(shop.desk, shop.who(thief), unknown, (), "better_price")
    with pytest.raises(NotFound):
        cancel.submit(shop.desk, shop.who(thief), propose(shop, owner, number))
    assert shop.case(number).order.status is OrderStatus.ON_HOLD


def test_a_yes_after_the_state_changed_does_nothing(shop: Shop) -> None:
    """The order was sent between the question and the yes."""
    buyer = shop.buyer()
    number = shop.order(buyer, "AWAITING_SHIPMENT", ago=timedelta(hours=5))
    pending = propose(shop, buyer, number)
    with shop.desk.store.write() as unit:
        unit.change(shop.case(number).order, status=OrderStatus.AWAITING_COLLECTION)
    with pytest.raises(StaleAction):
        cancel.submit(shop.desk, shop.who(buyer), pending)
    assert not shop.rows(Cancellation, order_id=number)


def test_a_yes_after_the_free_window_closed_is_asked_again(shop: Shop, clock: SetClock) -> None:
    """What was promised (cancel now) is not what would happen (ask the seller), so nothing happens."""
    buyer = shop.buyer()
    number = shop.order(buyer, "AWAITING_SHIPMENT", ago=timedelta(minutes=58))
    pending = propose(shop, buyer, number)
    clock.forward(minutes=3)
    with pytest.raises(StaleAction):
        cancel.submit(shop.desk, shop.who(buyer), pending)
    assert shop.case(number).order.status is OrderStatus.AWAITING_SHIPMENT


def test_a_late_yes_does_nothing(shop: Shop, clock: SetClock) -> None:
    """A pending action lives five minutes."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    pending = propose(shop, buyer, number)
    clock.forward(minutes=5)
    with pytest.raises(StaleAction):
        cancel.submit(shop.desk, shop.who(buyer), pending)


def test_a_new_proposal_voids_the_one_before(shop: Shop) -> None:
    """Only the last question can be answered with yes."""
    buyer = shop.buyer()
    first, second = (shop.order(buyer, "ON_HOLD") for _ in range(2))
    old, new = propose(shop, buyer, first), propose(shop, buyer, second)
    with pytest.raises(StaleAction):
        cancel.submit(shop.desk, shop.who(buyer), old)
    cancel.submit(shop.desk, shop.who(buyer), new)
    assert shop.case(first).order.status is OrderStatus.ON_HOLD
    assert {row.state for row in shop.rows(PendingAction, customer_id=buyer.customer.id)} == {
        PendingState.DONE, PendingState.VOID,
    }  # fmt: skip


def test_a_reason_of_another_market_is_refused(shop: Shop) -> None:
    """Only the reasons of the order's market count."""
    buyer = shop.buyer()
    with pytest.raises(BadInput):
        cancel.check(shop.desk, shop.who(buyer), shop.order(buyer, "ON_HOLD"), (), "because")


def test_a_request_can_be_taken_back_until_it_is_answered(shop: Shop) -> None:
    """Withdrawn: the request ends, the order lives on, and a new request is possible."""
    buyer = shop.buyer()
    number = shop.order(buyer, "AWAITING_SHIPMENT", ago=timedelta(hours=5))
    cancel.submit(shop.desk, shop.who(buyer), propose(shop, buyer, number))
    _, _, pending = cancel.check_withdraw(shop.desk, shop.who(buyer), number)
    assert pending is not None
    cancel.submit_withdraw(shop.desk, shop.who(buyer), pending.id)
    case = shop.case(number)
    assert [one.status for one in case.cancellations] == [CancellationStatus.CANCELLED]
    assert case.order.status is OrderStatus.AWAITING_SHIPMENT
    cancel.submit(shop.desk, shop.who(buyer), propose(shop, buyer, number))
    assert shop.case(number).live_cancellation is not None


@pytest.mark.parametrize("friday", [datetime(2026, 11, 21, 2, 30, tzinfo=timezone.utc)])
def test_the_promised_days_are_the_buyers(shop: Shop, clock: SetClock, friday: datetime) -> None:
    """On a Friday evening in Los Angeles, ten business days end on a Friday there, in the preview and in the ledger."""
    clock.moment = friday
    buyer = shop.buyer()
    with shop.desk.store.write() as unit:
        unit.change(buyer.customer, timezone="America/Los_Angeles")
    number = shop.order(buyer, "ON_HOLD")
    found = cancel.look(shop.desk, shop.who(buyer), number)
    cancel.submit(shop.desk, shop.who(buyer), propose(shop, buyer, number))
    (refund,) = shop.case(number).refunds
    assert refund.expected_by == found.refund_by == friday + timedelta(days=14)
    assert Reader.of(shop.who(buyer).customer).day(refund.expected_by) == "Fri, Dec 4"


def test_one_wish_at_a_time_for_the_same_money(shop: Shop) -> None:
    """While money is asked back for what has not left, it cannot be cancelled as well, not even by an earlier yes."""
    buyer = shop.buyer()
    items = [("Hoodie", "19.90"), ("Socks", "5.00")]
    number = shop.order(buyer, "PARTIALLY_SHIPPING", items, ago=timedelta(days=9), sent_lines=1)
    before = propose(shop, buyer, number, [f"{number}-2"])
    ask = returns.ReturnAsk((), ReturnKind.REFUND, "not_received")
    returns.submit(
        shop.desk, shop.who(buyer), returns.check(shop.desk, shop.who(buyer), number, ask).pending.id
    )
    found = cancel.check(shop.desk, shop.who(buyer), number, (f"{number}-2",), "other")
    assert found.pending is None and found.decision.rule == "cancel_return_running"
    assert {"return_status", "withdraw_return"} <= {one.code for one in found.decision.alternatives}
    with pytest.raises(StaleAction):
        cancel.submit(shop.desk, shop.who(buyer), before)
    assert not shop.case(number).cancellations
