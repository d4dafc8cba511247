"""A database that is away, broken or busy: Unavailable, in bounded time, and well again afterwards."""

from __future__ import annotations

import socket
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa

from orderdesk import model as m
from orderdesk.adapters.sql import SqlStore, engine
from orderdesk.errors import StaleAction, Unavailable
from tests.adapters.sql.conftest import SqliteFiles
from tests.adapters.sql.shop import ORDER, row, usd

SQLITE = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
POSTGRES = pytest.mark.parametrize("databases", ["postgresql"], indirect=True)


@pytest.fixture
def dead_port() -> Iterator[int]:
    """A port that nobody listens on."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def unavailable(store: SqlStore) -> Unavailable:
    """Everything that one can ask of the store fails the same way."""
    with pytest.raises(Unavailable), store.read() as unit:
        unit.get(m.Order, ORDER)
    with pytest.raises(Unavailable), store.write() as unit:
        unit.get(m.Order, ORDER)
    with pytest.raises(Unavailable), closing(store):
        store.migrate()
    with pytest.raises(Unavailable) as caught:
        store.ping()
    return caught.value


def test_missing_server(dead_port: int) -> None:
    """No server: Unavailable, and neither address nor password in the words."""
    error = unavailable(SqlStore(f"postgresql://desk:hush@127.0.0.1:{dead_port}/desk"))
    assert "hush" not in str(error) and "127.0.0.1" not in str(error)
    assert error.__cause__ is not None


def test_silent_server(silent_port: int) -> None:
    """A server that takes connections but does not answer costs a few seconds, not a turn's patience."""
    started = time.monotonic()
    with pytest.raises(Unavailable):
        SqlStore(f"postgresql://desk@127.0.0.1:{silent_port}/desk").ping()
    assert time.monotonic() - started < 5


def test_corrupt_file(tmp_path: Path) -> None:
    """A file that is no database is Unavailable."""
    (tmp_path / "shop.db").write_bytes(b"not a database " * 1000)
    unavailable(SqlStore(f"sqlite:///{tmp_path}/shop.db"))


@SQLITE
def test_damaged_file(databases: SqliteFiles) -> None:
    """A database with a damaged page is Unavailable."""
    url = databases.copy(databases.filled)
    path = Path(url.removeprefix("sqlite:///"))
    content = path.read_bytes()
    path.write_bytes(content[:100] + b"\xff" * (len(content) - 100))
    with pytest.raises(Unavailable), SqlStore(url).read() as unit:
        unit.case(ORDER)


def test_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """A folder that cannot be made is Unavailable; one that can is made."""
    (tmp_path / "file").touch()
    unavailable(SqlStore(f"sqlite:///{tmp_path}/file/shop.db"))
    with closing(SqlStore(f"sqlite:///{tmp_path}/new/folder/shop.db")) as store:
        store.ping()


def test_without_tables(databases: SqliteFiles) -> None:
    """A database that was not migrated answers a ping, and is Unavailable for anything else."""
    url = databases.empty()
    with closing(SqlStore(url)) as store:
        store.ping()
        with pytest.raises(Unavailable), store.read() as unit:
            unit.get(m.Order, ORDER)
    databases.drop(url)


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "mysql://host/db", "nonsense", "oracle:///x"]
)
def test_other_databases(url: str) -> None:
    """What the store cannot run on is a ValueError that does not repeat the URL."""
    with pytest.raises(ValueError) as caught:
        SqlStore(url).ping()
    assert url not in str(caught.value)


@SQLITE
def test_locked_file(shop: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another process keeps the write lock, a writer is Unavailable after its patience; readers go on."""
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.1)
    with closing(sqlite3.connect(shop._url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable), shop.write() as unit:
            unit.count(m.Order)
        with shop.read() as unit:
            assert unit.count(m.Order) == 1
        other.execute("ROLLBACK")
    with shop.write() as unit:
        unit.change(row(m.Order), is_gift=True)


@SQLITE
def test_patience(shop: SqlStore) -> None:
    """SQLite waits five seconds for other writers, keeps a write-ahead log, and loses no commit when power fails."""
    with shop.read() as unit:
        values = [unit._connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in
                  ("busy_timeout", "journal_mode", "foreign_keys", "synchronous")]  # fmt: skip
    assert values == [5000, "wal", 1, 2]


@POSTGRES
def test_locked_row(shop: SqlStore) -> None:
    """A row that another transaction keeps locked makes a writer Unavailable, in seconds."""
    started = time.monotonic()
    with shop.write() as holder:
        order = holder.get(m.Order, ORDER)
        holder.change(order, is_gift=True)
        with pytest.raises(Unavailable), shop.write() as unit:
            unit.change(order, is_gift=True)
    assert time.monotonic() - started < 5


@POSTGRES
def test_slow_statement(shop: SqlStore) -> None:
    """A statement may take three and a half seconds: the server says so itself before we give it up."""
    with shop.read() as unit:
        shown = [unit._connection.exec_driver_sql(f"SHOW {name}").scalar() for name in
                 ("statement_timeout", "lock_timeout", "TimeZone")]  # fmt: skip
    assert shown == ["3500ms", "3s", "UTC"]


@POSTGRES
def test_lost_connection(shop: SqlStore) -> None:
    """When the server drops a connection, that transaction is Unavailable and leaves nothing; the next works."""
    with pytest.raises(Unavailable), shop.write() as unit:
        unit.change(row(m.Order), is_gift=True)
        drop_connections(shop._url)
        unit.count(m.Order)
    drop_connections(shop._url)
    with shop.write() as unit:
        assert unit.get(m.Order, ORDER) == row(m.Order)


def drop_connections(url: str) -> None:
    other = sa.create_engine(url, future=True)
    with other.connect() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    other.dispose()


@POSTGRES
def test_deadlock_is_a_lost_race(shop: SqlStore) -> None:
    """Of two transactions that wait for each other one is ended by the server: it is stale, the other one done."""
    ready = Barrier(2)
    changes: dict[type, dict[str, bool]] = {m.Order: {"is_gift": True}, m.Line: {"returnable": False}}

    def act(rows: list[m.Order | m.Line]) -> str:
        try:
            with shop.write() as unit:
                unit.change(rows[0], **changes[type(rows[0])])
                ready.wait(10)
                unit.change(rows[1], **changes[type(rows[1])])
        except StaleAction:
            return "stale"
        return "done"

    order, line = row(m.Order), row(m.Line)
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(act, [[order, line], [line, order]])) == ["done", "stale"]


def test_the_databases_words_stay_inside(shop: SqlStore) -> None:
    """A refusal's own text names no table, rule or value; the cause does, for the log."""
    with pytest.raises(StaleAction) as caught, shop.write() as unit:
        unit.add(row(m.Refund, id="RF-2", cause="again", amount=usd(201)))
    assert "refund" not in str(caught.value) and "payment" not in str(caught.value)
    assert "payment" in str(caught.value.__cause__)
