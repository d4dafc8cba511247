"""Seeding a real database."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from orderdesk.bootstrap import Desk
from orderdesk.demo.keys import Keys
from orderdesk.demo.seed import cases, rows, seed
from orderdesk.errors import StaleAction
from orderdesk.model import Customer, Order, OrderStatus
from orderdesk.services.sessions import open_session


def _all(folder: Path) -> dict[str, list[Any]]:
    """Every row of every table, straight from the file."""
    with sqlite3.connect(folder / "desk.db") as plain:
        tables = [name for (name,) in plain.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: sorted(map(repr, plain.execute(f"SELECT * FROM {name}"))) for name in tables}


def test_same_now_same_shop(now: datetime) -> None:
    """The same moment gives the same rows, ids included; a later one moves times and keeps ids."""
    assert rows(now) == rows(now)
    later = cases(now + timedelta(days=3, hours=5))
    assert [case.order.id for case in later] == [case.order.id for case in cases(now)]
    assert [case.order.created_at for case in later] != [case.order.created_at for case in cases(now)]


def test_other_keys_other_shop(now: datetime) -> None:
    """Another seed gives other order numbers, except those that the data choose."""
    ours, theirs = ({case.order.id for case in cases(now, keys)} for keys in (Keys(), Keys("other")))
    assert len(ours & theirs) == 2


def test_parts_follow_what_they_point_at(now: datetime) -> None:
    """In the list of rows nothing points at a row that comes after it."""
    seen: set[str] = set()
    for row in rows(now):
        wanted = {
            getattr(row, name, None)
            for name in ("seller_id", "customer_id", "order_id", "product_id", "parcel_id")
        }
        assert wanted - {None} <= seen, row
        seen.add(getattr(row, "id", ""))


def test_store_holds_what_was_made(desk: Desk) -> None:
    """The database takes every row and gives the same cases back, the refunds that it added up itself included."""
    summary = seed(desk)
    made = cases(desk.clock.now())
    assert (summary.seeded, summary.customers, summary.orders) == (True, 15, len(made))
    with desk.store.read() as unit:
        stored = unit.cases([case.order.id for case in made])
    for ours, theirs in zip(made, stored, strict=True):
        for part in ("order", "seller", "lines", "payment", "refunds"):
            assert getattr(ours, part) == getattr(theirs, part)
        for part in ("parcels", "events", "cancellations", "returns", "messages", "disputes", "evidence"):
            assert set(getattr(ours, part)) == set(getattr(theirs, part))


def test_seeding_twice_changes_nothing(desk: Desk, clock: Any, tmp_path: Path) -> None:
    """A second seeding, even days later, leaves every row as it is."""
    seed(desk)
    before = _all(tmp_path)
    clock.forward(days=2)
    assert seed(desk).seeded is False
    assert _all(tmp_path) == before


def test_reset_starts_afresh(desk: Desk, clock: Any) -> None:
    """A reset throws away everything, sessions included, and seeds again at the new time, with the guards in place."""
    seed(desk)
    open_session(desk, "mia")
    clock.forward(days=2)
    assert seed(desk, reset=True).seeded
    with desk.store.read() as unit:
        order = unit.find(Order, order_by="-created_at", limit=1)[0]
        assert order.created_at > clock.now() - timedelta(hours=1)
        assert unit.find(Customer, handle="mia")
    with pytest.raises(StaleAction), desk.store.write() as unit:
        unit.change(order, status=OrderStatus.COMPLETED)


def test_reset_of_nothing(desk: Desk) -> None:
    """A reset of an empty or fresh database seeds it."""
    assert seed(desk, reset=True).seeded


def test_a_real_shop_is_not_reset(desk: Desk, tmp_path: Path) -> None:
    """Where the demo is switched off, a reset is refused and every row stays."""
    seed(desk)
    before = _all(tmp_path)
    with pytest.raises(ValueError, match="ORDERDESK_DEMO"):
        seed(replace(desk, settings=replace(desk.settings, demo=False)), reset=True)
    assert _all(tmp_path) == before
