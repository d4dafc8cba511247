"""Whole orders: everything about them, in a bounded number of queries, all served by indexes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import timedelta

import pytest
from sqlalchemy import event

from orderdesk import model as m
from orderdesk.adapters.sql import SqlStore
from tests.adapters.sql.shop import LATER, NOW, ORDER, other_order, row, usd

ORDERS = [str(int(ORDER) + number) for number in range(6)]
#: What the clock work asks for: class, time column, conditions.
DUE = [
    (m.Order, "created_at", {"status": m.OrderStatus.UNPAID}),
    (m.Order, "paid_at", {"status": m.OrderStatus.AWAITING_SHIPMENT}),
    (m.Cancellation, "answer_by", {"status": m.CancellationStatus.PENDING}),
    (m.Return, "answer_by", {"status": m.ReturnStatus.PENDING}),
    (m.SellerMessage, "answer_by", {"status": m.MessageStatus.SENT}),
    (m.Dispute, "decide_by", {"status": m.DisputeStatus.IN_PROGRESS}),
    (m.Refund, "expected_from", {"status": m.RefundStatus.PENDING}),
    (m.OutboxRow, "due_at", {"state": m.OutboxState.PENDING}),
]


@contextmanager
def statements(store: SqlStore) -> Iterator[list[str]]:
    """The SELECTs that are run meanwhile."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            seen.append(statement)

    engine = store._connected().engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def orders(shop: SqlStore) -> SqlStore:
    """Six orders with one of everything each."""
    with shop.write() as unit:
        for number in range(1, 6):
            unit.add(*other_order(number))
    return shop


def test_a_case_holds_everything_about_its_order(shop: SqlStore) -> None:
    """Each part is there, and the payment counts the refund."""
    with shop.read() as unit:
        case = unit.case(ORDER)
    assert case == m.OrderCase(
        order=row(m.Order),
        seller=row(m.Seller),
        lines=(row(m.Line),),
        parcels=(row(m.Parcel),),
        events=(row(m.ParcelEvent),),
        payment=row(m.Payment, refunded=usd(300)),
        cancellations=(row(m.Cancellation),),
        returns=(row(m.Return),),
        refunds=(row(m.Refund),),
        messages=(row(m.SellerMessage),),
        disputes=(row(m.Dispute),),
        evidence=(row(m.Evidence),),
    )


def test_parts_come_in_their_own_order(shop: SqlStore) -> None:
    """Lines by position, events by time, whatever order they were written in."""
    early = NOW - timedelta(hours=1)
    with shop.write() as unit:
        unit.add(row(m.Line, id="L0", position=2), row(m.Parcel, id="PC0", position=2))
        unit.add(
            row(m.ParcelEvent, id="E0", at=LATER), row(m.ParcelEvent, id="E2", parcel_id="PC0", at=early)
        )
        unit.add(row(m.Evidence, id="EV-0", added_at=early))
    with shop.read() as unit:
        case = unit.case(ORDER)
    assert [line.id for line in case.lines] == ["L1", "L0"]
    assert [parcel.id for parcel in case.parcels] == ["PC1", "PC0"]
    assert [scan.id for scan in case.events] == ["E2", "E1", "E0"]
    assert [one.id for one in case.evidence] == ["EV-0", "EV-1"]


def test_an_order_with_nothing_else(store: SqlStore) -> None:
    """An order that has only its header is a case with empty parts."""
    with store.write() as unit:
        unit.add(row(m.Customer), row(m.Seller), row(m.Order))
    with store.read() as unit:
        assert unit.case(ORDER) == m.OrderCase(order=row(m.Order), seller=row(m.Seller), lines=())


def test_cases_come_as_they_were_asked_for(orders: SqlStore) -> None:
    """In the order of the ids, each with its own parts, without unknown ones."""
    wanted = [ORDERS[3], "1" * 18, ORDERS[0]]
    with orders.read() as unit:
        cases = unit.cases(wanted)
        assert [case.order.id for case in cases] == [ORDERS[3], ORDERS[0]]
        assert cases == [unit.case(ORDERS[3]), unit.case(ORDERS[0])]
        assert unit.cases([]) == []
        assert unit.case("1" * 18) is None
    for case in cases:
        for part in (field.name for field in fields(case)):
            for found in getattr(case, part) if isinstance(getattr(case, part), tuple) else ():
                assert getattr(found, "order_id", case.order.id) == case.order.id


def test_as_many_queries_for_many_orders_as_for_one(orders: SqlStore) -> None:
    """One query a table, however many orders are asked for."""
    counts = []
    for ids in (ORDERS[:1], ORDERS):
        with statements(orders) as seen, orders.read() as unit:
            unit.cases(ids)
        tables = [statement.split("FROM ")[1].split()[0] for statement in seen]
        assert len(tables) == len(set(tables))
        counts.append(len(tables))
    assert counts == [12, 12]


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("kind", "column", "equal"), DUE)
def test_due_is_served_by_an_index(orders: SqlStore, kind: type, column: str, equal: dict) -> None:
    """The clock's questions search an index by state and time; none scans its table or sorts it whole."""
    with orders.read() as unit, statements(orders) as seen:
        unit.due(kind, column, NOW, **equal)
        plan = unit._connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {seen[0]}", ("x", "x", 1, 0)).all()
    steps = [step[-1] for step in plan]
    assert f"{column}<?" in steps[0], steps
    assert not any("SCAN" in step or step == "USE TEMP B-TREE FOR ORDER BY" for step in steps), steps


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_case_scans_no_table(orders: SqlStore) -> None:
    """Every query of a case searches an index."""
    with orders.read() as unit, statements(orders) as seen:
        unit.case(ORDER)
        plans = [
            unit._connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", ("x",)).all() for sql in list(seen)
        ]
    assert not [step for plan in plans for step in plan if "SCAN" in step[-1]]
