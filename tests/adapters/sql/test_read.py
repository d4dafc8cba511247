"""A reader sees one moment and writes nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import exc

from orderdesk import model as m
from orderdesk.adapters.sql import SqlStore
from tests.adapters.sql.shop import ORDER, row


def test_a_reader_cannot_write(shop: SqlStore) -> None:
    """add and change are refused in read(), and nothing is written."""
    with shop.read() as unit:
        with pytest.raises(TypeError):
            unit.add(row(m.Customer, id="C3", handle="eve"))
        with pytest.raises(TypeError):
            unit.change(row(m.Order), is_gift=True)
    with shop.read() as unit:
        assert unit.count(m.Customer) == 2
        assert unit.get(m.Order, ORDER) == row(m.Order)


def test_the_database_itself_refuses_a_reader(shop: SqlStore) -> None:
    """Even SQL past the unit writes nothing in read()."""
    with shop.read() as unit, pytest.raises(exc.DBAPIError):
        unit._connection.exec_driver_sql("DELETE FROM outbox")
    with shop.write() as unit:
        assert unit.count(m.OutboxRow) == 1


def test_a_writer_may_follow_a_reader(shop: SqlStore) -> None:
    """A connection that served a reader serves a writer next."""
    for _ in range(3):
        with shop.read() as unit:
            unit.count(m.Order)
        with shop.write() as unit:
            order = unit.get(m.Order, ORDER)
            unit.change(order, is_gift=not order.is_gift)


def test_a_reader_sees_one_moment(shop: SqlStore) -> None:
    """What others commit during read() is not seen in it, so that a case is never half old, half new."""
    with shop.read() as unit:
        before = unit.get(m.Order, ORDER)
        with shop.write() as writer:
            writer.change(before, status=m.OrderStatus.CANCELLED)
        assert unit.get(m.Order, ORDER) == before
    with shop.read() as unit:
        assert unit.get(m.Order, ORDER).status is m.OrderStatus.CANCELLED
