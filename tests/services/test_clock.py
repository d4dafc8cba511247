"""The clock's work as a whole: repeated, side by side, with one bad row."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from orderdesk.bootstrap import Desk
from orderdesk.model import (
    AuditEntry,
    Cancellation,
    OrderStatus,
    OutboxRow,
    OutboxState,
    Refund,
    ReturnStatus,
)
from orderdesk.services import cancel, return_steps, track
from orderdesk.services.clock import DEMO, WORK, tick
from orderdesk.services.outbox import deliver_due
from tests.conftest import SetClock
from tests.services.waiting import (
    TWO_DAYS,
    did,
    disputed,
    refunded,
    requested,
    returned,
    written,
)
from tests.shop import Buyer, Shop


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
