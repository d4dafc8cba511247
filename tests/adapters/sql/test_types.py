"""What a column does not take: refused before it reaches the database, with a word on what is wrong."""

from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

import pytest

from orderdesk import model as m
from orderdesk.adapters.sql import SqlStore
from orderdesk.errors import BadInput
from orderdesk.money import Money
from tests.adapters.sql.shop import NOW, row, usd

NOT_JSON: list[Any] = [
    {"at": NOW},
    {"money": usd(1)},
    {"number": Decimal(1)},
    {"state": m.OrderStatus.UNPAID},
    {"lines": ("L1",)},
    {"deep": [{"down": {1: "x"}}]},
    {"set": {1}},
    {"nan": float("nan")},
    {"infinite": float("-inf")},
    {"large": 4.475490326266727e16},
    ["a list"],
]


def test_naive_times(shop: SqlStore) -> None:
    """A time without a zone is a mistake of ours: ValueError, in rows and in questions."""
    naive = datetime(2026, 3, 1, 12)
    with pytest.raises(ValueError, match="zone"), shop.write() as unit:
        unit.add(row(m.Evidence, id="EV-2", added_at=naive))
    with pytest.raises(ValueError, match="zone"), shop.read() as unit:
        unit.due(m.OutboxRow, "due_at", naive)


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "x" * 20 + "\udfff"])
def test_text_that_cannot_be_kept(shop: SqlStore, text: str) -> None:
    """NUL and half surrogate pairs are the typist's: BadInput, in columns, in JSON and in look-ups."""
    with pytest.raises(BadInput), shop.write() as unit:
        unit.add(row(m.Evidence, id="EV-2", text=text))
    with pytest.raises(BadInput), shop.write() as unit:
        unit.add(row(m.PendingAction, id="PA-2", payload={"note": [text]}))
    with pytest.raises(BadInput), shop.read() as unit:
        unit.get(m.Order, text)


@pytest.mark.parametrize("value", NOT_JSON, ids=str)
def test_json_only(shop: SqlStore, value: Any) -> None:
    """What JSON would give back as something else is a TypeError, wherever it hides."""
    with pytest.raises(TypeError), shop.write() as unit:
        unit.add(row(m.PendingAction, id="PA-2", payload=value))


def test_the_place_is_named(shop: SqlStore) -> None:
    """The error says which part of a value is not JSON."""
    with pytest.raises(TypeError, match=r"value\.deep\[1\]\.at: a datetime"), shop.write() as unit:
        unit.change(row(m.PendingAction), payload={"deep": [1, {"at": datetime.now(timezone.utc)}]})


def test_line_ids_are_a_tuple(shop: SqlStore) -> None:
    """A list where the model says tuple would read back unequal: TypeError."""
    with pytest.raises(TypeError), shop.write() as unit:
        unit.change(row(m.Cancellation), line_ids=["L1"])


def test_money_in_the_rows_currency(shop: SqlStore) -> None:
    """Money of another currency than the row's is a ValueError, and so is a fraction of a cent."""
    with pytest.raises(ValueError, match="EUR"), shop.write() as unit:
        unit.change(row(m.Line), paid=Money(Decimal(1), "EUR"))
    with pytest.raises(ValueError, match="fraction"), shop.write() as unit:
        unit.change(row(m.Line), paid=Money(Decimal("1.001"), "USD"))


def test_unknown_states(shop: SqlStore) -> None:
    """A word that is no member of the enum is a ValueError; a member's own value may be asked for."""
    with pytest.raises(ValueError), shop.read() as unit:
        unit.find(m.Order, status="LOST")
    with shop.read() as unit:
        assert unit.count(m.Order, status="AWAITING_SHIPMENT") == 1


def test_unknown_columns_and_classes(shop: SqlStore) -> None:
    """Names that the model does not have are mistakes, not empty answers."""
    with shop.read() as unit:
        with pytest.raises(KeyError):
            unit.find(m.Order, colour="red")
        with pytest.raises(KeyError):
            unit.find(m.Order, order_by="colour")
        with pytest.raises(KeyError):
            unit.get(Money, "x")
    with pytest.raises(TypeError), shop.write() as unit:
        unit.change(row(m.Order), colour="red")


def test_numbers_are_not_text(shop: SqlStore) -> None:
    """An order number as a number finds nothing silently in one database and fails in the other: TypeError in both."""
    with pytest.raises(TypeError), shop.read() as unit:
        unit.get(m.Order, 577000000000000001)  # type: ignore[arg-type]
