"""From rows to model objects and back. What a class needs is worked out once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table, select

from orderdesk.adapters.sql.columns import hints, key_name, money_names
from orderdesk.adapters.sql.tables import TABLES
from orderdesk.money import Money


@dataclass(frozen=True)
class Mapper:
    """How one model class lies in its table."""

    kind: type
    table: Table
    key: Column
    select: Any
    names: tuple[str, ...]
    #: Positions of money, and of the currency that it is in.
    money: tuple[int, ...]
    currency: int

    def values(self, row: Any) -> dict[str, Any]:
        """The row's column values. Raises ValueError where money is not in the row's own currency."""
        values = {name: getattr(row, name) for name in self.names}
        for position in self.money:
            name = self.names[position]
            values[name] = _minor(values[name], row.currency)
        return values

    def row(self, values: Sequence[Any]) -> Any:
        """The model object for one database row."""
        parts = list(values)
        for position in self.money:
            parts[position] = Money.from_minor(parts[position], parts[self.currency])
        return self.kind(*parts)


def mapper(kind: Any) -> Mapper:
    """The mapper of a model class. Raises KeyError for anything else."""
    return MAPPERS[kind]


def _mapper(kind: type, table: Table) -> Mapper:
    names = tuple(hints(kind))
    money = tuple(names.index(name) for name in money_names(kind))
    currency = names.index("currency") if money else -1
    return Mapper(kind, table, table.c[key_name(kind)], select(table), names, money, currency)


def _minor(money: Money, currency: str) -> int:
    if money.currency != currency:
        raise ValueError(f"{money.currency} in a row of {currency}")
    return money.minor


MAPPERS = {kind: _mapper(kind, table) for kind, table in TABLES.items()}
