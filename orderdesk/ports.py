"""What the services need from outside, as protocols. Adapters fill them; `bootstrap` chooses which."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from orderdesk import model

Row = TypeVar("Row")
#: A column that holds a time, and a moment.
Since = tuple[str, datetime]


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The current moment, aware UTC."""
        ...


class Unit(Protocol):
    """One transaction: everything in it happens, or nothing does.

    Rows are the classes of `orderdesk.model`. Reads see the transaction's own writes.
    A lost race, a constraint or an illegal transition raises `StaleAction`; a
    database that does not answer, `Unavailable`.
    """

    def get(self, kind: type[Row], key: str, *, hold: bool = False) -> Row | None:
        """The row with this primary key, or None. `hold`: see `find`."""
        ...

    def find(
        self,
        kind: type[Row],
        *,
        order_by: str | None = None,
        limit: int | None = None,
        hold: bool = False,
        **equal: Any,
    ) -> list[Row]:
        """Rows whose columns equal these values (a tuple or list value: one of).

        `order_by`: column, "-" first for descending. `hold`: nobody else changes them until this transaction ends.
        """
        ...

    def count(self, kind: type[Any], *, since: Since | None = None, **equal: Any) -> int:
        """How many rows match; `since`: of those whose time in this column is at or after this moment."""
        ...

    def tally(self, kind: type[Any], by: str, **equal: Any) -> dict[Any, int]:
        """How many rows match, by the value of this column; values without a row are left out."""
        ...

    def add(self, *rows: Any) -> None:
        """Insert rows."""
        ...

    def change(self, row: Row, **values: Any) -> Row:
        """Update the row's columns on condition that it is still as it was read, in the columns being changed.

        Returns the new row.

        Raises StaleAction if another transaction changed one of them meanwhile.
        """
        ...

    def remove(self, row: Any) -> None:
        """Delete the row. Raises StaleAction where the database keeps it (audit, refunds, what others point at)."""
        ...

    def hold(self, *order_ids: str) -> None:
        """Have these orders for oneself from now on: who decides about one waits. Look only afterwards."""
        ...

    def case(self, order_id: str) -> model.OrderCase | None:
        """Everything about one order, in a bounded number of queries.

        A transaction that writes has the order for itself from then on.
        """
        ...

    def cases(self, order_ids: Sequence[str]) -> list[model.OrderCase]:
        """The same for several orders, in this order, in the same number of queries."""
        ...

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
        """Rows whose time `column` is at or before `before`, oldest first (an index serves it).

        `after`: only those that come after this one, in the same order.
        """
        ...


class Store(Protocol):
    """Where the truth is."""

    def read(self) -> AbstractContextManager[Unit]:
        """A consistent view that writes nothing."""
        ...

    def write(self, *, first: bool = False) -> AbstractContextManager[Unit]:
        """A transaction: committed when the block ends, rolled back when it raises.

        Takes the write lock at once (SQLite); `first`: before this process's other writers.
        """
        ...

    def migrate(self) -> None:
        """Bring the schema up to date."""
        ...

    def wipe(self) -> None:
        """Drop everything, schema included (the demo's reset)."""
        ...

    def ping(self) -> None:
        """Raises Unavailable unless the database answers."""
        ...

    def compact(self) -> None:
        """See to it that what was deleted is not in the database's files any more, as far as can be done at once."""
        ...


@dataclass(frozen=True)
class Whom:
    """A buyer, and what the orders database ties to them: whom an archive is asked about."""

    customer: model.Customer
    conversations: tuple[str, ...]
    order_ids: tuple[str, ...]


class Archive(Protocol):
    """A store beside the orders database that may hold what belongs to a buyer."""

    name: str

    def export(self, whom: Whom) -> list[Any]:
        """All that it holds of the buyer, JSON-ready."""
        ...

    def erase(self, whom: Whom) -> int:
        """Delete it; how many pieces. May be repeated. Raises Unavailable."""
        ...

    def expire(self, before: datetime) -> int:
        """Delete what has been of no use since then, a bounded number of pieces; how many."""
        ...


class Mailer(Protocol):
    """Sends one e-mail."""

    def send(self, message: Any, *, key: str) -> None:
        """Deliver an `email.message.EmailMessage`. `key` names it, so that a repeat replaces it. Raises Unavailable."""
        ...


class Ids(Protocol):
    """Makes new ids."""

    def new(self, prefix: str) -> str:
        """A fresh id such as CN-7F3K2M9Q: unguessable enough, easy to read out."""
        ...
