"""Reading, adding, changing: what `ports.Store` and `ports.Unit` promise."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from orderdesk import model as m
from orderdesk.adapters.sql import SqlStore
from orderdesk.errors import StaleAction
from tests.adapters.sql.shop import LATER, NOW, ORDER, ROWS, row, usd


def key(row: object) -> str:
    return getattr(row, "id", None) or next(iter(vars(row).values()))


def test_every_row_comes_back_as_it_was_given(shop: SqlStore) -> None:
    """A row read by its key equals the row that was added."""
    with shop.read() as unit:
        for given in ROWS:
            expected = replace(given, refunded=usd(300)) if isinstance(given, m.Payment) else given
            assert unit.get(type(given), key(given)) == expected


def test_rows_may_be_added_in_any_order(store: SqlStore) -> None:
    """What is pointed at goes in before what points at it."""
    with store.write() as unit:
        unit.add(*reversed(ROWS))
    with store.read() as unit:
        assert unit.count(m.Line) == 1


def test_get_of_nothing(shop: SqlStore) -> None:
    """An unknown key gives None."""
    with shop.read() as unit:
        assert unit.get(m.Order, "000000000000000000") is None


def test_find_by_equality_and_one_of(shop: SqlStore) -> None:
    """A value must be equal, a tuple or list means one of, None means missing."""
    with shop.read() as unit:
        assert [c.id for c in unit.find(m.Customer, handle="ada")] == ["C1"]
        assert {c.id for c in unit.find(m.Customer, id=("C1", "C2", "C9"))} == {"C1", "C2"}
        assert unit.find(m.Customer, id=[]) == []
        assert unit.count(m.Order, status=m.OrderStatus.AWAITING_SHIPMENT, cancelled_at=None) == 1
        assert unit.count(m.Order, status=m.OrderStatus.CANCELLED) == 0


def test_find_sorts_and_limits(shop: SqlStore) -> None:
    """`-` sorts downwards; limit cuts after sorting."""
    with shop.read() as unit:
        assert [c.id for c in unit.find(m.Customer, order_by="-name")] == ["C2", "C1"]
        assert [c.id for c in unit.find(m.Customer, order_by="market", limit=1)] == ["C1"]


def test_money_is_not_a_search_term(shop: SqlStore) -> None:
    """5 dollars and 500 yen are the same number in a column, so looking up by money is refused."""
    with shop.read() as unit, pytest.raises(TypeError):
        unit.find(m.Payment, amount=usd(500))


def test_due_is_oldest_first_and_inclusive(shop: SqlStore) -> None:
    """A deadline acts at its very moment, not before; rows without one never do."""
    with shop.write() as unit:
        unit.add(row(m.OutboxRow, id="OB-0", key="key-0", due_at=NOW - timedelta(days=1)))
        unit.add(row(m.OutboxRow, id="OB-9", key="key-9", due_at=LATER, state=m.OutboxState.SENT))
        unit.add(row(m.Cancellation, id="CN-0", status=m.CancellationStatus.CANCELLED, answer_by=None))
    with shop.read() as unit:
        assert [r.id for r in unit.due(m.OutboxRow, "due_at", NOW)] == ["OB-0", "OB-1"]
        before = NOW - timedelta(microseconds=1)
        assert [r.id for r in unit.due(m.OutboxRow, "due_at", before)] == ["OB-0"]
        assert [r.id for r in unit.due(m.OutboxRow, "due_at", LATER, limit=1)] == ["OB-0"]
        assert [r.id for r in unit.due(m.OutboxRow, "due_at", LATER, state=m.OutboxState.SENT)] == ["OB-9"]
        assert [r.id for r in unit.due(m.Cancellation, "answer_by", LATER)] == ["CN-1"]


def test_a_transaction_sees_its_own_writes(shop: SqlStore) -> None:
    """What was changed is read as changed, before the commit."""
    with shop.write() as unit:
        order = unit.get(m.Order, ORDER)
        changed = unit.change(order, status=m.OrderStatus.CANCELLED, cancelled_by=m.Party.BUYER)
        assert changed == replace(order, status=m.OrderStatus.CANCELLED, cancelled_by=m.Party.BUYER)
        assert unit.get(m.Order, ORDER) == changed


def test_every_kind_of_column_can_be_changed(shop: SqlStore) -> None:
    """JSON, money, tuples, flags and times are compared with what was read, and replaced."""
    changes = {
        m.PendingAction: {"payload": {"lines": [], "b": 1.5}, "result": {"x": None}, "done_at": NOW},
        m.Cancellation: {"line_ids": ("L1", "L2")},
        m.Line: {"paid": usd(1)},
        m.SellerMessage: {"agreed": True, "answer": "yes"},
        m.Order: {"is_gift": True, "paid_at": None},
    }
    with shop.write() as unit:
        for kind, values in changes.items():
            unit.change(unit.get(kind, key(row(kind))), **values)
    with shop.write() as unit:
        for kind, values in changes.items():
            assert unit.change(row(kind, **values), **values) == row(kind, **values)


def test_a_block_that_raises_leaves_nothing(store: SqlStore) -> None:
    """Everything in a transaction happens, or nothing does."""
    with pytest.raises(KeyError), store.write() as unit:
        unit.add(*ROWS)
        raise KeyError("in between")
    with store.read() as unit:
        assert unit.count(m.Customer) == 0


def test_a_swallowed_refusal_leaves_nothing(shop: SqlStore) -> None:
    """A block that goes on after a refusal does not commit the other half."""
    with pytest.raises(StaleAction), shop.write() as unit:
        unit.change(row(m.Order), status=m.OrderStatus.CANCELLED)
        with suppress(StaleAction):
            unit.add(row(m.Refund, id="RF-2", cause="again", amount=usd(201)))
    with shop.read() as unit:
        assert unit.get(m.Order, ORDER) == row(m.Order)


def test_a_row_that_changed_meanwhile_is_stale(shop: SqlStore) -> None:
    """A change is refused when a column that it changes is not as it was read, and only then."""
    old = row(m.Order)
    with shop.write() as unit:
        unit.change(old, status=m.OrderStatus.CANCELLED)
    with shop.write() as unit:
        unit.change(old, is_gift=True)
    with pytest.raises(StaleAction), shop.write() as unit:
        unit.change(old, status=m.OrderStatus.AWAITING_COLLECTION)


def test_change_of_a_row_that_is_not_there(shop: SqlStore) -> None:
    """A row that does not exist cannot be changed."""
    with pytest.raises(StaleAction), shop.write() as unit:
        unit.change(row(m.Order, id="577000000000000009"), is_gift=True)


def test_a_second_writer_of_the_same_id(shop: SqlStore) -> None:
    """Adding what is there already is a lost race, not a crash."""
    with pytest.raises(StaleAction), shop.write() as unit:
        unit.add(row(m.Customer, handle="eve"))


def test_foreign_keys_are_on(shop: SqlStore) -> None:
    """The store's own connections hold foreign keys too."""
    with pytest.raises(StaleAction), shop.write() as unit:
        unit.add(row(m.Session, conversation_id="x", customer_id="nobody"))
