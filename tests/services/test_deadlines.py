"""Deadlines: each acts at its minute, once, with its records."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from orderdesk.bootstrap import Desk
from orderdesk.model import (
    CancellationStatus,
    DisputeStatus,
    OrderStatus,
    OutboxRow,
    Parcel,
    ParcelStatus,
    Party,
    PendingState,
    RefundStatus,
    ReturnStatus,
    Watch,
)
from orderdesk.services import cancel, track
from tests.conftest import SetClock
from tests.services.waiting import (
    TWO_DAYS,
    did,
    disputed,
    entry,
    letters,
    refunded,
    requested,
    returned,
)
from tests.shop import Shop


def test_silence_is_a_yes_to_cancelling_at_the_minute(shop: Shop, real: Desk, clock: SetClock) -> None:
    """Up to the told minute nothing happens; the minute after, it is cancelled, refunded, recorded and mailed."""
    buyer = shop.buyer()
    number = requested(shop, buyer)
    clock.moment = shop.case(number).live_cancellation.answer_by + timedelta(seconds=59)
    assert not did(real)
    clock.forward(seconds=1)
    assert did(real) == {"cancellations_approved": 1}
    case = shop.case(number)
    assert case.order.status is OrderStatus.CANCELLED and case.order.cancelled_by is Party.BUYER
    assert case.cancellations[0].answered_by is Party.SYSTEM
    assert [refund.amount.amount for refund in case.refunds] == [Decimal("23.90")]
    row = entry(shop, number, "cancellation_approved")
    assert (row.actor, row.conversation_id) == (Party.SYSTEM, None)
    assert row.rule == "cancellation_approved_by_system" and row.policy_version
    assert letters(shop, buyer) == ["cancellation_approved", "cancellation_requested"]


def test_what_was_sent_meanwhile_is_not_cancelled(shop: Shop, real: Desk, clock: SetClock) -> None:
    """A request that found the parcel gone ends as a no, with what helps now; no money moves."""
    buyer = shop.buyer()
    number = requested(shop, buyer)
    with shop.desk.store.write() as unit:
        order = unit.case(number).order
        packed = unit.change(order, status=OrderStatus.AWAITING_COLLECTION)
        unit.change(packed, status=OrderStatus.IN_TRANSIT, shipped_at=clock.now())
        unit.add(
            Parcel(
                f"{number}-P1", number, 1, ParcelStatus.FULFILLING, "USPS", "TT1US", shipped_at=clock.now()
            )
        )
        for line in unit.case(number).lines:
            unit.change(line, parcel_id=f"{number}-P1")
    clock.forward(days=3)
    assert did(real) == {"cancellations_approved": 1}
    case = shop.case(number)
    assert case.order.status is OrderStatus.IN_TRANSIT and not case.refunds
    assert (case.cancellations[0].status, case.cancellations[0].answered_by) == (
        CancellationStatus.CANCELLED,
        Party.SYSTEM,
    )
    (row,) = shop.rows(
        OutboxRow, channel="email", customer_id=buyer.customer.id, template="cancellation_refused"
    )
    assert row.facts["by"] == "SYSTEM" and "human" in row.facts["alternatives"]


@pytest.mark.parametrize("parcel_noted", [False, True])
def test_sent_though_no_parcel_says_so_yet(
    shop: Shop, real: Desk, clock: SetClock, parcel_noted: bool
) -> None:
    """The order is known to be on its way before its parcels are: it is not cancelled, and no money moves."""
    number = requested(shop, shop.buyer())
    with shop.desk.store.write() as unit:
        packed = unit.change(unit.case(number).order, status=OrderStatus.AWAITING_COLLECTION)
        unit.change(packed, status=OrderStatus.IN_TRANSIT, shipped_at=clock.now())
        if parcel_noted:
            unit.add(Parcel(f"{number}-P1", number, 1, ParcelStatus.PROCESSING, "USPS", "TT1US"))
            unit.change(unit.case(number).lines[0], parcel_id=f"{number}-P1")
    clock.forward(days=3)
    assert did(real) == {"cancellations_approved": 1}
    case = shop.case(number)
    assert case.order.status is OrderStatus.IN_TRANSIT and not case.refunds
    assert case.cancellations[0].status is CancellationStatus.CANCELLED


def test_an_unpaid_order_lapses_at_the_minute(shop: Shop, real: Desk, clock: SetClock) -> None:
    """After two days without payment it is gone, by the system, without money."""
    buyer = shop.buyer()
    number = shop.order(buyer, "UNPAID", ago=timedelta(0))
    clock.forward(hours=48)
    assert not did(real)
    clock.forward(minutes=1)
    assert did(real) == {"orders_lapsed": 1}
    case = shop.case(number)
    assert (case.order.status, case.order.cancelled_by) == (OrderStatus.CANCELLED, Party.SYSTEM)
    assert case.order.cancel_reason == "payment_overdue" and not case.refunds
    assert entry(shop, number, "lapse").actor is Party.SYSTEM
    assert letters(shop, buyer) == ["cancellation_lapsed"]


def test_a_paid_order_never_lapses(shop: Shop, real: Desk, clock: SetClock) -> None:
    """Only unpaid ones do."""
    shop.order(shop.buyer(), "ON_HOLD")
    clock.forward(days=30)
    assert not did(real)


def test_silence_is_a_yes_to_a_return(shop: Shop, real: Desk, clock: SetClock) -> None:
    """Approved by the system at the minute, with a label and a day to send it by."""
    buyer = shop.buyer()
    number = returned(shop, buyer)
    clock.forward(hours=48)
    assert not did(real)
    clock.forward(minutes=1)
    assert did(real) == {"returns_approved": 1}
    row = shop.case(number).returns[0]
    assert row.status is ReturnStatus.AWAITING_BUYER_SHIP and row.label and row.ship_by
    assert entry(shop, number, "return_approved").actor is Party.SYSTEM
    assert letters(shop, buyer) == ["return_approved", "return_label"]


def test_a_return_that_is_not_sent_closes(shop: Shop, real: Desk, clock: SetClock) -> None:
    """After the day to send it by, the buyer keeps the goods, and is told."""
    buyer = shop.buyer()
    soon = clock.now() + timedelta(days=14)
    number = returned(shop, buyer, status=ReturnStatus.AWAITING_BUYER_SHIP, ship_by=soon)
    clock.forward(days=14)
    assert not did(real)
    clock.forward(minutes=1)
    assert did(real) == {"returns_closed": 1}
    assert shop.case(number).returns[0].status is ReturnStatus.CANCELLED and not shop.case(number).refunds
    assert entry(shop, number, "return_closed").actor is Party.SYSTEM
    assert letters(shop, buyer) == ["return_lapsed"]


def test_refunds_go_out_on_their_day(shop: Shop, real: Desk, clock: SetClock) -> None:
    """At the first promised moment the money is sent, the cancellation complete, the buyer told."""
    buyer = shop.buyer()
    number = refunded(shop, buyer)
    clock.moment = shop.case(number).refunds[0].expected_from - timedelta(seconds=1)
    assert not did(real)
    clock.forward(seconds=1)
    assert did(real) == {"refunds_sent": 1}
    case = shop.case(number)
    assert (case.refunds[0].status, case.refunds[0].sent_at) == (RefundStatus.SENT, clock.now())
    assert case.cancellations[0].status is CancellationStatus.COMPLETE
    assert entry(shop, number, "refund_sent").actor is Party.SYSTEM
    assert letters(shop, buyer) == ["cancellation_done", "refund_sent"]


def test_whoever_asked_is_told_of_the_arrival_once(shop: Shop, real: Desk, clock: SetClock) -> None:
    """Not before it is there; then once, with the day until which it may go back."""
    buyer = shop.buyer()
    number = shop.order(buyer, "IN_TRANSIT", ago=TWO_DAYS)
    track.watch(shop.desk, shop.who(buyer), number)
    assert not did(real)
    with shop.desk.store.write() as unit:
        order = unit.case(number).order
        unit.change(order, status=OrderStatus.DELIVERED, delivered_at=clock.now())
    assert did(real) == {"arrivals_told": 1}
    assert shop.rows(Watch, order_id=number)[0].fired_at == clock.now()
    (row,) = shop.rows(OutboxRow, channel="email", customer_id=buyer.customer.id, template="arrived")
    assert row.facts["return_by"] is not None
    assert entry(shop, number, "arrival").actor is Party.SYSTEM


def test_a_dispute_is_decided_by_its_minute(shop: Shop, real: Desk, clock: SetClock) -> None:
    """Nobody decided: the market's rule does, the money goes back, and the buyer is told."""
    buyer = shop.buyer()
    number = disputed(shop, buyer)
    clock.forward(days=7)
    assert not did(real)
    clock.forward(minutes=1)
    assert did(real) == {"disputes_decided": 1}
    case = shop.case(number)
    assert case.disputes[0].status is DisputeStatus.SUPPORT_BUYER
    assert [refund.cause for refund in case.refunds] == [case.disputes[0].id]
    assert entry(shop, number, "dispute_decided").actor is Party.SYSTEM
    assert letters(shop, buyer) == ["dispute_decided", "dispute_opened"]


def test_a_yes_that_nobody_gave_expires(shop: Shop, real: Desk, clock: SetClock) -> None:
    """After five minutes an open question's pending action is void."""
    buyer = shop.buyer()
    number = shop.order(buyer, "ON_HOLD")
    found = cancel.check(shop.desk, shop.who(buyer), number, (), "better_price")
    clock.forward(minutes=4, seconds=59)
    assert not did(real)
    clock.forward(seconds=1)
    assert did(real) == {"yeses_expired": 1}
    (row,) = shop.rows(type(found.pending), id=found.pending.id)
    assert row.state is PendingState.VOID
