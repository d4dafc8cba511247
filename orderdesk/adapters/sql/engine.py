"""Engines: how each database is connected to, how long it may take, and how its transactions begin."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import QueuePool
from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_fixed

from orderdesk.adapters.sql import patience
from orderdesk.adapters.sql.types import dump_json
from orderdesk.errors import Unavailable

WRITES = "orderdesk_writes"
#: How long SQLite waits for another writer (the driver sets PRAGMA busy_timeout from it).
BUSY_SECONDS = 5.0
#: Milliseconds after which a writer asks anew.
LOOK_AGAIN = 4
POOL: dict[str, Any] = {"future": True, "pool_size": 5, "max_overflow": 10, "json_serializer": dump_json}


def make_engine(url: str) -> Engine:
    """An engine that has not connected yet.

    Raises ValueError for other databases, Unavailable where the file's folder cannot be made.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ValueError("the database URL cannot be read") from None
    makers = {"sqlite": _sqlite, "postgresql": _postgresql}
    if parsed.get_backend_name() not in makers:
        raise ValueError("the database must be sqlite:///file or postgresql://…")
    return makers[parsed.get_backend_name()](parsed)


def begin(connection: Connection, *, writes: bool) -> Connection:
    """The connection, told what its next transaction is for. The database itself refuses writes to a reader.

    A reader sees one moment: SQLite by nature, PostgreSQL by REPEATABLE READ. A writer on PostgreSQL is READ COMMITTED
    and locks the orders that it looks at (`SqlUnit.cases`); on SQLite there is one writer at a time.
    """
    if connection.dialect.name == "postgresql" and not writes:
        return connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return connection.execution_options(**{WRITES: writes})


def _sqlite(url: URL) -> Engine:
    if not url.database or ":memory:" in url.database or url.query.get("mode") == "memory":
        raise ValueError("SQLite needs a file: in memory, each connection would see a shop of its own")
    try:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable("the database's folder cannot be made") from error
    arguments = {"check_same_thread": False, "timeout": BUSY_SECONDS}
    engine = create_engine(url, poolclass=QueuePool, pool_timeout=5, connect_args=arguments, **POOL)
    event.listen(engine, "connect", _open_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _open_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver would begin transactions at moments of its own
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what was erased is overwritten, not only unlinked
    patience = Retrying(
        retry=retry_if_exception(lambda error: "locked" in str(error)),
        stop=stop_after_delay(BUSY_SECONDS),
        wait=wait_fixed(0.02),
        reraise=True,
    )
    for attempt in patience:
        with attempt:
            # On a new file SQLite does not wait for others who are just switching it too.
            connection.execute("PRAGMA journal_mode = WAL")


def _begin_sqlite(connection: Connection) -> None:
    """Told to the driver itself: each of these is over sooner than SQLAlchemy would be with preparing it."""
    writes = bool(connection.get_execution_options().get(WRITES))
    driver = connection.connection
    try:
        if connection.info.get(WRITES) is not writes:  # `info` lives as long as the driver's connection
            driver.execute(f"PRAGMA query_only = {int(not writes)}")
            connection.info[WRITES] = writes
        if writes:
            _begin_writing(driver)
        else:
            driver.execute("BEGIN")
    except sqlite3.Error as error:
        raise DBAPIError.instance("BEGIN", None, error, sqlite3.Error) from error


def _begin_writing(driver: Any) -> None:
    """Take the write lock at once: one that read first could not upgrade while another writes.

    SQLite knows no queue. Its own waiting looks ever more rarely, ten times a second in the end, and never meets the
    moment between two transactions of a busy writer; so it is asked again after a few milliseconds.
    """
    end = time.monotonic() + BUSY_SECONDS
    driver.execute(f"PRAGMA busy_timeout = {LOOK_AGAIN}")
    try:
        while True:
            try:
                driver.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > end:
                    raise
    finally:
        driver.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")


def _postgresql(url: URL) -> Engine:
    patience.install()
    arguments = {
        "connect_timeout": 3,
        "tcp_user_timeout": 5000,
        # The URL may ask for more, such as a schema.
        "options": f"-c statement_timeout=3500 -c lock_timeout=3000 -c timezone=UTC {url.query.get('options', '')}",
        "application_name": "orderdesk",
    }
    # Named, because newer SQLAlchemy means another driver when none is.
    driver = url.set(drivername="postgresql+psycopg2")
    return create_engine(driver, pool_pre_ping=True, pool_timeout=2, connect_args=arguments, **POOL)
