"""The clock work: each deadline acts at its minute, once, with its records."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from orderdesk.bootstrap import Desk
from orderdesk.model import (
    AuditEntry,
    Cancellation,
    CancellationStatus,
    DisputeStatus,
    MessageStatus,
    OrderStatus,
    OutboxRow,
    OutboxState,
    Parcel,
    ParcelStatus,
    Party,
    PendingState,
    Refund,
    RefundStatus,
    Return,
    ReturnKind,
    ReturnStatus,
    Watch,
)
from orderdesk.money import Money
from orderdesk.services import cancel, dispute, return_steps, seller, track
from orderdesk.services.clock import DEMO, WORK, tick
from orderdesk.services.outbox import deliver_due
from tests.conftest import SetClock
from tests.shop import Buyer, Shop

MINUTE = timedelta(minutes=1)
FIVE_HOURS, TWO_DAYS, WEEK = timedelta(hours=5), timedelta(days=2), timedelta(days=7)


@pytest.fixture
def real(desk: Desk) -> Desk:
    """The desk of a shop whose sellers are people: nobody answers by themselves."""
    return replace(desk, settings=replace(desk.settings, demo=False))


def did(desk: Desk) -> dict[str, int]:
    """What a tick did, without what it did not."""
    return {name: count for name, count in tick(desk).counts.items() if count}


def requested(shop: Shop, buyer: Buyer, manner: str = "silent", status: str = "AWAITING_SHIPMENT") -> str:
    """An order that its seller was asked to cancel."""
    number = shop.order(buyer, status, ago=FIVE_HOURS, seller=shop.seller(manner=manner))
    found = cancel.check(shop.desk, shop.who(buyer), number, (), "better_price")
    cancel.submit(shop.desk, shop.who(buyer), found.pending.id)
    return number


def returned(shop: Shop, buyer: Buyer, manner: str = "silent", **changes: object) -> str:
    """A delivered order with a return that waits for its seller."""
    number = shop.order(buyer, "DELIVERED", ago=WEEK, seller=shop.seller(manner=manner))
    now = shop.desk.clock.now()
    row = Return(
        id=shop.desk.ids.new("RT"), order_id=number, customer_id=buyer.customer.id, line_ids=(f"{number}-1",),
        kind=ReturnKind.RETURN_AND_REFUND, reason="damaged", note="", currency="USD",
        amount=Money(Decimal("19.90"), "USD"), status=ReturnStatus.PENDING, created_at=now,
        answer_by=now + timedelta(hours=48),
    )  # fmt: skip
    with shop.desk.store.write() as unit:
        unit.add(replace(row, **changes))
    return number


def refunded(shop: Shop, buyer: Buyer) -> str:
    """A cancelled order whose money is on its way."""
    number = shop.order(buyer, "ON_HOLD")
    found = cancel.check(shop.desk, shop.who(buyer), number, (), "better_price")
    cancel.submit(shop.desk, shop.who(buyer), found.pending.id)
    return number


def disputed(shop: Shop, buyer: Buyer) -> str:
    """A delivered order with a dispute."""
    number = shop.order(buyer, "DELIVERED", ago=WEEK)
    found = dispute.check(shop.desk, shop.who(buyer), number, "damaged", (), "It is cracked.")
    dispute.submit(shop.desk, shop.who(buyer), found.pending.id)
    return number


def written(
    shop: Shop, buyer: Buyer, manner: str, topic: str = "question", status: str = "IN_TRANSIT"
) -> str:
    """An order whose seller was written to."""
    number = shop.order(buyer, status, ago=TWO_DAYS, seller=shop.seller(manner=manner))
    found = seller.check(shop.desk, shop.who(buyer), number, topic, "Hello?")
    seller.submit(shop.desk, shop.who(buyer), found.pending.id)
    return number


def letters(shop: Shop, buyer: Buyer) -> list[str]:
    """The letters to a buyer."""
    return sorted(
        row.template for row in shop.rows(OutboxRow, channel="email", customer_id=buyer.customer.id)
    )


def entry(shop: Shop, number: str, verb: str) -> AuditEntry:
    """The one audit row of an order with this verb."""
    (row,) = shop.rows(AuditEntry, order_id=number, verb=verb)
    return row


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


@pytest.mark.parametrize(
    ("manner", "status", "letter"),
    [
        ("accepts", CancellationStatus.SUCCESS, "cancellation_approved"),
        ("refuses", CancellationStatus.CANCELLED, "cancellation_refused"),
        ("silent", CancellationStatus.PENDING, None),
    ],
)
def test_demo_sellers_answer_requests_in_their_manner(
    shop: Shop, manner: str, status: CancellationStatus, letter: str | None
) -> None:
    """One accepts, one refuses, one never answers."""
    buyer = shop.buyer()
    number = requested(shop, buyer, manner)
    did(shop.desk)
    request = shop.case(number).cancellations[0]
    assert request.status is status
    assert request.answered_by is (Party.SELLER if letter else None)
    assert letters(shop, buyer) == sorted(filter(None, ["cancellation_requested", letter]))
    if letter:
        assert entry(shop, number, letter).actor is Party.SELLER


@pytest.mark.parametrize(
    ("manner", "status"),
    [
        ("accepts", ReturnStatus.AWAITING_BUYER_SHIP),
        ("refuses", ReturnStatus.REJECTED),
        ("silent", ReturnStatus.PENDING),
    ],
)
def test_demo_sellers_answer_returns_in_their_manner(shop: Shop, manner: str, status: ReturnStatus) -> None:
    """The same with returns."""
    number = returned(shop, shop.buyer(), manner)
    did(shop.desk)
    assert shop.case(number).returns[0].status is status


@pytest.mark.parametrize("topic", ["late_cancel", "where_is_it", "question"])
@pytest.mark.parametrize("manner", ["accepts", "refuses", "silent"])
def test_demo_sellers_answer_messages_in_their_manner(shop: Shop, manner: str, topic: str) -> None:
    """Words from the file; only a late cancellation is agreed to, and then happens."""
    buyer = shop.buyer()
    number = written(shop, buyer, manner, topic)
    did(shop.desk)
    case = shop.case(number)
    message = case.messages[0]
    assert (message.status is MessageStatus.SENT) == (manner == "silent")
    cancelled = manner == "accepts" and topic == "late_cancel"
    assert (case.order.status is OrderStatus.CANCELLED) == cancelled
    assert message.agreed == (manner == "accepts" if topic == "late_cancel" and manner != "silent" else None)
    assert ("seller_answered" in letters(shop, buyer)) == (manner != "silent")


def test_demo_sellers_take_their_time(shop: Shop, desk: Desk, clock: SetClock) -> None:
    """They answer after the delay, not before."""
    slow = replace(desk, settings=replace(desk.settings, seller_delay=20))
    number = requested(shop, shop.buyer(), "accepts")
    clock.forward(seconds=19)
    assert not did(slow)
    clock.forward(seconds=1)
    assert did(slow) == {"cancellations_answered": 1}
    assert shop.case(number).order.status is OrderStatus.CANCELLED


def test_people_answer_for_themselves(shop: Shop, real: Desk) -> None:
    """Outside the demo no seller answers by itself."""
    buyer = shop.buyer()
    requested(shop, buyer, "accepts")
    written(shop, buyer, "accepts")
    assert not did(real)


def everything(shop: Shop, buyer: Buyer, clock: SetClock) -> None:
    """Something due for every kind of work."""
    requested(shop, buyer)
    shop.order(buyer, "UNPAID", ago=timedelta(0))
    returned(shop, buyer)
    returned(shop, buyer, status=ReturnStatus.AWAITING_BUYER_SHIP, ship_by=clock.now() + timedelta(days=1))
    refunded(shop, buyer)
    disputed(shop, buyer)
    number = shop.order(buyer, "IN_TRANSIT", ago=TWO_DAYS)
    track.watch(shop.desk, shop.who(buyer), number)
    undecided = shop.buyer()
    cancel.check(shop.desk, shop.who(undecided), shop.order(undecided, "ON_HOLD"), (), "better_price")
    with shop.desk.store.write() as unit:
        unit.change(unit.case(number).order, status=OrderStatus.DELIVERED, delivered_at=clock.now())
    clock.forward(days=10)
    shop.sign_in(buyer)
    for manner in ("accepts", "refuses"):
        requested(shop, buyer, manner)
        returned(shop, buyer, manner)
        written(shop, buyer, manner, "late_cancel")
    sent = returned(shop, buyer, "silent", status=ReturnStatus.AWAITING_BUYER_SHIP)
    found = return_steps.check_sent(shop.desk, shop.who(buyer), sent)[1]
    return_steps.submit_sent(shop.desk, shop.who(buyer), found.id)


def test_a_second_tick_changes_nothing(shop: Shop, clock: SetClock) -> None:
    """Everything acts once: the next tick finds nothing to do."""
    buyer = shop.buyer()
    everything(shop, buyer, clock)
    first = tick(shop.desk)
    assert all(first.counts[name] for name in {**WORK, **DEMO}), first.counts
    before = (shop.rows(AuditEntry), shop.rows(OutboxRow), shop.rows(Refund))
    assert tick(shop.desk).total == 0
    assert before == (shop.rows(AuditEntry), shop.rows(OutboxRow), shop.rows(Refund))


def test_workers_side_by_side_do_each_thing_once(shop: Shop, clock: SetClock) -> None:
    """Four workers at once, one database: as many effects, records and letters as one would have made."""
    buyer = shop.buyer()
    everything(shop, buyer, clock)
    ready, counts, errors = threading.Barrier(4), [], []

    def work() -> None:
        ready.wait()
        try:
            counts.append(tick(shop.desk).counts)
        except Exception as error:  # told by the assertion below
            errors.append(error)

    workers = [threading.Thread(target=work) for _ in range(4)]
    [worker.start() for worker in workers]
    [worker.join() for worker in workers]
    assert not errors
    due = {name: sum(one[name] for one in counts) for name in counts[0]}
    assert (due["cancellations_approved"], due["cancellations_answered"], due["parcels_received"]) == (
        1,
        2,
        1,
    )
    assert (
        due["orders_lapsed"] == due["arrivals_told"] == due["disputes_decided"] == due["returns_closed"] == 1
    )
    assert due["messages_answered"] == 2
    keys = [row.key for row in shop.rows(OutboxRow)]
    assert len(keys) == len(set(keys))
    done = [(row.verb, row.subject_id) for row in shop.rows(AuditEntry)]
    assert len(done) == len(set(done))
    assert tick(shop.desk).total == 0


def test_every_letter_of_the_clock_can_be_written(shop: Shop, clock: SetClock) -> None:
    """The facts that services give are those that the letters need: all are sent, none is dead."""
    everything(shop, shop.buyer(), clock)
    tick(shop.desk)
    while deliver_due(shop.desk):
        pass
    rows = shop.rows(OutboxRow, channel="email")
    assert {row.template for row in rows if row.state is not OutboxState.SENT} == set()
    clocked = {"arrived", "cancellation_lapsed", "cancellation_refused", "refund_sent", "dispute_decided"}
    assert clocked <= {row.template for row in rows}


def test_one_bad_row_keeps_nothing_else_from_happening(
    shop: Shop, real: Desk, clock: SetClock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What cannot be dealt with is logged, and the rest acts."""
    buyer = shop.buyer()
    broken, fine = requested(shop, buyer), requested(shop, buyer)
    due, act = WORK["cancellations_approved"]

    def fails(desk: Desk, unit: object, row: Cancellation, now: object) -> bool:
        if row.order_id == broken:
            raise RuntimeError("a bad row")
        return act(desk, unit, row, now)

    monkeypatch.setitem(WORK, "cancellations_approved", (due, fails))
    clock.forward(days=3)
    assert did(real)["cancellations_approved"] == 1
    assert shop.case(fine).order.status is OrderStatus.CANCELLED
    assert shop.case(broken).order.status is OrderStatus.AWAITING_SHIPMENT
    assert "a bad row" in caplog.text
