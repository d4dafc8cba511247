"""One transaction's rows: read, add, change on condition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import delete
from sqlalchemy.engine import Connection

from orderdesk import model
from orderdesk.adapters.sql import statements
from orderdesk.adapters.sql.cases import load_cases
from orderdesk.adapters.sql.failures import translated
from orderdesk.adapters.sql.rows import Mapper, mapper
from orderdesk.adapters.sql.tables import metadata
from orderdesk.errors import StaleAction, Unavailable
from orderdesk.ports import Since

Row = TypeVar("Row")
#: Where each table comes in a sequence that has what is pointed at first. Working it out takes longer than an insert.
RANK = {table: rank for rank, table in enumerate(metadata.sorted_tables)}


class SqlUnit:
    """Fills `ports.Unit`.

    After a StaleAction or Unavailable it does nothing more, even if the block goes on: all or nothing.
    """

    def __init__(self, connection: Connection, *, writes: bool) -> None:
        self._connection = connection
        self._writes = writes
        self._failure: Exception | None = None

    def get(self, kind: type[Row], key: str, *, hold: bool = False) -> Row | None:
        """The row with this primary key, or None. `hold`: see `find`."""
        found = mapper(kind)
        equal: dict[str, Any] = {found.key.name: key}
        rows = self.find(kind, hold=hold, **equal)
        return rows[0] if rows else None

    def find(
        self,
        kind: type[Row],
        *,
        order_by: str | None = None,
        limit: int | None = None,
        hold: bool = False,
        **equal: Any,
    ) -> list[Row]:
        """Rows whose columns equal these values (a tuple or list: one of them); ties sorted by key.

        `hold`: nobody else changes them until this transaction ends; who holds several sorts them by their key, so that
        two never wait for each other. On SQLite a writer is alone anyway.
        """
        found = mapper(kind)
        query = statements.rows(
            found.kind, statements.shape(equal), order_by, limited=limit is not None, hold=hold
        )
        values = statements.parameters(equal)
        if limit is not None:
            values[statements.LIMIT] = limit
        return self._rows(found, query, values)

    def count(self, kind: type[Any], *, since: Since | None = None, **equal: Any) -> int:
        """How many rows match; `since`: of those whose time in this column is at or after this moment."""
        column, moment = since or (None, None)
        query = statements.count(mapper(kind).kind, statements.shape(equal), column)
        values = statements.parameters(equal) | ({statements.FROM: moment} if since else {})
        return int(self._execute(query, values).scalar_one())

    def tally(self, kind: type[Any], by: str, **equal: Any) -> dict[Any, int]:
        """How many rows match, by the value of this column; values without a row are left out."""
        query = statements.tally(mapper(kind).kind, by, statements.shape(equal))
        return {value: int(number) for value, number in self._execute(query, statements.parameters(equal))}

    def due(
        self,
        kind: type[Row],
        column: str,
        before: datetime,
        *,
        after: Row | None = None,
        limit: int = 200,
        **equal: Any,
    ) -> list[Row]:
        """Rows whose time `column` is at or before `before`, oldest first; `after`: those after this one."""
        found = mapper(kind)
        query = statements.due(found.kind, column, statements.shape(equal), goes_on=after is not None)
        values = {statements.BEFORE: before, statements.LIMIT: limit}
        if after is not None:
            values |= {
                statements.FROM: getattr(after, column),
                statements.KEY: getattr(after, found.key.name),
            }
        return self._rows(found, query, statements.parameters(equal) | values)

    def add(self, *rows: Any) -> None:
        """Insert rows, given in any order: what is pointed at goes in first."""
        groups: dict[Mapper, list[dict[str, Any]]] = {}
        for row in rows:
            found = mapper(type(row))
            groups.setdefault(found, []).append(found.values(row))
        for found in sorted(groups, key=lambda one: RANK[one.table]):
            self._write(statements.insert(found.kind), groups[found])

    def change(self, row: Row, **values: Any) -> Row:
        """Update these columns on condition that they still hold what `row` holds. Returns the new row."""
        found = mapper(type(row))
        new: Row = replace(row, **values)  # type: ignore[type-var]
        if not values:
            return new
        before, after = found.values(row), found.values(new)
        held = tuple((name, statements.NONE if before[name] is None else statements.ONE) for name in values)
        parameters = {
            statements.HELD + name: before[name] for name, number in held if number == statements.ONE
        }
        parameters |= {name: after[name] for name in values}
        parameters[statements.KEY] = before[found.key.name]
        if self._write(statements.change(found.kind, held), parameters).rowcount != 1:
            self._failure = StaleAction("the row changed meanwhile")
            raise self._failure
        return new

    def remove(self, row: Any) -> None:
        """Delete the row. What the database keeps for good (audit, refunds) and what others point at is refused."""
        found = mapper(type(row))
        self._write(delete(found.table).where(found.key == getattr(row, found.key.name)))

    def case(self, order_id: str) -> model.OrderCase | None:
        """Everything about one order, one query a table."""
        cases = self.cases([order_id])
        return cases[0] if cases else None

    def cases(self, order_ids: Sequence[str]) -> list[model.OrderCase]:
        """The same for several orders, in this order, in as many queries; unknown ones are left out.

        In a transaction that writes nobody else decides about these orders until it ends.
        """
        if self._writes and order_ids:
            self.hold(*order_ids)
        return load_cases(self, order_ids)

    def hold(self, *order_ids: str) -> None:
        """Lock the orders' rows, in one sequence for all. On SQLite a writer is alone anyway.

        Without it two that read the same order could each write what the other would not have allowed, as a request
        and the shipment do, which share no row. Rows that only point at an order do not wait for the lock.
        """
        if order_ids and self._connection.dialect.name == "postgresql":
            self.find(model.Order, id=order_ids, order_by="id", hold=True)

    def settle(self) -> None:
        """Raises the failure that the block went on after, so that its transaction is rolled back."""
        if self._failure:
            raise self._failure

    def _rows(self, found: Mapper, query: Any, values: dict[str, Any] | None = None) -> list[Any]:
        return [found.row(values) for values in self._execute(query, values)]

    def _write(self, statement: Any, rows: list[dict[str, Any]] | dict[str, Any] | None = None) -> Any:
        if not self._writes:
            raise TypeError("read() gives a view that writes nothing")
        return self._execute(statement, rows)

    def _execute(self, statement: Any, rows: Any = None) -> Any:
        self.settle()
        try:
            with translated():
                return (
                    self._connection.execute(statement, rows) if rows else self._connection.execute(statement)
                )
        except (StaleAction, Unavailable) as failure:
            self._failure = failure
            raise
