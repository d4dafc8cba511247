"""Several at once: one wins, the others are told, nothing is done twice."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from orderdesk import model as m
from orderdesk.adapters.sql import SqlStore
from orderdesk.errors import StaleAction
from orderdesk.ports import Unit
from tests.adapters.sql.shop import ORDER, row, usd

WRITERS = 4


def together(store: SqlStore, act: Callable[[Unit, int], None]) -> list[str]:
    """Run `act` in as many transactions at the same time; "done" or the exception's name of each."""
    ready = Barrier(WRITERS)

    def one(number: int) -> str:
        ready.wait(10)
        try:
            with store.write() as unit:
                act(unit, number)
        except Exception as error:
            return type(error).__name__
        return "done"

    with ThreadPoolExecutor(WRITERS) as pool:
        return sorted(pool.map(one, range(WRITERS)))


def test_exactly_one_change_wins(shop: SqlStore) -> None:
    """Of several writers that read the same row, one changes it and the others learn that they did not."""
    seen = row(m.Order)
    outcomes = together(shop, lambda unit, _: unit.change(seen, status=m.OrderStatus.CANCELLED) and None)
    assert outcomes == ["StaleAction"] * (WRITERS - 1) + ["done"]


def test_writers_that_read_first(shop: SqlStore) -> None:
    """Reading in the transaction before changing cannot dead-lock, and nobody's change is lost or done twice."""

    def act(unit: Unit, number: int) -> None:
        pending = unit.get(m.PendingAction, "PA-1")
        if pending.state is not m.PendingState.OPEN:
            raise StaleAction
        unit.change(pending, state=m.PendingState.DONE, result={"by": number})

    assert together(shop, act) == ["StaleAction"] * (WRITERS - 1) + ["done"]


def test_refunds_at_once_never_exceed_the_payment(shop: SqlStore) -> None:
    """200 are left; of several refunds of 150 from different causes one is written."""

    def act(unit: Unit, number: int) -> None:
        unit.add(row(m.Refund, id=f"RF-x{number}", cause=f"x{number}", amount=usd(150)))

    assert together(shop, act) == ["StaleAction"] * (WRITERS - 1) + ["done"]
    with shop.read() as unit:
        assert unit.get(m.Payment, ORDER).refunded == usd(450)
        assert unit.count(m.Refund) == 2


def test_refunds_at_once_that_all_fit(shop: SqlStore) -> None:
    """No refund is lost from the sum when several are written at once."""

    def act(unit: Unit, number: int) -> None:
        unit.add(row(m.Refund, id=f"RF-x{number}", cause=f"x{number}", amount=usd(50)))

    assert together(shop, act) == ["done"] * WRITERS
    with shop.read() as unit:
        assert unit.get(m.Payment, ORDER).refunded == usd(500)


def test_one_pending_cancellation(shop: SqlStore) -> None:
    """Several requests at once leave one."""
    with shop.write() as unit:
        unit.change(row(m.Cancellation), status=m.CancellationStatus.CANCELLED)
    outcomes = together(shop, lambda unit, n: unit.add(row(m.Cancellation, id=f"CN-x{n}")))
    assert outcomes == ["StaleAction"] * (WRITERS - 1) + ["done"]


def _count(store: SqlStore, answers: multiprocessing.SimpleQueue) -> None:
    with store.read() as unit:
        answers.put(unit.count(m.Order))


def test_a_fork_gets_connections_of_its_own(shop: SqlStore) -> None:
    """A process forked from one that used the store can use it, and does not break its parent's connections."""
    fork = multiprocessing.get_context("fork")
    answers = fork.SimpleQueue()
    children = [fork.Process(target=_count, args=(shop, answers)) for _ in range(3)]
    for child in children:
        child.start()
    for child in children:
        child.join(20)
    assert [child.exitcode for child in children] == [0, 0, 0]
    assert [answers.get() for _ in children] == [1, 1, 1]
    with shop.write() as unit:
        assert unit.count(m.Order) == 1


def test_threads_share_a_store(shop: SqlStore) -> None:
    """Readers and writers in many threads finish, with more threads than connections."""

    def act(number: int) -> int:
        with shop.write() as unit:
            unit.add(row(m.OutboxRow, id=f"OB-{number}x", key=f"x{number}"))
        with shop.read() as unit:
            return unit.count(m.OutboxRow, id=f"OB-{number}x")

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(act, range(40))) == 40
