"""The store: transactions over one database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from threading import Lock

from sqlalchemy.engine import Connection, Engine

from orderdesk.adapters.sql.engine import BUSY_SECONDS, begin, make_engine
from orderdesk.adapters.sql.failures import translated
from orderdesk.adapters.sql.migrations import upgrade
from orderdesk.adapters.sql.patience import ANSWER, CHECKOUT, Breaker, within
from orderdesk.adapters.sql.queue import WriterQueue
from orderdesk.adapters.sql.unit import SqlUnit
from orderdesk.adapters.sql.wipe import drop_everything

#: Reads the file's or the server's state; a plain SELECT 1 never opens a SQLite file.
PING = {"sqlite": "PRAGMA schema_version", "postgresql": "SELECT 1"}
#: Building a schema takes longer than anything that a buyer waits for.
LONG = 90.0


@dataclass(frozen=True)
class _Connected:
    """One process's connections, and the queue of its writers."""

    engine: Engine
    queue: WriterQueue | None
    pid: int


class SqlStore:
    """Fills `ports.Store`. Connects when first used; safe to share between threads and across a fork."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._known: _Connected | None = None
        self._inherited: list[_Connected] = []
        self._breaker = Breaker()
        self._lock = Lock()

    @contextmanager
    def read(self) -> Iterator[SqlUnit]:
        """A view of one moment that writes nothing."""
        with self._transaction(writes=False) as connection:
            yield SqlUnit(connection, writes=False)

    @contextmanager
    def write(self, *, first: bool = False) -> Iterator[SqlUnit]:
        """A transaction: committed when the block ends, rolled back when it raises.

        `first`: before this process's other writers, where there can be one at a time only (SQLite).
        """
        with self._writing(first=first), self._transaction(writes=True) as connection:
            unit = SqlUnit(connection, writes=True)
            yield unit
            unit.settle()

    def migrate(self) -> None:
        """Bring the schema up to date. Any number of processes may do so at once."""
        with self._transaction(writes=True, answer=LONG) as connection:
            upgrade(connection)

    def wipe(self) -> None:
        """Throw away all data and tables, at once or not at all. For the demo and for tests."""
        with self._transaction(writes=True, answer=LONG) as connection:
            drop_everything(connection)

    def ping(self) -> None:
        """Raises Unavailable unless the database answers."""
        with self._transaction(writes=False) as connection:
            connection.exec_driver_sql(PING[connection.dialect.name])

    def compact(self) -> None:
        """Empty SQLite's log of changes into the file, where what was deleted is overwritten; vacuum PostgreSQL.

        PostgreSQL's own log, and backups, end when they are due.
        """
        with self._breaker.watching(), translated(), self._checked_out() as plain, within(answer=LONG):
            if plain.dialect.name == "sqlite":
                plain.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            else:
                connection = plain.execution_options(isolation_level="AUTOCOMMIT")
                connection.exec_driver_sql("SET statement_timeout = '80s'")
                connection.exec_driver_sql("VACUUM")
                connection.exec_driver_sql("SET statement_timeout = '3500ms'")

    def close(self) -> None:
        """Give the connections back; the next use opens new ones."""
        with self._lock:
            known, self._known = self._known, None
        if known is not None:
            known.engine.dispose()

    @contextmanager
    def _writing(self, *, first: bool) -> Iterator[None]:
        """In the queue of writers, where there is one."""
        queue = self._connected().queue
        with queue.turn(first=first) if queue else nullcontext():
            yield

    @contextmanager
    def _transaction(self, *, writes: bool, answer: float = ANSWER) -> Iterator[Connection]:
        with self._breaker.watching(), translated(), self._checked_out() as plain, within(answer=answer):
            connection = begin(plain, writes=writes)
            with connection.begin():
                yield connection

    @contextmanager
    def _checked_out(self) -> Iterator[Connection]:
        """A connection that answers. Giving back one that broke must not hide why it did."""
        with within(checkout=CHECKOUT):
            connection = self._connected().engine.connect()
        try:
            yield connection
        finally:
            with suppress(Exception):
                connection.close()

    def _connected(self) -> _Connected:
        with self._lock:
            if self._known is None or self._known.pid != os.getpid():
                # A forked process must neither use nor close its parent's connections, so they are kept.
                self._inherited += [self._known] if self._known else []
                engine = make_engine(self._url)
                queue = WriterQueue(BUSY_SECONDS) if engine.dialect.name == "sqlite" else None
                self._known = _Connected(engine, queue, os.getpid())
            return self._known
