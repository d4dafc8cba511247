"""Rasa's tracker, as far as it is ours to look after: what it holds of a buyer, and what is old."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import MetaData, Table, delete, func, select
from sqlalchemy.engine import Connection, Engine

from orderdesk.adapters.sql.engine import begin, make_engine
from orderdesk.adapters.sql.failures import translated
from orderdesk.adapters.sql.patience import ANSWER, within
from orderdesk.ports import Whom

EVENTS = "events"
SENDER = "sender_id"
#: Events that are looked at together, and how often in one call.
PAGE, PAGES = 200, 100


class TrackerArchive:
    """Every table of the tracker's database that has a conversation's id in it. Fills `ports.Archive`."""

    name = "tracker"

    def __init__(self, url: str) -> None:
        self._url = url
        self._engine: Engine | None = None
        self._place = 0

    def export(self, whom: Whom) -> list[Any]:
        """The rows of the buyer's conversations, table by table, as Rasa wrote them."""
        if not whom.conversations:
            return []
        with self._work(writes=False) as (connection, tables):
            found = [
                (name, connection.execute(select(table).where(table.c[SENDER].in_(whom.conversations))))
                for name, table in sorted(tables.items())
            ]
            return [{"table": name, **row} for name, rows in found for row in rows.mappings()]

    def erase(self, whom: Whom) -> int:
        """Delete all of those conversations; how many rows."""
        return self._delete(whom.conversations)

    def expire(self, before: datetime) -> int:
        """Delete conversations without an event since; how many, a bounded number a time.

        Events are passed from the oldest on, each once: whoever's last one is passed has been silent since. So no call
        looks at them all, however many there are.
        """
        with self._work(writes=False) as (connection, tables):
            if EVENTS not in tables:
                return 0
            silent, place = self._passed(connection, tables[EVENTS], before.timestamp())
        self._delete(silent)
        self._place = place
        return len(silent)

    def _passed(self, connection: Connection, events: Table, before: float) -> tuple[tuple[str, ...], int]:
        """Conversations whose last event is among the next ones, and the number of the event that was passed last."""
        number, sender, at = events.c.id, events.c[SENDER], events.c.timestamp
        place = self._place
        for _ in range(PAGES):
            query = select(number, sender, at).where(number > place).order_by(number).limit(PAGE)
            page = list(takewhile(lambda row: row.timestamp <= before, connection.execute(query)))
            if not page:
                break
            place = page[-1].id
            names = dict.fromkeys(row.sender_id for row in page)
            latest = {name: select(func.max(number)).where(sender == name) for name in names}
            silent = tuple(name for name in names if connection.execute(latest[name]).scalar_one() <= place)
            if silent:
                return silent, place
        return (), place

    def _delete(self, conversations: tuple[str, ...]) -> int:
        if not conversations:
            return 0
        with self._work(writes=True) as (connection, tables):
            count = sum(
                connection.execute(delete(table).where(table.c[SENDER].in_(conversations))).rowcount
                for table in tables.values()
            )
        self._compact()
        return int(count)

    @contextmanager
    def _work(self, *, writes: bool) -> Iterator[tuple[Connection, dict[str, Table]]]:
        self._engine = self._engine or make_engine(self._url)
        with translated(), within(answer=ANSWER), self._engine.connect() as plain:
            connection = begin(plain, writes=writes)
            with connection.begin():
                yield connection, _tables(connection)

    def _compact(self) -> None:
        """SQLite: what was deleted is overwritten in the file already; now in its log of changes, too."""
        if self._engine is not None and self._engine.dialect.name == "sqlite":
            with suppress(Exception), self._engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _tables(connection: Connection) -> dict[str, Table]:
    """The tables with a conversation's id in them, on the connection's search path."""
    found = MetaData()
    found.reflect(connection, resolve_fks=False)
    return {table.name: table for table in found.tables.values() if SENDER in table.c}
